from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestDelivery(SmsIrCase):
    def test_states_come_back(self):
        self.gateway.settings(
            delivery_mobiles={
                "9120000001": 2,
                "9120000002": 4,
                "9120000003": 6,
                "9120000004": 7,
                "9120000005": None,
                "9120000006": 8,
            }
        )
        sms = self._queue(7)
        self._track(sms)
        self._run("queue")
        self._poll()
        states = [self._message_of(row).state for row in sms]
        self.assertEqual(
            states,
            ["delivered", "failed", "failed", "failed", "blocked", "accepted", "accepted"],
        )
        self.assertEqual(self._notification(sms[0]).notification_status, "sent")
        self.assertEqual(self._notification(sms[1]).notification_status, "exception")
        self.assertEqual(self._notification(sms[1]).failure_type, "sms_not_delivered")
        self.assertEqual(self._notification(sms[4]).failure_type, "sms_blacklist")
        self.assertEqual(self._notification(sms[5]).notification_status, "pending")
        self.assertTrue(self._message_of(sms[0]).delivered_at)
        self.assertFalse(self._message_of(sms[0]).next_poll_at, "final: not asked again")
        self.assertTrue(self._message_of(sms[5]).next_poll_at)

    def test_many_packs_take_few_calls(self):
        for index in range(12):
            self._queue(1, f"متن {index}", start=index)
            self._run("queue")
        self.gateway.control("counters", method="DELETE")
        self._poll()
        reads = [c for c in self.gateway.control("requests", method="GET") if c["method"] == "GET"]
        self.assertLessEqual(len(reads), 2)
        self.assertEqual(set(self.env["sms.ir.message"].search([]).mapped("state")), {"delivered"})

    def test_waiting_backs_off_and_ends(self):
        self.gateway.settings(delivery_default=None)
        sms = self._queue(1)
        self._run("queue")
        message = self._message_of(sms)
        last = 0
        for _look in range(20):
            self._poll()
            message.invalidate_recordset()
            if not message.next_poll_at:
                break
            delay = (message.next_poll_at - fields.Datetime.now()).total_seconds()
            self.assertGreaterEqual(delay, last - 2)
            last = delay
        self.assertFalse(message.next_poll_at)
        self.assertEqual(message.state, "accepted")

    def test_unreadable_reports_are_asked_later(self):
        sms = self._queue(1)
        self._run("queue")
        self.gateway.control("faults", {"kind": "html", "path": "/send/", "method": "GET"})
        self._poll()
        message = self._message_of(sms)
        self.assertEqual(message.state, "accepted")
        self.assertGreater(message.next_poll_at, fields.Datetime.now())
        self._poll()
        self.assertEqual(message.state, "delivered")

    def test_the_first_look_is_planned(self):
        self._queue(1)
        self._run("queue")
        cron = self.env.ref("sms_ir.ir_cron_sms_ir_delivery")
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)], limit=1)
        self.assertLess(trigger.call_at, fields.Datetime.now() + timedelta(seconds=15))
