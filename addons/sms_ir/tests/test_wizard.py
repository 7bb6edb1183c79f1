from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestWizard(SmsIrCase):
    """One message to try an account with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "boss", groups="sms_ir.group_sms_ir_manager")

    def _wizard(self, number="۰۹۱۲ ۰۰۰ ۰۰۰۱", purpose="service"):
        form = Form(
            self.env["sms.ir.test"]
            .with_user(self.manager)
            .with_context(default_account_id=self.account.id)
        )
        form.number = number
        form.purpose = purpose
        return form.save()

    def _result(self, wizard):
        wizard.invalidate_recordset()
        return wizard.state, wizard.result

    def test_from_the_queue_to_the_phone(self):
        wizard = self._wizard()
        self.assertEqual(self._result(wizard), ("new", False))
        wizard.action_send()
        state, sentence = self._result(wizard)
        self.assertEqual(state, "open")
        self.assertIn("queue", sentence)
        self.assertEqual(wizard.number, "09120000001")
        self.assertFalse(self.gateway.sends(), "a person asks, a scheduled action calls")
        self._run("queue")
        state, sentence = self._result(wizard)
        self.assertEqual(state, "open")
        self.assertIn("took it (cost: 1 messages)", sentence)
        self._poll()
        self.assertEqual(self._result(wizard)[0], "good")
        self.assertEqual(len(self.gateway.messages()), 1)
        wizard.action_again()
        self.assertEqual(self._result(wizard), ("new", False))

    def test_what_goes_wrong_is_said_in_words(self):
        wizard = self._wizard()
        self.account.line_ids.filtered(lambda line: line.purpose == "service").active = False
        wizard.action_send()
        self._run("queue")
        self.assertIn("no usable line for service", self._result(wizard)[1])
        self.account.with_context(active_test=False).line_ids.active = True
        wizard = self._wizard("09120000002", "advertising")
        self.env["phone.blacklist"]._add(["+989120000002"])
        wizard.action_send()
        self._run("queue")
        self.assertEqual(self._result(wizard), ("bad", "This number asked for no advertising."))
        self.gateway.control("blacklist", {"kind": "system", "mobiles": ["09120000003"]})
        wizard = self._wizard("09120000003", "advertising")
        wizard.action_send()
        self._run("queue")
        state, sentence = self._result(wizard)
        self.assertEqual(state, "bad")
        self.assertIn("blacklist", sentence)
        self.gateway.fault("status", status=10, http=401)
        wizard = self._wizard()
        wizard.action_send()
        self._run("queue")
        self.assertIn("API key", self._result(wizard)[1])

    def test_an_outcome_that_is_not_known(self):
        wizard = self._wizard()
        self.gateway.fault("close_after")
        wizard.action_send()
        self._run("queue")
        self.assertIn("not known", self._result(wizard)[1])

    def test_wrong_input(self):
        for number in ("123", "+4915112345678", "02188888888", "<b>"):
            with self.assertRaises(UserError):
                self._wizard(number).action_send()
        wizard = self._wizard()
        wizard.body = "  "
        with self.assertRaises(UserError):
            wizard.action_send()
        self.company.sms_ir_account_id = False
        with self.assertRaises(UserError):
            self._wizard().action_send()

    def test_rights(self):
        reader = new_test_user(self.env, "reader", groups="sms_ir.group_sms_ir_user")
        with self.assertRaises(AccessError):
            self.env["sms.ir.test"].with_user(reader).create(
                {"account_id": self.account.id, "number": "09120000000", "body": "x"}
            )
        foreign = self._queue(1)
        wizard = self._wizard()
        wizard.write({"sms_uuid": foreign.uuid})
        self.assertEqual(self._result(wizard)[0], "new", "only own messages are followed")
        company = self.env["res.company"].create({"name": "Other"})
        account = self._create_account(company)
        with self.assertRaises(AccessError):
            self.env["sms.ir.test"].with_user(self.manager).create(
                {"account_id": account.id, "number": "09120000000", "body": "x"}
            ).action_send()
