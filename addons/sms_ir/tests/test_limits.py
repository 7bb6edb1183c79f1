from odoo.tests import tagged

from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestLimits(SmsIrCase):
    def test_same_text_again(self):
        first = self._queue(1)
        self._run("queue")
        self.account.duplicate_seconds = 60
        again = self._queue(1)
        other = self._queue(1, "متن دیگر")
        self._run("queue")
        self.assertEqual((first.state, other.state), ("pending", "pending"))
        self.assertEqual((again.state, again.failure_type), ("canceled", "sms_duplicate"))
        self.account.duplicate_seconds = 0
        self._queue(1)
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 3)

    def test_budgets(self):
        for budget in ("sms_ir_daily_budget", "sms_ir_monthly_budget"):
            with self.subTest(budget=budget):
                self.env["sms.ir.message"].search([]).unlink()
                self.env["sms.sms"].search([]).unlink()
                self.gateway.control("reset")
                self.company[budget] = 5
                sms = self._queue(8)
                self._run("queue")
                self.assertEqual(len(self.gateway.messages()), 5)
                waiting = sms.filtered(lambda row: row.state == "outgoing")
                self.assertEqual(len(waiting), 3)
                self.assertIn("budget", waiting[0].sms_ir_wait_reason)
                self.company[budget] = 0
                self.account.action_resume()
                self._run("queue")
                self.assertEqual(len(self.gateway.messages()), 8)

    def test_credit_alert_comes_once(self):
        self.account.write({"credit_alert": 200000})
        for _check in range(3):
            self.account.action_test_connection()
            self._run("check")
        self.assertEqual(len(self.account.activity_ids), 1)
        self.assertEqual(self.account.activity_ids.user_id, self.account.user_id)
        self.assertIn("100,000", self.account.activity_ids.note)

    def test_blocked_numbers_show_on_the_partner(self):
        self.company.country_id = self.env.ref("base.ir")
        partner = self.env["res.partner"].create({"name": "Mina", "phone": "+989120000000"})
        self.assertFalse(partner.sms_ir_blocked_at)
        self.gateway.control("blacklist", {"kind": "system", "mobiles": ["09120000000"]})
        self._queue(1, sms_purpose="advertising")
        self._run("queue")
        partner.invalidate_recordset()
        self.assertTrue(partner.sms_ir_blocked_at)
