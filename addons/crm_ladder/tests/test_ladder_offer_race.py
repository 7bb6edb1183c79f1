"""Two real workers with the same offer. Rows are committed and removed by the test."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBER = "+989990000077"


@tagged("post_install", "-at_install")
class TestLadderOfferRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            tag = env["club.tag"].create({"name": "Race of offers"})
            partner = env["res.partner"].create(
                {"name": "Race", "club_mobile": NUMBER, "club_tag_ids": [(6, 0, tag.ids)]}
            )
            product = env["product.product"].create({"name": "Race of offers"})
            offer = env["ladder.offer"].create(
                {
                    "name": "Race of offers",
                    "trigger": "standing",
                    "tag_ids": [(6, 0, tag.ids)],
                    "product_id": product.id,
                    "holdout_percent": 0,
                    "text": "{name} {code}",
                }
            )
            offer.program_id = env["loyalty.program"].create(offer._program_values())
            offer.write({"state": "running", "started_at": fields.Datetime.now()})
            self.ids = {
                "tag": tag.id,
                "partner": partner.id,
                "offer": offer.id,
                "program": offer.program_id.id,
                "product": product.id,
                "template": product.product_tmpl_id.id,
                "discount": offer.program_id.reward_ids.discount_line_product_id.ids,
            }
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM ladder_offer_line WHERE offer_id = %(offer)s;
                DELETE FROM ladder_offer WHERE id = %(offer)s;
                DELETE FROM club_message WHERE partner_id = %(partner)s;
                DELETE FROM loyalty_card WHERE program_id = %(program)s;
                DELETE FROM loyalty_program WHERE id = %(program)s;
                DELETE FROM product_template WHERE id = %(template)s
                    OR id IN (SELECT product_tmpl_id FROM product_product
                               WHERE id = ANY(%(discount)s));
                DELETE FROM ladder_dirty WHERE partner_id = %(partner)s;
                DELETE FROM res_partner WHERE id = %(partner)s;
                DELETE FROM club_tag WHERE id = %(tag)s;
                """,
                self.ids,
            )

    def offer(self, cursor):
        return api.Environment(cursor, SUPERUSER_ID, {})["ladder.offer"].browse(self.ids["offer"])

    def test_planned_once_by_two(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")  # its snapshot is from before
            self.assertEqual(self.offer(one)._plan(), 1)
            one.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self.offer(two)._plan()
            two.rollback()
            self.assertEqual(self.offer(two)._plan(), 0)

    def test_given_once_by_two(self):
        with self.registry.cursor() as cr:
            self.offer(cr)._plan()
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine, theirs = self.offer(one), self.offer(two)
            self.assertTrue(mine.try_lock_for_update())
            self.assertEqual(mine._give(10), 1)
            self.assertFalse(theirs.try_lock_for_update())  # as the scheduled action asks
            self.assertEqual(theirs._give(10), 0)  # and the lines are taken besides
            one.rollback()  # the first worker dies
            two.rollback()
            theirs.env.invalidate_all()
            self.assertEqual(theirs._give(10), 1)
            two.commit()
            one.rollback()
            mine.env.invalidate_all()
            self.assertEqual(mine._give(10), 0)
        with self.registry.cursor() as cr:
            offer = self.offer(cr)
            self.assertEqual(offer.line_ids.state, "given")
            self.assertEqual(len(offer.program_id.coupon_ids), 1)
            self.assertEqual(
                offer.env["club.message"].search_count([("partner_id", "=", self.ids["partner"])]),
                1,
            )
