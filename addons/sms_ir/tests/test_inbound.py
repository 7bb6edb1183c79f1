from odoo.tests import new_test_user, tagged

from .common import ADVERTISING_LINE, SERVICE_LINE, SmsIrCase


@tagged("post_install", "-at_install")
class TestInbound(SmsIrCase):
    def _write(self, text, mobile="09121234567", line=SERVICE_LINE):
        self.gateway.control("clock", {"advance": 2})
        self.gateway.control("inbound", {"mobile": mobile, "text": text, "line": int(line)})

    def _inbox(self):
        return self.env["sms.ir.inbound"].search([("account_id", "=", self.account.id)])

    def test_each_message_is_handled_once(self):
        partner = self.env["res.partner"].create({"name": "Mina", "phone": "+989121234567"})
        self._write("سلام، باز هستید؟")
        self._write("کجایید؟", mobile="09127654321")
        for _read in range(3):
            self._run("receive")
        self.assertEqual(sorted(self._inbox().mapped("state")), ["matched", "unmatched"])
        notes = partner.message_ids.filtered(lambda note: "باز هستید" in (note.body or ""))
        self.assertEqual(len(notes), 1)

    def test_gateway_that_repeats(self):
        self.gateway.settings(latest_repeats=True, live_has_ids=False)
        for index in range(120):
            self._write(f"متن {index}")
        self._run("receive")
        self._run("receive")
        self.assertEqual(len(self._inbox()), 120)

    def test_message_that_a_lost_worker_had_read(self):
        """``receive/latest`` gives a message once: if nobody stored it, today's list has it."""
        self._write("گم شده")
        self.account._client().receive_latest()
        self._run("receive")
        self.assertEqual(self._inbox().body, "گم شده")

    def test_opt_out_and_in(self):
        blacklist = self.env["phone.blacklist"].with_context(active_test=False)
        for text in ("11", "۱۱", "لغو", "لغو ۱۱", " 11. "):
            with self.subTest(text=text):
                self._write(text)
                self._run("receive")
                entry = blacklist.search([("number", "=", "+989121234567")])
                self.assertTrue(entry.active)
                self._write("۱۲")
                self._run("receive")
                self.assertFalse(entry.active)
        self._write("11")
        self._run("receive")
        sms = self.env["sms.sms"].create(
            {"number": "+989121234567", "body": "تبلیغ", "sms_purpose": "advertising"}
        )
        self._run("queue")
        self.assertEqual(sms.failure_type, "sms_optout")

    def test_one_that_fails_does_not_stop_the_others(self):
        self._write("خراب")
        self._write("سالم")
        inbound_class = self.env.registry["sms.ir.inbound"]
        original = inbound_class._sms_ir_handle_inbound

        def handle(message):
            if message.body == "خراب":
                raise ValueError("somebody else's mistake")
            return original(message)

        self.patch(inbound_class, "_sms_ir_handle_inbound", handle)
        with self.assertLogs("odoo.addons.sms_ir", "ERROR"):
            self._run("receive")
        self.assertEqual(
            {message.body: message.state for message in self._inbox()},
            {"خراب": "error", "سالم": "unmatched"},
        )

    def test_staff_answers(self):
        self._write("کجایید؟")
        self._run("receive")
        user = new_test_user(self.env, "smsir_staff", groups="sms_ir.group_sms_ir_user")
        message = self._inbox().with_user(user)
        action = message.action_answer()
        self.assertEqual(action["context"]["default_numbers"], "+989121234567")
        composer = self.env["sms.composer"].with_user(user).with_context(**action["context"])
        composer.create({"body": "خیابان لاله"}).action_send_sms()
        self.assertEqual(message.state, "done", "answered is answered")
        self._run("queue")
        self.assertEqual([row["text"] for row in self.gateway.messages()], ["خیابان لاله"])
        self._write("باز کجایید؟")
        self._run("receive")
        other = self._inbox().with_user(user).filtered(lambda row: row.state == "unmatched")
        other.action_done()
        self.assertEqual(other.state, "done")

    def test_a_wish_is_about_one_line(self):
        entry = self.env["phone.blacklist"].with_context(active_test=False)
        wishes = (
            ("11", SERVICE_LINE, True),
            ("11", ADVERTISING_LINE, True),
            ("12", SERVICE_LINE, True),  # the other line stays left
            ("12", ADVERTISING_LINE, False),
            ("11", ADVERTISING_LINE, True),
            ("۱۲", ADVERTISING_LINE, False),
        )
        for text, line, listed in wishes:
            self._write(text, line=line)
            self._run("receive")
            entry = entry.search([("number", "=", "+989121234567")])
            self.assertEqual(entry.active, listed, (text, line))
