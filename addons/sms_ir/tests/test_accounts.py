from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..const import FAILURE_TYPES
from ..messages import CODE_SENTENCES, sentence
from ..tools.errors import SmsIrRejected
from ..tools.status_codes import STATUSES
from .common import SERVICE_LINE, SmsIrCase


@tagged("post_install", "-at_install")
class TestAccounts(SmsIrCase):
    def test_connection_reads_credit_and_lines(self):
        self.account.line_ids.unlink()
        action = self.account.action_test_connection()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.account.state, "checking")
        self._run("check")
        self.assertEqual(self.account.state, "ok")
        self.assertEqual(self.account.credit, 100000)
        self.assertIn(SERVICE_LINE, self.account.line_ids.mapped("number"))
        self.assertFalse(any(self.account.line_ids.mapped("purpose")), "only a person knows")
        count = len(self.account.line_ids)
        self.account.action_test_connection()
        self._run("check")
        self.assertEqual(len(self.account.line_ids), count)

    def test_bad_connections_say_what_to_do(self):
        cases = [
            ("wrong", "API key is not valid"),
            ("club-inactive-key", "switched off"),
            ("club-ip-key", "IP addresses"),
            ("club-account-inactive-key", "not active"),
            ("club-suspended-key", "suspended"),
        ]
        for key, text in cases:
            with self.subTest(key=key):
                self.account.api_key = key
                self.account.action_test_connection()
                self._run("check")
                self.assertEqual(self.account.state, "error")
                self.assertIn(text, self.account.last_error)
                self.assertNotIn(key, self.account.last_error)

    def test_without_a_key(self):
        self.account.api_key = False
        with self.assertRaisesRegex(UserError, "API key"):
            self.account.action_test_connection()

    def test_addresses_are_checked(self):
        for url in ("ftp://x", "api.sms.ir", "http://", "javascript:alert(1)"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.account.base_url = url

    def test_lines_are_numbers(self):
        with self.assertRaises(ValidationError):
            self.account.line_ids[0].number = "3000 1234"

    def test_accounts_stay_in_their_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            other.sms_ir_account_id = self.account
        self.account.company_id = False
        other.sms_ir_account_id = self.account
        self.assertEqual(self.account.user_company_ids, other | self.company)

    def test_settings_choose_the_account(self):
        settings = self.env["res.config.settings"].create({"sms_ir_account_id": False})
        settings.execute()
        self.assertFalse(self.company.sms_ir_account_id)
        self.assertEqual(settings.action_open_sms_ir_accounts()["res_model"], "sms.ir.account")

    def test_sentences_are_persian_for_a_persian_company(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["sms_ir"], ["fa_IR"])
        self.company.partner_id.lang = "fa_IR"
        self.account.api_key = "wrong"
        self._queue(1)
        self._run("queue")
        self.assertIn("کلید", self.account.last_error)

    def test_every_status_and_failure_has_a_sentence_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["sms_ir"], ["fa_IR"])
        persian = self.env["sms.ir.account"].with_context(lang="fa_IR").env
        self.assertEqual(set(CODE_SENTENCES), set(STATUSES) - {1})
        for code, status in STATUSES.items():
            if code == 1:
                continue
            error = SmsIrRejected("raw", kind=status.kind, code=code)
            self.assertRegex(sentence(persian, error), "[آ-ی]", code)
            self.assertNotEqual(sentence(persian, error), sentence(self.env, error))
            self.assertIn(
                status.failure_type,
                self.env["sms.sms"]._fields["failure_type"].get_values(self.env),
            )
        labels = dict(persian["sms.sms"]._fields["failure_type"]._description_selection(persian))
        for failure, _label in FAILURE_TYPES:
            self.assertRegex(labels[failure], "[آ-ی]", failure)

    def test_texts_are_erased_after_a_time(self):
        sms = self._queue(1, "راز")
        self._run("queue")
        message = self._message_of(sms)
        self.env["sms.ir.request"]._gc_log()
        self.assertEqual(message.body, "راز")
        self.env.cr.execute(
            "UPDATE sms_ir_message SET create_date = %s",
            [fields.Datetime.now() - timedelta(days=100)],
        )
        self.env["sms.ir.request"]._gc_log()
        self.assertFalse(message.body)
        self.assertFalse(message.number)
        self.assertEqual(message.state, "accepted", "the count stays")
