from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import NOW
from .referral_case import ReferralCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReferralRights(ReferralCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env, login=f"referral_{name}", groups=f"{group},base.group_user"
            )
            for name, group in (
                ("employee", "base.group_user"),
                ("user", "customer_club.group_club_user"),
                ("marketer", "customer_club.group_club_marketer"),
                ("manager", "customer_club.group_club_manager"),
            )
        }

    def test_what_each_group_may(self):
        rights = {
            "ladder.referral.code": {"employee": "", "user": "r", "manager": "r"},
            "ladder.referral.program": {"employee": "", "user": "r", "manager": "rwc"},
            "ladder.referral.reward": {"employee": "", "user": "r", "manager": "r"},
            "ladder.advocate.report": {"employee": "", "user": "r"},
            "ladder.referral.tree": {"employee": "", "user": "r"},
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, by_group in rights.items():
            for group, letters in by_group.items():
                records = self.env[model].with_user(self.users[group])
                granted = "".join(
                    letter for letter, name in operations.items() if records.has_access(name)
                )
                self.assertEqual(granted, letters, f"{group} on {model}")

    def test_nobody_rewards_by_hand(self):
        sara = self.partner("سارا")
        user = self.users["manager"]
        referral = self.claim(sara)
        for vals in ({"state": "rewarded"}, {"due_at": NOW}, {"referrer_id": sara.id}):
            with self.assertRaises(AccessError):
                referral.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            self.env["ladder.referral"].with_user(user).create(
                {"referrer_id": sara.id, "referred_id": self.maryam.id, "state": "due"}
            )
        referral.with_user(user).note = "تلفنی"
        self.assertEqual(referral.note, "تلفنی")

    def test_a_clerk_notes_down_and_a_manager_refuses(self):
        sara = self.partner("سارا")
        clerk = self.users["user"]
        wizard = self.env["ladder.referral.add"].with_user(clerk)
        form = Form(wizard.with_context(default_partner_id=sara.id))
        form.entered = self.code()
        form.save().action_add()
        referral = self.maryam.ladder_referral_ids
        with self.assertRaises(UserError):
            referral.with_user(clerk).action_refuse()
        referral.with_user(self.users["manager"]).action_refuse()
        self.assertEqual((referral.state, referral.reason), ("refused", "abuse"))
        self.assertEqual(referral.ended_at, fields.Datetime.now())

    def test_what_was_rewarded_is_not_deleted(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        self.settle()
        with self.assertRaises(UserError):
            referral.with_user(self.users["manager"]).unlink()

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "دیگری"})
        code = self.env["ladder.referral.code"]._mint(other, self.maryam.ids)[self.maryam.id]
        sara = self.partner("سارا")
        [theirs] = self.env["ladder.referral"]._claim(
            other, [{"code": code, "referred_id": sara.id, "source": "code"}]
        )
        user = self.users["user"]
        for model in ("ladder.referral", "ladder.referral.code", "ladder.advocate.report"):
            found = self.env[model].with_user(user).search([("company_id", "=", other.id)])
            self.assertFalse(found, model)
        tree = self.env["ladder.referral.tree"].with_user(user)
        self.assertFalse(tree.search([("partner_id", "=", sara.id)]))
        self.assertTrue(theirs)

    def test_the_programmes_form_opens_for_managers(self):
        programs = self.env["ladder.referral.program"]
        action = programs.with_user(self.users["manager"])._action_open()
        self.assertEqual(action["res_id"], self.program.id)
        with self.assertRaises(UserError):
            programs.with_user(self.users["user"])._action_open()
