from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestSettle(SmsIrCase):
    """Nobody knows whether a call was taken: the gateway's log decides, never a guess."""

    def _age(self, seconds):
        """Let time pass for calls whose outcome is not known."""
        for request in self.env["sms.ir.request"].search([("state", "=", "unknown")]):
            request.write(
                {
                    "called_at": request.called_at - timedelta(seconds=seconds),
                    "answered_at": request.answered_at - timedelta(seconds=seconds),
                    "settle_at": fields.Datetime.now() - timedelta(seconds=1),
                }
            )
        self.account.pause_until = False

    def _lose_answer(self, kind, count=1, **order):
        self.gateway.fault(kind, **order)
        sms = self._queue(count, lambda index: f"متن {index}")
        self._track(sms)
        self._run("queue")
        return sms

    def test_taken_without_an_answer(self):
        for kind in ("close_after", "truncated", "server_error_after", "html_after", "empty_after"):
            with self.subTest(kind=kind):
                self.gateway.control("reset")
                self.env["sms.sms"].search([]).unlink()
                self.account.pause_until = False
                sms = self._lose_answer(kind, 3)
                self.assertEqual(set(sms.mapped("state")), {"process"})
                self.assertEqual(self._notification(sms[0]).failure_type, "sms_outcome_unknown")
                self._run("queue")
                self.assertEqual(len(self.gateway.sends()), 1, "nothing is repeated on a guess")
                self._age(5)
                self._run("settle")
                self.assertEqual(set(sms.mapped("state")), {"pending"})
                self.assertEqual(self._notification(sms[0]).notification_status, "pending")
                self._run("queue")
                self.assertEqual(len(self.gateway.messages()), 3)
                self.assertEqual(self._message_of(sms[0]).request_id.mapped("settled_by"), ["log"])

    def test_not_taken_without_an_answer(self):
        for kind in ("close", "server_error", "html", "empty", "garbage"):
            with self.subTest(kind=kind):
                self.gateway.control("reset")
                self.env["sms.sms"].search([]).unlink()
                self.account.pause_until = False
                sms = self._lose_answer(kind, 2)
                self.assertEqual(set(sms.mapped("state")), {"process"})
                self._age(5)
                self._run("settle")
                self.assertEqual(set(sms.mapped("state")), {"process"}, "one look is not enough")
                self._age(5)
                self._run("settle")
                self.assertEqual(set(sms.mapped("state")), {"outgoing"})
                self.assertEqual(self._notification(sms[0]).notification_status, "ready")
                self._run("queue")
                self.assertEqual(len(self.gateway.messages()), 2)
                self.assertEqual(set(sms.mapped("state")), {"pending"})

    def test_time_out_after_the_gateway_took_it(self):
        sms = self._lose_answer("hang_after", seconds=3)
        self.assertEqual(sms.state, "process")
        self._age(5)
        self._run("settle")
        self.assertEqual(sms.state, "pending")
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_a_slow_log_is_waited_for(self):
        self.gateway.settings(report_lag_seconds=3600)
        sms = self._lose_answer("close_after")
        self.account.settle_after = 600
        self._age(60)
        self._run("settle")
        self._age(60)
        self._run("settle")
        self.assertEqual(sms.state, "process", "absent so early says nothing")
        self.gateway.settings(report_lag_seconds=0)
        self._age(60)
        self._run("settle")
        self.assertEqual(sms.state, "pending")
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_same_text_sent_before_is_not_mistaken(self):
        """An earlier message with the same text and number is not the one that is looked for."""
        first = self.env["sms.sms"].create({"number": "+989120000000", "body": "متن 0"})
        self._run("queue")
        self.assertEqual(first.state, "pending")
        second = self._lose_answer("close")
        self._age(5)
        self._run("settle")
        self._age(5)
        self._run("settle")
        self._run("queue")
        self.assertEqual(second.state, "pending")
        self.assertEqual(len(self.gateway.messages()), 2)

    def test_unlisted_numbers_of_a_taken_call(self):
        """Taken, but one number was refused: the log lists the others only."""
        self.gateway.control("blacklist", {"kind": "system", "mobiles": ["09120000001"]})
        self.gateway.fault("close_after")
        sms = self._queue(3, lambda index: f"متن {index}", sms_purpose="advertising")
        self._run("queue")
        self._age(5)
        self._run("settle")
        self.assertEqual(sms.mapped("state"), ["pending", "process", "pending"])
        self._age(5)
        self._run("settle")
        self.assertEqual(sms.mapped("state"), ["pending", "error", "pending"])
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 2)

    def test_messages_of_yesterday_are_in_the_archive(self):
        self.gateway.control("clock", {"offset": -86400})
        sms = self._lose_answer("close_after")
        self.gateway.control("clock", {"offset": 0})
        self._age(86400)
        self._run("settle")
        self.assertEqual(sms.state, "pending")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1)

    def _silence_lists(self, kind="html"):
        for path in ("/send/live", "/send/archive"):
            self.gateway.control("faults", {"kind": kind, "path": path, "count": 0})

    def test_packs_tell_where_the_lists_do_not(self):
        other = self._queue(3, lambda index: f"متن {index}", start=500)
        self._run("queue")
        sms = self._lose_answer("close_after", 3)
        self._silence_lists()
        self._age(5)
        self._run("settle")
        self.assertEqual(set(sms.mapped("state")), {"pending"})
        request = self._message_of(sms[0]).request_id
        self.assertTrue(request.pack_id)
        self.assertNotEqual(request.pack_id, self._message_of(other[0]).request_id.pack_id)
        calls = [c["path"] for c in self.gateway.control("requests?limit=1000", method="GET")]
        packs = [path for path in calls if path.startswith("/v1/send/pack/")]
        self.assertEqual(len(packs), 1, "packs of other calls are not read")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 6)

    def test_packs_do_not_prove_that_something_was_not_taken(self):
        sms = self._lose_answer("close", 2)
        self._silence_lists("server_error")
        for _look in range(4):
            self._age(600)
            self._run("settle")
        self.assertEqual(set(sms.mapped("state")), {"process"}, "nobody could look everywhere")
        self.gateway.control("faults", method="DELETE")
        for _look in range(2):
            self._age(5)
            self._run("settle")
        self.assertEqual(set(sms.mapped("state")), {"outgoing"})
        self._silence_lists()
        self._lose_answer("close", 1)
        self._age(7 * 3600)
        self._run("settle")
        request = self.env["sms.ir.request"].search([("state", "=", "attention")])
        self.assertEqual(len(request), 1, "a person decides where the lists stay silent")

    def test_what_cannot_be_settled_goes_to_a_person(self):
        sms = self._lose_answer("close_after")
        self.gateway.control("faults", {"kind": "html", "path": "/send/", "count": 0})
        self._age(7 * 3600)
        self._run("settle")
        request = self.env["sms.ir.request"].search([])
        self.assertEqual(request.state, "attention")
        self.assertEqual(self.account.attention_count, 1)
        self.gateway.control("faults", method="DELETE")
        self._run("settle")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1, "never a silent resend")
        user = new_test_user(self.env, "smsir_user", groups="sms_ir.group_sms_ir_user")
        with self.assertRaisesRegex(Exception, "manager"):
            request.with_user(user).action_send_again()
        manager = new_test_user(self.env, "smsir_manager", groups="sms_ir.group_sms_ir_manager")
        request.with_user(manager).action_was_sent()
        self.assertEqual(sms.state, "pending")
        self.assertEqual(request.settled_by, "smsir_manager")
        with self.assertRaisesRegex(Exception, "nothing to decide"):
            request.with_user(manager).action_send_again()

    def test_a_person_sends_again(self):
        sms = self._lose_answer("close")
        self.env["sms.ir.request"].search([]).state = "attention"
        self.env["sms.ir.request"].search([]).action_send_again()
        self.assertEqual(sms.state, "outgoing")
        self.account.pause_until = False
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_calls_of_a_dead_worker_are_adopted(self):
        """What a killed worker leaves behind: a call that is written down and nothing more."""
        sms = self._queue(2)
        client = self.account._client()
        self.account._claim_round(client)
        self.assertEqual(set(sms.mapped("state")), {"process"})
        with mute_logger("odoo.addons.sms_ir.models.sms_ir_settle"):
            self._run("queue")
        self.assertEqual(self.env["sms.ir.request"].search([]).state, "unknown")
        for _look in range(2):
            self._age(5)
            self._run("settle")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 2)
        self.assertEqual(set(sms.mapped("state")), {"pending"})
