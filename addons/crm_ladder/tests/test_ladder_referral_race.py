"""Two real transactions meet: rewarding the same referral, closing a ring.

Rows are committed and removed by the test.
"""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestReferralRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self.company_id = env.company.id
            tag = env["club.tag"].create({"name": "Race", "ladder_is_purchase": True})
            loyalty = env["loyalty.program"].create(
                {
                    "name": "Race",
                    "program_type": "loyalty",
                    "trigger": "auto",
                    "applies_on": "both",
                }
            )
            program = env["ladder.referral.program"]._of(env.company)
            names = ["running", "referrer_program_id", "referred_program_id", "wait_days"]
            names += ["referrer_points", "referred_points", "paid_by"]
            self.before = {
                name: program[name].id if name.endswith("_id") else program[name] for name in names
            }
            program.write(
                {
                    "running": True,
                    "referrer_program_id": loyalty.id,
                    "referrer_points": 50,
                    "referred_program_id": False,
                    "wait_days": 0,
                    "paid_by": "visit",
                }
            )
            people = env["res.partner"].create([{"name": name} for name in ("یک", "دو")])
            self.ids = program.id, loyalty.id, tag.id, people.ids
            env["club.visit"].create(
                {
                    "partner_id": people[1].id,
                    "company_id": env.company.id,
                    "visited_at": fields.Datetime.now(),
                    "number": 1,
                    "tag_id": tag.id,
                    "source": "manual",
                    "origin": f"test:race:{people[1].id}",
                }
            )
            cr.execute(
                "DELETE FROM ladder_dirty WHERE partner_id = ANY(%s)",
                [people.ids],
            )
        self.addCleanup(self._clean)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self):
        program_id, loyalty_id, tag_id, people = self.ids
        with self.registry.cursor() as cr:
            env = self._env(cr)
            cr.execute(
                """
                DELETE FROM ladder_referral WHERE referrer_id = ANY(%(people)s);
                DELETE FROM loyalty_history WHERE card_id IN
                    (SELECT id FROM loyalty_card WHERE program_id = %(loyalty)s);
                DELETE FROM loyalty_card WHERE program_id = %(loyalty)s;
                DELETE FROM club_visit WHERE partner_id = ANY(%(people)s);
                DELETE FROM ladder_dirty WHERE partner_id = ANY(%(people)s);
                DELETE FROM ladder_move WHERE partner_id = ANY(%(people)s);
                """,
                {"people": people, "loyalty": loyalty_id},
            )
            env["ladder.referral.program"].browse(program_id).write(self.before)
            loyalty = env["loyalty.program"].browse(loyalty_id)
            loyalty.active = False
            loyalty.unlink()
            env["res.partner"].browse(people).unlink()
            cr.execute("DELETE FROM club_tag WHERE id = %s", [tag_id])

    def _refer(self, env, first=0, second=1):
        people = self.ids[3]
        return env["ladder.referral"].create(
            {"referrer_id": people[first], "referred_id": people[second]}
        )

    def _points(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT SUM(points) FROM loyalty_card WHERE program_id = %s", [self.ids[1]])
            return cr.fetchone()[0]

    def test_two_workers_reward_once(self):
        with self.registry.cursor() as cr:
            referral_id = self._refer(self._env(cr)).id
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = self._env(first)["ladder.referral"].browse(referral_id)
            two = self._env(second)["ladder.referral"].browse(referral_id)
            one._settle()
            one.env.flush_all()
            two._settle()  # in the hands of the first: passed over, not waited for
            second.commit()
            second.execute("SELECT 1")  # sees the world as it is before the first commits
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                two._settle()
            second.rollback()
            two.env.invalidate_all()
            two._settle()
            second.commit()
        self.assertEqual(self._points(), 50)

    def test_a_worker_that_dies_gives_nothing(self):
        with self.registry.cursor() as cr:
            referral_id = self._refer(self._env(cr)).id
        with self.registry.cursor() as cr:
            referral = self._env(cr)["ladder.referral"].browse(referral_id)
            referral._settle()
            referral.env.flush_all()
            cr.rollback()
        self.assertFalse(self._points())
        with self.registry.cursor() as cr:
            self._env(cr)["ladder.referral"].browse(referral_id)._settle()
        self.assertEqual(self._points(), 50)

    def test_two_claims_that_would_close_a_ring(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1")
            self._refer(self._env(first)).env.flush_all()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._refer(self._env(second), 1, 0)
            second.rollback()
            # Odoo runs it again, and now it sees.
            self.assertEqual(self._refer(self._env(second), 1, 0).reason, "ring")
            second.rollback()
