"""Two real workers that meet: on one person's cap, and on one day's planning."""

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBER = "+989990000002"


@tagged("post_install", "-at_install")
class TestClubRuleRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.company
            self.company_id = company.id
            pace = env["club.pace"]._for(company)
            self.usual = pace.read(["quiet", "cap", "together_minutes"], load="")[0]
            pace.write({"quiet": False, "cap": 1, "together_minutes": 0})
            partner = env["res.partner"].create({"name": "R", "club_mobile": NUMBER})
            env["club.visit"]._register_entries(
                [
                    {
                        "mobile": NUMBER,
                        "visited_at": fields.Datetime.now() - timedelta(days=10),
                        "tag_id": False,
                        "group_id": False,
                        "source": "import",
                        "origin": "race:rule",
                        "company_id": company.id,
                        "merge_minutes": 0,
                        "silent_reason": False,
                    }
                ]
            )
            self.rule_id = (
                env["club.rule"]
                .create(
                    {
                        "name": "R",
                        "trigger": "not_seen",
                        "days": 10,
                        "text": "R",
                        "company_id": company.id,
                    }
                )
                .id
            )
            self.ads = (
                env["club.message"]
                .create(
                    [
                        {
                            "partner_id": partner.id,
                            "company_id": company.id,
                            "number": NUMBER,
                            "body": "Ad",
                            "purpose": "advertising",
                            "rule_key": "race",
                            "origin": f"race:{n}",
                        }
                        for n in range(2)
                    ]
                )
                .ids
            )
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM sms_sms WHERE number = %(number)s;
                DELETE FROM sms_tracker WHERE club_message_id IN
                    (SELECT id FROM club_message WHERE number = %(number)s);
                DELETE FROM club_message WHERE number = %(number)s;
                DELETE FROM club_rule_run WHERE rule_id = %(rule)s;
                DELETE FROM club_rule WHERE id = %(rule)s;
                DELETE FROM club_visit WHERE origin = 'race:rule';
                DELETE FROM res_partner WHERE club_mobile = %(number)s;
                """,
                {"number": NUMBER, "rule": self.rule_id},
            )
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["club.pace"].browse(self.usual.pop("id")).write(self.usual)

    def _meet(self, first, second):
        """The second worker's snapshot is older than the first one's commit."""
        with self.registry.cursor() as one_cr, self.registry.cursor() as two_cr:
            one = api.Environment(one_cr, SUPERUSER_ID, {})
            two = api.Environment(two_cr, SUPERUSER_ID, {})
            two_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            first(one)
            one_cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                second(two)
            two_cr.rollback()
            two.invalidate_all(flush=False)
            second(two)
            two_cr.commit()

    def test_two_workers_do_not_pass_one_person_s_cap(self):
        def work(place):
            def dispatch(env):
                env["club.message"].browse(self.ads[place])._dispatch()
                env.flush_all()

            return dispatch

        self._meet(work(0), work(1))
        with self.registry.cursor() as cr:
            messages = api.Environment(cr, SUPERUSER_ID, {})["club.message"].browse(self.ads)
            self.assertEqual(messages.mapped("state"), ["queued", "held"])
            self.assertEqual(messages[1].reason_code, "cap")

    def test_two_workers_plan_a_day_once(self):
        def plan(env):
            env["club.rule"].browse(self.rule_id)._plan_day(
                env["res.company"].browse(self.company_id)._club_day(fields.Datetime.now())
            )

        self._meet(plan, plan)
        with self.registry.cursor() as cr:
            rule = api.Environment(cr, SUPERUSER_ID, {})["club.rule"].browse(self.rule_id)
            self.assertEqual(len(rule.run_ids), 1)
