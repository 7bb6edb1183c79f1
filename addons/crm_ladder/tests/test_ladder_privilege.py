"""Privileges: who has them, who is told, how often they are used and what that costs."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderPrivilege(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["club.tag"].create({"name": "طلایی", "company_id": cls.company.id})
        cls.maryam = cls.env["res.partner"].create(
            {"name": "مریم", "club_mobile": "+989121250001", "club_tag_ids": cls.tag.ids}
        )

    def privilege(self, **values):
        return self.env["ladder.privilege"].create(
            {
                "name": "ارسال رایگان",
                "company_id": self.company.id,
                "tag_ids": self.tag.ids,
                "running": True,
                "cost": 4,
                "limit_count": 2,
                "begin_text": "{name}، {what} مال شماست",
                "end_text": "{name}، {what} تمام شد",
                **values,
            }
        )

    def holder(self, privilege, partner=None):
        return self.env["ladder.privilege.holder"].search(
            [("privilege_id", "=", privilege.id), ("partner_id", "=", (partner or self.maryam).id)]
        )

    def texts(self, privilege):
        messages = self.env["club.message"].search(
            [("rule_key", "=", f"privilege:{privilege.id}")], order="id"
        )
        return messages.mapped("body")

    def test_from_beginning_to_end(self):
        privilege = self.privilege()
        for _twice in range(2):
            privilege._renew()
        self.assertEqual(self.texts(privilege), ["مریم، ارسال رایگان مال شماست"])
        self.assertEqual(self.maryam.ladder_privilege_ids.privilege_id, privilege)
        card = self.maryam._club_card()[self.maryam.id]
        self.assertEqual(card["privileges"], [{"name": "ارسال رایگان"}])
        self.maryam.club_tag_ids = False
        privilege._renew()
        self.assertEqual(self.texts(privilege)[1:], ["مریم، ارسال رایگان تمام شد"])
        holder = self.holder(privilege)
        self.assertEqual(holder.until, NOW)
        self.maryam.invalidate_recordset()
        self.assertFalse(self.maryam.ladder_privilege_ids)
        with self.assertRaises(UserError):
            holder.action_use()
        self.maryam.club_tag_ids = self.tag
        privilege._renew()
        self.assertEqual(len(self.holder(privilege)), 2)
        self.assertEqual(len(self.texts(privilege)), 3)
        message = self.env["club.message"].search([("rule_key", "=", f"privilege:{privilege.id}")])
        self.assertEqual(set(message.mapped("purpose")), {"service"})
        self.assertEqual(set(message.mapped("rule_label")), {"ارسال رایگان"})

    def test_from_their_own_record(self):
        rich = self.partner("سارا", club_mobile="+989121250002")
        self.invoice(rich, 5, 900)
        privilege = self.privilege(
            tag_ids=False,
            threshold_ids=[
                (0, 0, {"fact": "spent", "value": 500, "window_days": 365}),
                (0, 0, {"fact": "return_rate", "operator": "<=", "value": 10}),
            ],
        )
        privilege._renew()
        self.assertEqual(privilege.holder_ids.partner_id, rich)
        with freeze_time(NOW + timedelta(days=370)):
            privilege._renew()
        self.assertFalse(privilege.holder_ids.filtered(lambda holder: not holder.until))

    def test_the_limit_of_a_jalali_month(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.company.partner_id.lang = "fa_IR"
        privilege = self.privilege()
        privilege._renew()
        holder = self.holder(privilege)
        for left in ("1", "0"):
            holder.action_use()
            self.assertIn(left, holder.with_context(lang="en_US").left.split(" ")[0])
        with self.assertRaises(UserError):
            holder.action_use()
        # 24 November 2026 is 3 Azar 1405; Dey begins on 22 December.
        with freeze_time("2026-12-21 12:00:00"), self.assertRaises(UserError):
            holder.action_use()
        with freeze_time("2026-12-22 12:00:00"):
            holder.action_use()
        uses = privilege.holder_ids.partner_id.ladder_privilege_use_ids
        self.assertEqual(sorted(uses.mapped("number")), [1, 1, 2])
        self.env.invalidate_all()
        self.assertEqual((privilege.use_count, privilege.use_cost), (3, 12))
        self.assertEqual(self.maryam.ladder_privilege_cost, 12)

    def test_without_a_limit(self):
        privilege = self.privilege(limit_count=0)
        privilege._renew()
        holder = self.holder(privilege)
        for _time in range(4):
            holder.action_use()
        self.env.invalidate_all()
        self.assertEqual(privilege.use_count, 4)

    def test_the_cost_stands_as_it_was(self):
        privilege = self.privilege()
        privilege._renew()
        self.holder(privilege).action_use()
        privilege.cost = 9
        self.holder(privilege).action_use()
        self.env.invalidate_all()
        self.assertEqual(privilege.use_cost, 13)

    def test_the_campaign_pays(self):
        campaign = self.env["utm.campaign"].create({"name": "طلایی‌ها"})
        privilege = self.privilege(campaign_id=campaign.id)
        privilege._renew()
        for _twice in range(2):
            self.holder(privilege).action_use()
        self.env["ladder.campaign.entry"]._refresh(campaign.ids)
        entries = self.env["ladder.campaign.entry"].search(
            [("campaign_id", "=", campaign.id), ("kind", "=", "gift")]
        )
        self.assertEqual(sum(entries.mapped("amount")), 8)

    def test_put_out_of_force(self):
        privilege = self.privilege()
        privilege._renew()
        privilege.running = False
        with self.assertRaises(UserError):
            self.holder(privilege).action_use()
        privilege._renew()
        self.assertTrue(self.holder(privilege).until)

    def test_for_everybody_is_none(self):
        with self.assertRaises(ValidationError):
            self.privilege(tag_ids=False)
        with self.assertRaises(ValidationError):
            self.privilege(begin_text="{code}")

    def test_two_records_of_one_person(self):
        twin = self.partner("مریم ر", club_mobile="+989121250003", club_tag_ids=self.tag.ids)
        privilege = self.privilege(limit_count=3)
        privilege._renew()
        for partner in (self.maryam, twin, twin):
            self.holder(privilege, partner).action_use()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (twin | self.maryam).ids, self.maryam
        )
        self.env.invalidate_all()
        uses = self.maryam.ladder_privilege_use_ids
        self.assertEqual(sorted(uses.mapped("number")), [1, 2, 3])
        open_one = self.holder(privilege).filtered(lambda holder: not holder.until)
        self.assertEqual(len(open_one), 1)
        with self.assertRaises(UserError):
            open_one.action_use()

    def test_cron(self):
        privilege = self.privilege()
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_privilege")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertTrue(self.holder(privilege))

    def test_rights(self):
        users = {
            name: new_test_user(self.env, login=f"privilege_{name}", groups=group)
            for name, group in (
                ("employee", "base.group_user"),
                ("user", "customer_club.group_club_user"),
                ("manager", "customer_club.group_club_manager"),
            )
        }
        rights = {
            "ladder.privilege": {"employee": "", "user": "r", "manager": "rwcu"},
            "ladder.privilege.holder": {"employee": "", "user": "r", "manager": "r"},
            "ladder.privilege.use": {"employee": "", "user": "r", "manager": "r"},
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, by_group in rights.items():
            for group, letters in by_group.items():
                records = self.env[model].with_user(users[group])
                granted = "".join(
                    letter for letter, name in operations.items() if records.has_access(name)
                )
                self.assertEqual(granted, letters, f"{group} on {model}")
        privilege = self.privilege()
        privilege._renew()
        self.holder(privilege).with_user(users["user"]).action_use()
        use = self.maryam.ladder_privilege_use_ids
        self.assertEqual((use.user_id, use.cost), (users["user"], 4))
        other = self.env["res.company"].create({"name": "دیگری"})
        theirs = self.privilege(company_id=other.id)
        theirs._renew()
        for model, domain in (
            ("ladder.privilege", [("id", "=", theirs.id)]),
            ("ladder.privilege.holder", [("privilege_id", "=", theirs.id)]),
        ):
            self.assertFalse(self.env[model].with_user(users["user"]).search(domain), model)
