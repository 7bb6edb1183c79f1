import logging

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_open

from .common import KEY, SmsIrCase


@tagged("post_install", "-at_install")
class TestSecurity(SmsIrCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = new_test_user(cls.env, "smsir_employee", groups="base.group_user")
        cls.user = new_test_user(cls.env, "smsir_u", groups="sms_ir.group_sms_ir_user")
        cls.manager = new_test_user(cls.env, "smsir_m", groups="sms_ir.group_sms_ir_manager")

    def test_the_key_is_for_system_admins_only(self):
        for user in (self.employee, self.user, self.manager):
            account = self.account.with_user(user)
            for name in ("api_key", "proxy", "base_url"):
                with self.assertRaises(AccessError):
                    account.read([name])
                self.assertNotIn(name, self.env["sms.ir.account"].with_user(user).fields_get())
        system = new_test_user(self.env, "smsir_s", groups="base.group_system")
        self.assertEqual(self.account.with_user(system).api_key, KEY)
        self.assertFalse(self.account.fields_get(["api_key"])["api_key"]["exportable"])
        self.assertFalse(self.account.copy().api_key)

    def test_users_see_the_log_without_numbers_and_texts(self):
        sms = self._queue(1, "راز")
        self._run("queue")
        message = self._message_of(sms).with_user(self.user)
        self.assertEqual(message.number_masked, "+9891******00")
        for name in ("number", "body"):
            with self.assertRaises(AccessError):
                message.read([name])
        self.assertEqual(message.with_user(self.manager).body, "راز")
        with self.assertRaises(AccessError):
            message.with_user(self.manager).write({"state": "delivered"})
        with self.assertRaises(AccessError):
            self._message_of(sms).with_user(self.employee).read(["state"])

    def test_the_request_log_is_redacted(self):
        sms = self._queue(1, "تماس با 09121234567")
        self._run("queue")
        request = self._message_of(sms).request_id
        content = request.with_user(self.manager).content
        self.assertNotIn("09121234567", content)
        self.assertNotIn("9120000000", content)

    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._create_account(other, "club-second-key", (("30004321", "service"),))
        self.env["sms.sms"].create(
            {"number": "+989121234567", "body": "x", "record_company_id": other.id}
        )
        self._run("queue")
        for model in ("sms.ir.account", "sms.ir.line", "sms.ir.request", "sms.ir.message"):
            everything = self.env[model].search([("company_id", "=", other.id)])
            self.assertTrue(everything, model)
            self.assertFalse(
                self.env[model].with_user(self.manager).search([("company_id", "=", other.id)])
            )

    def test_logs_hold_neither_key_nor_numbers(self):
        self.gateway.fault("status", status=117, http=400, message=f"{KEY} 09120000000")
        with self.assertLogs("odoo.addons.sms_ir", logging.DEBUG) as captured:
            self._queue(1, "متن")
            self._run("queue")
        text = "\n".join(captured.output)
        self.assertNotIn(KEY, text)
        self.assertNotIn("9120000000", text)

    def test_a_copy_for_tests_cannot_send(self):
        with file_open("sms_ir/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.account.api_key)
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        self.account.write({"api_key": KEY, "base_url": self.gateway.base_url})
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "true")
        self._run("queue")
        self.assertEqual(sms.state, "outgoing", "not even when somebody enters a key")
        self.assertEqual(self.gateway.sends(), [])

    def test_every_public_method_is_meant_to_be_called(self):
        """Everything without an underscore can be called from outside: keep the list short."""
        known = {
            "sms.ir.account": {
                "action_resume",
                "action_test_connection",
                "action_view_waiting",
            },
            "sms.ir.block": {"action_forget", "action_retest"},
            "sms.ir.test": {"action_again", "action_send"},
            "sms.ir.inbound": {"action_answer", "action_done"},
            "sms.ir.line": {"action_unblock"},
            "sms.ir.message": set(),
            "sms.ir.request": {
                "action_cancel_scheduled",
                "action_send_again",
                "action_view_messages",
                "action_was_sent",
            },
        }
        for model, names in known.items():
            own = set()
            for parent in type(self.env[model]).__mro__:
                if parent.__module__.startswith("odoo.addons.sms_ir"):
                    own |= {
                        name
                        for name, value in vars(parent).items()
                        if callable(value) and not name.startswith("_")
                    }
            self.assertEqual(own - {"create", "write"}, names, model)
