"""Two real transactions: a customer comes to the counter while the ladder judges that customer.

Rows are committed and removed by the test.
"""

from datetime import datetime
from unittest.mock import patch
from uuid import uuid4

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBER = "+989990000002"


@tagged("post_install", "-at_install")
class TestLadderRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.company_id = env.company.id
            self.tag_id = env["club.tag"].create({"name": "Race", "ladder_is_purchase": True}).id
            cr.execute("DELETE FROM ladder_dirty")
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

    def _press(self, day):
        """A key press of its own, committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            [result] = env["club.visit"]._register_entries(
                [
                    {
                        "mobile": NUMBER,
                        "visited_at": datetime(2026, 11, day, 12),
                        "tag_id": self.tag_id,
                        "group_id": False,
                        "source": "keypad",
                        "origin": f"direct:{uuid4()}",
                        "company_id": self.company_id,
                        "merge_minutes": 0,
                        "silent_reason": False,
                    }
                ]
            )
        return result["partner_id"]

    def _drain(self):
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ladder.dirty"]._cron_drain()

    def test_a_visit_during_the_evaluation_is_not_lost(self):
        partner_id = self._press(1)
        engine = self.registry["ladder.engine"]
        judge = engine._judge
        presses = []

        def judge_and_press(records, *args, **kwargs):
            verdicts = judge(records, *args, **kwargs)
            if not presses:
                presses.append(self._press(2))
            return verdicts

        with patch.object(engine, "_judge", judge_and_press), mute_logger("odoo.sql_db"):
            self._drain()
        self.assertEqual(presses, [partner_id])
        with self.registry.cursor() as cr:
            partner = api.Environment(cr, SUPERUSER_ID, {})["res.partner"].browse(partner_id)
            self.assertEqual(partner.ladder_rung_id.code, "repeat")
            self.assertEqual(partner.ladder_facts["facts"]["purchases"], 2)
            # Judged once on the stale snapshot, which was thrown away with its move.
            self.assertEqual(len(partner.ladder_move_ids), 1)
            cr.execute("SELECT count(*) FROM ladder_dirty WHERE partner_id = %s", [partner_id])
            self.assertEqual(cr.fetchone(), (0,))

    def test_two_workers_share_the_queue(self):
        partner_id = self._press(3)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})["ladder.dirty"]
            two = api.Environment(second, SUPERUSER_ID, {})["ladder.dirty"]
            taken = one._drain(100)
            self.assertTrue(taken)
            self.assertEqual(two._drain(100), 0)  # taken, not waited for
            first.rollback()  # the first worker dies
            two.env.invalidate_all()
            second.rollback()
            self.assertEqual(two._drain(100), taken)
            second.commit()
        with self.registry.cursor() as cr:
            partner = api.Environment(cr, SUPERUSER_ID, {})["res.partner"].browse(partner_id)
            self.assertEqual(partner.ladder_rung_id.code, "customer")
