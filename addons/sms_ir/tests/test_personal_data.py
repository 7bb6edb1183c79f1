from odoo.tests import tagged

from .common import SERVICE_LINE, SmsIrCase

NUMBER = "+989121234567"


@tagged("post_install", "-at_install")
class TestPersonalData(SmsIrCase):
    def test_a_number_is_found_and_forgotten(self):
        received = {"mobile": "09121234567", "text": "سارا هستم", "line": int(SERVICE_LINE)}
        self.gateway.control("inbound", received)
        self._run("receive")
        self._queue(2, body=lambda index: ("سلام سارا", "سلام رضا")[index], start=1234567)
        self._run("queue")
        nobody = self.env["res.partner"]
        for model, text in (("sms.ir.inbound", "سارا هستم"), ("sms.ir.message", "سلام سارا")):
            with self.subTest(model):
                records, names = self.env[model]._personal_data_records(nobody, [NUMBER])
                self.assertEqual(records.mapped("body"), [text])
                self.assertLessEqual(set(names), set(records._fields))
                self.assertEqual(self.env[model]._personal_data_erase(nobody, [NUMBER]), 1)
                self.assertFalse(records.number or records.body)
        other = self.env["sms.ir.message"].search([("number", "=", "+989121234568")])
        self.assertEqual(other.body, "سلام رضا")
