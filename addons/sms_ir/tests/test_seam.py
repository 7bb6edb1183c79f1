from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.sms.tests.common import SMSCase
from odoo.addons.sms.tools.sms_api import SmsApi

from ..tools.wire.sms_api import SmsApiSmsIr
from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestSeam(SmsIrCase, SMSCase):
    """SMS.ir beside Odoo's other providers, in one queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.third = cls.env["res.company"].create({"name": "Third"})

    def _for(self, company, body, number="+989121234567"):
        return self.env["sms.sms"].create(
            {"number": number, "body": body, "record_company_id": company.id}
        )

    def test_two_companies_and_iap_in_one_queue(self):
        self._create_account(
            self.other, "club-second-key", (("30004321", "service"), ("10008765", "advertising"))
        )
        mine = self._for(self.company, "اول")
        second = self._for(self.other, "دوم")
        iap = self._for(self.third, "سوم")
        with self.mockSMSGateway(sms_allow_unlink=True):
            self._run("queue")
            self.assertEqual([row["body"] for row in self._sms], ["سوم"], "IAP gets its own only")
        sent = {row["text"]: row["account"] for row in self.gateway.messages()}
        self.assertEqual(sent, {"اول": "club", "دوم": "second"})
        self.assertEqual({mine.state, second.state, iap.state}, {"pending"})

    def test_company_of_the_document_decides(self):
        partner = self.env["res.partner"].create({"name": "x", "company_id": self.other.id})
        self._create_account(self.other, "club-second-key", (("30004321", "service"),))
        message = partner.with_company(self.company)._message_sms(
            "متن", sms_numbers=["+989121234567"]
        )
        sms = self.env["sms.sms"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(sms.record_company_id, message.record_company_id or self.env.company)

    def test_nothing_but_the_scheduled_action_calls_the_gateway(self):
        """``send`` is called by buttons, composers and chatters: inside web requests."""
        partner = self.env["res.partner"].create({"name": "x", "phone": "+989121234567"})
        partner._message_sms("از گفتگو")
        self.env["sms.composer"].create(
            {"composition_mode": "numbers", "numbers": "+989121234568", "body": "از پنجره"}
        )._action_send_sms()
        sms = self.env["sms.sms"].search([])
        sms.send()
        self.env["sms.sms"]._process_queue()
        self.assertEqual(set(sms.mapped("state")), {"outgoing"})
        self.assertEqual(self.gateway.sends(), [])
        self._run("queue")
        self.assertEqual({row["text"] for row in self.gateway.messages()}, {"از گفتگو", "از پنجره"})

    def test_resend_says_that_it_is_queued(self):
        sms = self._queue(1)
        self._track(sms)
        sms.action_set_error("sms_server")
        action = sms.resend_failed()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(sms.state, "outgoing")
        self._run("queue")
        self.assertEqual(sms.state, "pending")

    def test_waiting_messages_do_not_block_other_providers(self):
        self.account.line_ids.unlink()
        self.env["ir.config_parameter"].set_param("sms.session.batch.size", "5")
        self._queue(20)
        iap = self._for(self.third, "سوم")
        with self.mockSMSGateway(sms_allow_unlink=True):
            self._run("queue")
        self.assertEqual(iap.state, "pending")

    def test_the_api_class_hands_over(self):
        """Callers that ask a company for its provider must not reach the gateway either."""
        self.assertIs(self.company._get_sms_api_class(), SmsApiSmsIr)
        self.assertIs(self.third._get_sms_api_class(), SmsApi)
        api = SmsApiSmsIr(self.env)
        known = self._queue(1)
        result = api._send_sms_batch(
            [
                {
                    "content": "متن",
                    "numbers": [
                        {"uuid": known.uuid, "number": known.number},
                        {"uuid": "f" * 32, "number": "+989129999999"},
                    ],
                }
            ]
        )
        self.assertEqual([row["state"] for row in result], ["sent", "sent"])
        self.assertEqual(self.gateway.sends(), [])
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 2)
        self.assertTrue(api._get_sms_api_error_messages())

    def test_without_an_account_core_is_untouched(self):
        self.company.sms_ir_account_id = False
        sms = self._queue(1)
        with self.mockSMSGateway(sms_allow_unlink=True):
            sms.send()
            self.assertEqual(len(self._sms), 1)
        with patch.object(type(self.env["sms.ir.account"]), "_run_queue") as run:
            self._run("queue")
        run.assert_not_called()

    def test_archived_account_is_not_used(self):
        self.account.active = False
        self.assertIs(self.company._get_sms_api_class(), SmsApi)
