from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestBlocks(SmsIrCase):
    """What the operator says about a number is remembered and used."""

    def setUp(self):
        super().setUp()
        self.company.country_id = self.env.ref("base.ir")

    def _learn_system(self, *mobiles):
        self.gateway.control("blacklist", {"kind": "system", "mobiles": list(mobiles)})

    def _send(self, count=1, purpose="advertising", text="حراج", **values):
        sms = self._queue(count, text, sms_purpose=purpose, **values)
        self._track(sms)
        self._run("queue")
        return sms

    def _blocks(self):
        return self.env["sms.ir.block"].search([("account_id", "=", self.account.id)])

    def test_learnt_from_an_id_of_zero_and_spared_afterwards(self):
        self._learn_system("09120000000")
        self._send(3)
        block = self._blocks()
        self.assertEqual((block.number, block.times, block.skipped), ("+989120000000", 1, 0))
        again = self._send(3, text="حراج دوم")
        self.assertEqual(again.mapped("state"), ["error", "pending", "pending"])
        self.assertEqual(again[0].failure_type, "sms_blacklist")
        self.assertIn("blocked advertising", again[0].sms_ir_wait_reason)
        notification = self._notification(again[0])
        self.assertEqual(notification.failure_type, "sms_blacklist")
        self.assertIn("blocked advertising", notification.failure_reason)
        self.assertEqual(block.skipped, 1)
        refused = self.gateway.control("refused", method="GET")
        self.assertEqual([row["text"] for row in refused], ["حراج"], "it was asked once")
        partner = self.env["res.partner"].create({"name": "Mina", "phone": "09120000000"})
        self.assertEqual(block.partner_id, partner)
        self.assertEqual(partner.sms_ir_blocked_at, block.blocked_at)

    def test_learnt_from_a_refusal_and_from_a_delivery_report(self):
        self._learn_system("09120000000")
        self.gateway.settings(bad_numbers="refuse")
        self._send(1)
        self.assertEqual(self._blocks().mapped("number"), ["+989120000000"])
        self.gateway.control("blacklist", {"kind": "operator", "mobiles": ["09120000001"]})
        self._send(2)
        self._poll()
        self.assertEqual(len(self._blocks()), 2)

    def test_service_still_goes(self):
        self._learn_system("09120000000")
        self._send(1)
        sms = self._send(1, "service", "سفارش شما رسید")
        self.assertEqual(sms.state, "pending")
        self.assertEqual([row["text"] for row in self.gateway.messages()], ["سفارش شما رسید"])
        self._poll()
        self.assertEqual(len(self._blocks()), 1, "service proves nothing about advertising")

    def test_try_again_and_forget(self):
        self._learn_system("09120000000", "09120000001")
        self._send(2)
        user = new_test_user(self.env, "reader", groups="sms_ir.group_sms_ir_user")
        for method in ("action_retest", "action_forget"):
            with self.assertRaises(UserError):
                getattr(self._blocks().with_user(user), method)()
        manager = new_test_user(self.env, "boss", groups="sms_ir.group_sms_ir_manager")
        first, second = self._blocks().sorted("number")
        first.with_user(manager).action_retest()
        sms = self._send(2)
        self.assertEqual((first.state, first.times), ("blocked", 2), "it was asked and said no")
        self.assertEqual((second.times, second.skipped), (1, 1))
        self.gateway.control("reset")
        (first + second).with_user(manager).action_retest()
        sms = self._send(2)
        self.assertEqual(set(sms.mapped("state")), {"pending"})
        self._poll()
        self.assertFalse(self._blocks(), "advertising that arrived is the proof")
        self._learn_system("09120000000")
        self._send(1)
        self._blocks().with_user(manager).action_forget()
        self.assertFalse(self._blocks())

    def test_tried_again_after_some_days(self):
        self._learn_system("09120000000")
        self._send(1)
        block = self._blocks()
        block.blocked_at = fields.Datetime.now() - timedelta(days=181)
        self._send(1)
        self.assertEqual((block.times, block.skipped), (2, 0))
        self.account.block_days = 0
        block.blocked_at = fields.Datetime.now() - timedelta(days=5000)
        self._send(1)
        self.assertEqual((block.times, block.skipped), (2, 1))

    def test_each_account_knows_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        account = self._create_account(other)
        self._learn_system("09120000000")
        self._send(1)
        self.gateway.control("reset")
        sms = self._queue(1, "حراج", sms_purpose="advertising")
        sms.record_company_id = other
        self._run("queue")
        self.assertEqual(sms.state, "pending")
        user = new_test_user(
            self.env,
            "other",
            groups="sms_ir.group_sms_ir_manager",
            company_ids=other.ids,
            company_id=other.id,
        )
        self.assertFalse(self.env["sms.ir.block"].with_user(user).search([]))
        self.assertTrue(account)

    def test_search_contacts(self):
        self._learn_system("09120000000")
        self._send(1)
        partners = self.env["res.partner"].create(
            [
                {"name": "Blocked", "phone": "09120000000"},
                {"name": "Free", "phone": "09120000001"},
                {"name": "None"},
            ]
        )
        search = self.env["res.partner"].search
        own = [("id", "in", partners.ids)]
        self.assertEqual(search([*own, ("sms_ir_blocked_at", "!=", False)]), partners[0])
        self.assertEqual(search([*own, ("sms_ir_blocked_at", "=", False)]), partners[1:])
        day = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(search([*own, ("sms_ir_blocked_at", ">", day)]), partners[0])
        self.assertFalse(search([*own, ("sms_ir_blocked_at", "<", day)]))
