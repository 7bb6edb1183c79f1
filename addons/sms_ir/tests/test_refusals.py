from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SERVICE_LINE, SmsIrCase


@tagged("post_install", "-at_install")
class TestRefusals(SmsIrCase):
    """The gateway says no: nothing was sent, and the next step depends on why."""

    def _again(self):
        self.account.pause_until = False
        self.env["sms.sms"].search([]).write({"sms_ir_not_before": False})
        self._run("queue")

    def test_too_many_requests_waits(self):
        self.gateway.fault("rate_limit", retry_after=7)
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        self.assertTrue(sms.sms_ir_wait_reason)
        seconds = (self.account.pause_until - fields.Datetime.now()).total_seconds()
        self.assertLessEqual(seconds, 8)
        self.assertGreater(seconds, 3)
        self.assertEqual(self.account.state, "new", "no problem of the account")
        self._again()
        self.assertEqual(len(self.gateway.messages()), 1)
        self.assertFalse(self.account.last_error)

    def test_wrong_key_opens_the_circuit_once(self):
        self.account.api_key = "wrong"
        self._queue(250)
        self._run("queue")
        self.assertLessEqual(len(self.gateway.sends()), 4, "not every message needs its own no")
        self.assertEqual(self.account.state, "error")
        self.assertIn("API key", self.account.last_error)
        self.assertEqual(
            len(self.env["sms.sms"].search([("state", "=", "outgoing")])), 250, "nothing is lost"
        )
        self.assertEqual(len(self.account.activity_ids), 1, "one alert, not a thousand")
        self.account.api_key = "club-demo-key"
        self.assertFalse(self.account.pause_until, "a new key is tried at once")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 250)

    def test_no_credit_waits_for_credit(self):
        self.account.api_key = "club-poor-key"
        self.account.line_ids[0].number = "30000000"
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        self.assertIn("credit", self.account.last_error)
        self.gateway.control("credit", {"account": "poor", "credit": 10})
        self._again()
        self.assertEqual(sms.state, "pending")

    def test_refused_line_is_put_aside(self):
        self.account.line_ids.filtered(lambda line: line.purpose == "service").number = "99999999"
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        bad = self.account.line_ids.filtered(lambda line: line.number == "99999999")
        self.assertTrue(bad.blocked_reason)
        self.env["sms.ir.line"].create(
            {"account_id": self.account.id, "number": SERVICE_LINE, "purpose": "service"}
        )
        self._again()
        self.assertEqual(sms.state, "pending")
        bad.action_unblock()
        self.assertFalse(bad.blocked_reason)

    def test_one_bad_message_does_not_stop_the_others(self):
        """Gateways that refuse a whole call because of one message: it is found by halves."""
        self.gateway.settings(bad_numbers="refuse", rejected_words=["ممنوع"])
        self.gateway.control("blacklist", {"kind": "system", "mobiles": ["09120000017"]})
        sms = self._queue(
            40, lambda i: "متن ممنوع" if i == 33 else f"متن {i}", sms_purpose="advertising"
        )
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 38)
        self.assertEqual(sms[17].failure_type, "sms_blacklist")
        self.assertEqual(sms[33].failure_type, "sms_ir_content")
        self.assertEqual(len(sms.filtered(lambda row: row.state == "pending")), 38)
        self.assertLess(len(self.gateway.sends()), 30)
        self.assertEqual(self.gateway.control("duplicates", method="GET"), [])

    def test_unknown_code_shows_the_words_of_the_gateway(self):
        self.gateway.fault("status", status=121, http=400, message="پیام تازه")
        sms = self._queue(1)
        self._track(sms)
        self._run("queue")
        self.assertEqual(sms.state, "error")
        self.assertIn("پیام تازه", self._notification(sms).failure_reason)
        self.assertIn("121", self._notification(sms).failure_reason)

    def test_unreachable_gateway_keeps_the_message(self):
        self.account.base_url = "http://127.0.0.1:9/v1"
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        request = self.env["sms.ir.request"].search([])
        self.assertEqual(request.state, "rejected", "no connection, so certainly not sent")
        self.account.base_url = self.gateway.base_url
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_resting_account_leaves_the_queue_alone(self):
        self.account.pause_until = fields.Datetime.now() + timedelta(minutes=5)
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        self.assertEqual(self.gateway.sends(), [])
        self.account.action_resume()
        self._run("queue")
        self.assertEqual(sms.state, "pending")

    def test_error_of_another_add_on_loses_nothing(self):
        """A hook that fails while it is told must not undo what the gateway did."""
        sms = self._queue(2)
        self._track(sms)
        tracker_class = self.env.registry["sms.tracker"]

        def explode(*args, **kwargs):
            raise ValueError("somebody else's mistake")

        self.patch(tracker_class, "_update_sms_notifications", explode)
        with self.assertLogs("odoo.addons.sms_ir", "ERROR"):
            # The claim tells the trackers too: it must not go out before everybody agreed.
            self._run("queue")
        self.assertEqual(self.gateway.messages(), [])
        self.assertEqual(set(sms.mapped("state")), {"outgoing"})
