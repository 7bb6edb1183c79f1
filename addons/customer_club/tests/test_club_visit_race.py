"""Two real transactions that meet on one customer. Rows are committed and removed by the test.

The same with real servers and threads is in ``tests/e2e``; here the order of the steps is exact.
"""

from datetime import datetime
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBER = "+989990000001"


@tagged("post_install", "-at_install")
class TestClubVisitRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.company_id = env.company.id
            self.tag_id = env["club.tag"].create({"name": "Race", "welcome_text": "Hello"}).id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM club_message WHERE number = %(number)s;
                DELETE FROM club_visit WHERE partner_id IN
                    (SELECT id FROM res_partner WHERE club_mobile = %(number)s);
                DELETE FROM res_partner WHERE club_mobile = %(number)s;
                DELETE FROM club_tag WHERE id = %(tag)s;
                """,
                {"number": NUMBER, "tag": self.tag_id},
            )

    def _press(self, env, minutes):
        return env["club.visit"]._register_entries(
            [
                {
                    "mobile": NUMBER,
                    "visited_at": datetime(2026, 11, 24, 12, minutes),
                    "tag_id": self.tag_id,
                    "group_id": False,
                    "source": "keypad",
                    "origin": f"direct:{uuid4()}",
                    "company_id": self.company_id,
                    "merge_minutes": 0,
                    "silent_reason": False,
                }
            ]
        )[0]

    def _meet(self, minutes):
        """The second keypad's snapshot is older than the first one's commit."""
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            first = api.Environment(first_cr, SUPERUSER_ID, {})
            second = api.Environment(second_cr, SUPERUSER_ID, {})
            second_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            one = self._press(first, minutes)
            first_cr.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((SerializationFailure, ConcurrencyError)),
            ):
                self._press(second, minutes + 1)
            # What Odoo does with these errors: roll back and run the request again.
            second_cr.rollback()
            second.invalidate_all()
            two = self._press(second, minutes + 1)
            second_cr.commit()
        return one, two

    def test_new_number_on_two_keypads_is_one_customer_with_two_visits(self):
        one, two = self._meet(0)
        self.assertEqual((one["number"], two["number"]), (1, 2))
        self.assertEqual(one["partner_id"], two["partner_id"])
        three, four = self._meet(10)  # and again, now that the customer is known
        self.assertEqual((three["number"], four["number"]), (3, 4))
        with self.registry.cursor() as cr:
            partner = api.Environment(cr, SUPERUSER_ID, {})["res.partner"].browse(one["partner_id"])
            self.assertEqual(partner.club_visit_count, 4)
            self.assertEqual(len(partner.club_message_ids), 1, "one welcome; no repeat text is set")
