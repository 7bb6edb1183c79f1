from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderRights(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(cls.env, login=f"ladder_{name}", groups=groups)
            for name, groups in (
                ("employee", "base.group_user"),
                ("user", "customer_club.group_club_user"),
                ("marketer", "customer_club.group_club_marketer"),
                ("manager", "customer_club.group_club_manager"),
                ("admin", "base.group_system,customer_club.group_club_manager"),
            )
        }

    def moved(self, **values):
        partner = self.partner(**values)
        self.visit(partner, 3, self.buying_tag)
        self.evaluate(partner)
        return partner

    def test_what_each_group_may(self):
        rights = {
            "ladder.rung": {"employee": "r", "user": "r", "manager": "rwcu"},
            "ladder.criterion": {"employee": "", "user": "r", "manager": "rwcu"},
            "ladder.move": {"employee": "", "user": "r", "manager": "r", "admin": "r"},
            "ladder.version": {"employee": "", "user": "r", "manager": "r", "admin": "r"},
            "ladder.run": {"employee": "", "user": "", "manager": "r", "admin": "r"},
            "ladder.dirty": {"employee": "", "user": "", "manager": "", "admin": "r"},
            "ladder.referral": {"employee": "", "user": "rwc", "manager": "rwcu"},
            "ladder.feedback": {"employee": "", "user": "rwc", "manager": "rwcu"},
            "ladder.playbook": {"employee": "", "user": "r", "marketer": "rwcu"},
            "ladder.playbook.run": {"employee": "", "user": "r", "marketer": "r", "admin": "r"},
            "ladder.purchase": {"employee": "", "user": "r", "manager": "r", "admin": "r"},
            "ladder.lifetime": {"employee": "", "user": "", "manager": "r", "admin": "r"},
            "ladder.cohort.report": {"employee": "", "user": "", "marketer": "r"},
            "ladder.trial": {"employee": "", "user": "", "manager": "rwcu"},
            "ladder.trial.move": {"employee": "", "user": "", "manager": "r"},
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, by_group in rights.items():
            for group, letters in by_group.items():
                records = self.env[model].with_user(self.users[group])
                granted = "".join(
                    letter
                    for letter, operation in operations.items()
                    if records.has_access(operation)
                )
                self.assertEqual(granted, letters, f"{group} on {model}")

    def test_a_club_user_reads_rung_reason_and_moves(self):
        partner = self.moved().with_user(self.users["user"])
        self.assertEqual(partner.ladder_rung_id.code, "customer")
        self.assertTrue(partner.ladder_reason)
        self.assertTrue(partner.ladder_move_ids.reason)

    def test_an_employee_sees_the_rung_but_not_the_evidence(self):
        partner = self.moved().with_user(self.users["employee"])
        self.assertEqual(partner.ladder_rung_id.code, "customer")
        for name in ("ladder_facts", "ladder_reason", "ladder_move_ids"):
            with self.assertRaises(AccessError):
                partner.read([name])

    def test_nobody_sets_a_rung_by_hand(self):
        partner = self.moved()
        for user in self.users.values():
            with self.assertRaises(AccessError):
                partner.with_user(user).write({"ladder_rung_id": self.rung("advocate").id})
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).create(
                    {"name": "الف", "ladder_rung_id": self.rung("advocate").id}
                )
        self.assertRung(partner, "customer")

    def test_nobody_changes_or_deletes_a_move(self):
        move = self.moved().ladder_move_ids
        for user in self.users.values():
            with self.assertRaises(UserError):
                move.with_user(user).write({"direction": "down"})
            with self.assertRaises(UserError):
                move.with_user(user).unlink()
        with self.assertRaises(UserError):
            move.sudo().write({"direction": "down"})
        with self.assertRaises(UserError):
            move.sudo().unlink()
        with self.assertRaises(UserError):
            move.sudo().create({"partner_id": move.partner_id.id})

    def test_moves_of_another_companys_own_member_are_not_shown(self):
        other = self.env["res.company"].create({"name": "دیگری"})
        theirs, shared = self.moved(name="الف", company_id=other.id), self.moved(name="ب")
        moves = self.env["ladder.move"].with_user(self.users["user"])
        self.assertEqual(
            moves.search([("partner_id", "in", (theirs | shared).ids)]).partner_id.ids, shared.ids
        )

    def test_methods_open_to_rpc_are_buttons_only(self):
        base = set(dir(type(self.env["base"])))
        for model in (
            "ladder.rung",
            "ladder.criterion",
            "ladder.move",
            "ladder.version",
            "ladder.run",
            "ladder.dirty",
            "ladder.facts",
            "ladder.engine",
            "ladder.reason",
            "ladder.text",
            "ladder.referral",
            "ladder.referral.code",
            "ladder.referral.invite",
            "ladder.referral.program",
            "ladder.referral.reward",
            "ladder.trial",
            "ladder.trial.move",
            "ladder.playbook",
            "ladder.playbook.run",
            "ladder.purchase",
            "ladder.lifetime",
            "ladder.score",
            "ladder.role",
            "ladder.scoreboard",
        ):
            cls = type(self.env[model])
            public = {
                name
                for name in dir(cls)
                if not name.startswith("_")
                and name not in base
                and name not in self.env[model]._fields
            }
            self.assertLessEqual(
                {name for name in public if callable(getattr(cls, name))},
                {
                    "action_view_partners",
                    "action_take_present_rules",
                    "action_try",
                    "action_draft",
                    "action_apply",
                    "action_view_moves",
                    "action_view_runs",
                    "action_refuse",
                },
                model,
            )
