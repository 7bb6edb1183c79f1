from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubMessage(ClubCase):
    def setUp(self):
        super().setUp()
        [self.result] = self.press(self.entry())
        self.message = self.env["club.message"].search([("visit_id", "=", self.result["visit_id"])])

    def dispatch(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_club.ir_cron_club_message_dispatch")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def test_planned_with_the_visit(self):
        self.assertRecordValues(
            self.message,
            [
                {
                    "state": "planned",
                    "purpose": "service",
                    "number": "+989121234567",
                    "rule_key": f"welcome:{self.tag.id}",
                    "origin": f"visit:{self.result['visit_id']}",
                    "parts": 1,
                }
            ],
        )
        self.assertIn("قهوه", self.message.rule_label)

    def test_who_leaves_next(self):
        """Service before advertising, oldest first; what is held waits until its time."""
        Message = self.env["club.message"]
        rows = [(f"+98912000{number:04}", number) for number in range(1, 6)]
        self.press(*(self.entry(mobile, minutes=minutes) for mobile, minutes in rows))
        five = Message.search([("number", "like", "+98912000")], order="id")
        self.assertEqual(len(five), 5)
        first, offer, later, woken, last = five
        offer.purpose = "advertising"
        now = fields.Datetime.now()
        later._set_state("held", held_until=now + timedelta(hours=9))
        woken._set_state("held", held_until=now - timedelta(minutes=1))
        due = Message._dispatch_due(500) & five
        self.assertEqual(due.ids, [first.id, woken.id, last.id, offer.id])
        self.assertEqual(len(Message._dispatch_due(2)), 2)
        self.dispatch()
        self.assertEqual(five.mapped("state").count("queued"), 4)
        self.assertEqual(later.state, "held")

    def test_planning_wakes_the_dispatcher(self):
        cron = self.env.ref("customer_club.ir_cron_club_message_dispatch")
        self.assertTrue(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]))

    def test_dispatch_queues_one_sms_and_keeps_the_link(self):
        self.dispatch()
        self.assertEqual(self.message.state, "queued")
        self.assertTrue(self.message.queued_at)
        sms = self.env["sms.sms"].search([("uuid", "=", self.message.sms_uuid)])
        self.assertRecordValues(
            sms,
            [
                {
                    "number": "+989121234567",
                    "body": self.message.body,
                    "state": "outgoing",
                    "record_company_id": self.company.id,
                    "partner_id": self.message.partner_id.id,
                }
            ],
        )
        self.dispatch()
        self.assertEqual(self.env["sms.sms"].search_count([("number", "=", sms.number)]), 1)

    def test_news_from_the_provider_reach_the_ledger(self):
        self.dispatch()
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", self.message.sms_uuid)])
        tracker._action_update_from_sms_state("process")
        self.assertEqual(self.message.state, "sending")
        tracker._action_update_from_sms_state("pending")
        tracker.sms_cost = 1.5
        self.assertRecordValues(self.message, [{"state": "sent", "cost": 1.5}])
        tracker._action_update_from_sms_state("sent")
        self.assertEqual(self.message.state, "delivered")
        self.assertTrue(self.message.delivered_at)
        tracker._action_update_from_sms_state("pending")
        self.assertEqual(self.message.state, "delivered", "news out of order change nothing")

    def test_a_call_that_was_never_made_puts_the_message_back(self):
        self.dispatch()
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", self.message.sms_uuid)])
        tracker._action_update_from_sms_state("process")
        tracker._action_update_from_sms_state("outgoing")
        self.assertEqual(self.message.state, "queued")

    def test_failures_say_why(self):
        for failure_type, state in (
            ("sms_credit", "failed"),
            ("sms_blacklist", "blocked"),
            ("sms_outcome_unknown", "unknown"),
        ):
            with self.subTest(failure_type):
                message = self.message.copy({"origin": f"test:{failure_type}", "state": "queued"})
                message._apply_sms_status("exception", failure_type, "کد ۱۰۲")
                self.assertEqual(message.state, state)
                self.assertIn("کد ۱۰۲", message.reason)

    def test_unknown_can_still_be_settled(self):
        self.dispatch()
        self.message._apply_sms_status("exception", "sms_outcome_unknown")
        self.message._apply_sms_status("pending")
        self.assertEqual(self.message.state, "sent")

    def test_service_reaches_the_opted_out_and_advertising_does_not(self):
        self.env["phone.blacklist"].add("+989121234567")
        advertising = self.message.copy({"origin": "test:ad", "purpose": "advertising"})
        self.dispatch()
        self.assertEqual(self.message.state, "queued")
        self.assertEqual((advertising.state, advertising.reason_code), ("blocked", "opted_out"))
        self.assertFalse(advertising.sms_uuid)

    def test_planned_once_per_rule_and_origin(self):
        row = {
            "visit_id": self.message.visit_id.id,
            "partner_id": self.message.partner_id.id,
            "number": self.message.number,
            "body": "again",
            "parts": 1,
            "rule_key": self.message.rule_key,
            "origin": self.message.origin,
            "state": "planned",
            "reason_code": None,
            "ended_at": None,
            "planned_at": self.message.planned_at,
        }
        self.assertFalse(self.env["club.message"]._plan_insert(self.company, [row], "service"))

    def test_cancel_by_hand_only_before_it_leaves(self):
        self.message.action_cancel()
        self.assertEqual((self.message.state, self.message.reason_code), ("cancelled", "by_hand"))
        with self.assertRaises(UserError):
            self.message.action_cancel()

    def test_ledger_is_kept(self):
        with self.assertRaises(UserError):
            self.message.unlink()
