from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SmsIrCase

TEXT = "#NAME# عزیز، خوش آمدید. این بازدید شماره #COUNT# شما از #SHOP# است."


@tagged("post_install", "-at_install")
class TestTemplates(SmsIrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["sms.template"].create(
            {
                "name": "Welcome",
                "body": "x",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "sms_ir_template_number": 100002,
                "sms_ir_text": TEXT,
                "sms_ir_parameter_ids": [
                    (0, 0, {"name": "NAME", "value": "{{ object.name }}"}),
                    (0, 0, {"name": "COUNT", "value": "3"}),
                    (0, 0, {"name": "SHOP", "value": "کافه"}),
                ],
            }
        )

    def _send(self, name, **context):
        partner = self.env["res.partner"].create({"name": name})
        body = self.template._render_field("body", partner.ids)[partner.id]
        sms = self._queue(1, body, sms_template_id=self.template.id, **context)
        self._run("queue")
        return sms

    def test_body_follows_the_approved_text(self):
        self.assertEqual(
            self.template.body,
            "{{ object.name }} عزیز، خوش آمدید. این بازدید شماره 3 شما از کافه است.",
        )

    def test_service_messages_go_by_verify(self):
        sms = self._send("مینا")
        (sent,) = self.gateway.messages()
        self.assertEqual(sent["method"], "verify")
        self.assertEqual(sent["text"], "مینا عزیز، خوش آمدید. این بازدید شماره 3 شما از کافه است.")
        self.assertEqual(sms.state, "pending")
        self.assertEqual(self._message_of(sms).request_id.method, "verify")
        self.env["sms.ir.message"].search([]).write({"next_poll_at": "2020-01-01 00:00:00"})
        self._run("delivery")
        self.assertEqual(self._message_of(sms).state, "delivered")

    def test_advertising_never_goes_by_verify(self):
        self._send("مینا", sms_purpose="advertising")
        self.assertNotEqual(self.gateway.messages()[0]["method"], "verify")

    def test_too_long_values(self):
        name = "نام بسیار بسیار بسیار بلند یک مشتری"
        sms = self._send(name)
        sent = self.gateway.messages()[-1]
        self.assertEqual(sent["method"], "verify")
        self.assertIn("…", sent["text"])
        self.assertEqual(self._message_of(sms).body, sent["text"])
        self.template.sms_ir_fallback = "text"
        self._send(name)
        sent = self.gateway.messages()[-1]
        self.assertNotEqual(sent["method"], "verify")
        self.assertIn(name, sent["text"])
        self.template.sms_ir_fallback = "hold"
        sms = self._send(name)
        self.assertEqual(sms.state, "outgoing")
        self.assertIn("25", sms.sms_ir_wait_reason)
        self.assertEqual(len(self.gateway.messages()), 2)

    def test_a_changed_text_goes_as_text(self):
        self._queue(1, "متن دیگر", sms_template_id=self.template.id)
        self._run("queue")
        self.assertNotEqual(self.gateway.messages()[0]["method"], "verify")

    def test_template_that_the_gateway_does_not_know(self):
        self.template.sms_ir_template_number = 999
        self.template.sms_ir_fallback = "text"
        sms = self._send("مینا")
        self.assertTrue(self.template.sms_ir_blocked_reason)
        self.assertEqual(sms.state, "pending", "the text went out on the service line")
        self.template.sms_ir_template_number = 100002
        self.assertFalse(self.template.sms_ir_blocked_reason)

    def test_lost_answer_of_a_verify_is_settled(self):
        self.gateway.fault("close_after")
        sms = self._send("مینا")
        self.assertEqual(sms.state, "process")
        request = self.env["sms.ir.request"].search([])
        request.write({"settle_at": "2020-01-01 00:00:00"})
        self._run("settle")
        self.assertEqual(sms.state, "pending")
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_templates_are_checked_when_saved(self):
        for text in ("بدون جا", "#A# و #A#", "#A##B#"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.template.write({"sms_ir_text": text, "sms_ir_parameter_ids": [(5,)]})
        with self.assertRaises(ValidationError):
            self.template.sms_ir_text = "#OTHER# سلام"
        with self.assertRaises(ValidationError):
            self.template.sms_ir_parameter_ids[1].value = "x" * 26
            self.template._check_sms_ir_text()
