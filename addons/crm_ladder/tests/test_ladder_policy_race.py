"""Two workers on one policy: the budget holds. Rows are committed and removed by the test."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLadderPolicyRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self._env(cr)
            tag = env["club.tag"].create({"name": "Race"})
            people = env["res.partner"].create(
                [
                    {
                        "name": f"مسابقه {n}",
                        "club_mobile": f"+98999000010{n}",
                        "club_tag_ids": tag.ids,
                    }
                    for n in range(6)
                ]
            )
            policy = env["ladder.policy"].create(
                {
                    "name": "مسابقه",
                    "tag_ids": tag.ids,
                    "text": "{name}",
                    "budget": 35,
                    "unit_cost": 10,
                }
            )
            policy.action_start()
            self.ids = policy.id, tag.id, people.ids
        self.addCleanup(self._clean)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self):
        policy_id, tag_id, people = self.ids
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM club_message WHERE partner_id = ANY(%(people)s);
                DELETE FROM ladder_policy WHERE id = %(policy)s;
                DELETE FROM ladder_dirty WHERE partner_id = ANY(%(people)s);
                DELETE FROM ladder_move WHERE partner_id = ANY(%(people)s);
                DELETE FROM club_tag_res_partner_rel WHERE tag_id = %(tag)s;
                """,
                {"people": people, "policy": policy_id, "tag": tag_id},
            )
            self._env(cr)["res.partner"].browse(people).unlink()
            cr.execute("DELETE FROM club_tag WHERE id = %s", [tag_id])

    def test_never_beyond_the_budget(self):
        policy_id = self.ids[0]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = self._env(first)["ladder.policy"].browse(policy_id)
            two = self._env(second)["ladder.policy"].browse(policy_id)
            waiting = one._candidates(), two._candidates()
            self.assertEqual(len(waiting[0]), 6)
            self.assertEqual(*waiting)
            self.assertTrue(one._step(waiting[0][:2]))
            self.assertFalse(two._step(waiting[1][2:4]), "in the hands of the first")
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                two._step(waiting[1][2:4])
            second.rollback()
            two.env.invalidate_all()
            # The same people are asked for again: whoever has it is no candidate any more.
            left = two._candidates()
            self.assertEqual(left, waiting[0][2:])
            self.assertFalse(two._step(left), "one more, and the budget is used up")
            second.commit()
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT p.spent, p.state, p.end_reason, COUNT(*) FROM ladder_policy p "
                "JOIN ladder_policy_grant g ON g.policy_id = p.id WHERE p.id = %s GROUP BY p.id",
                [policy_id],
            )
            self.assertEqual(cr.fetchone(), (30, "ended", "budget", 3))

    def test_a_worker_that_dies_gives_nothing(self):
        policy_id = self.ids[0]
        with self.registry.cursor() as cr:
            policy = self._env(cr)["ladder.policy"].browse(policy_id)
            policy._step(policy._candidates())
            cr.rollback()
        with self.registry.cursor() as cr:
            cr.execute("SELECT spent FROM ladder_policy WHERE id = %s", [policy_id])
            self.assertFalse(cr.fetchone()[0])
            cr.execute("SELECT COUNT(*) FROM club_message WHERE rule_key = %s",
                       [f"policy:{policy_id}"])  # fmt: skip
            self.assertEqual(cr.fetchone(), (0,))
