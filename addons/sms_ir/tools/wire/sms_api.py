"""Adapter to Odoo's class of SMS providers, for callers that ask a company for its provider.

It never calls the gateway: messages go through the durable queue (``models/sms_ir_queue.py``),
because the caller may be a web request that Odoo runs several times.
"""

from odoo.addons.sms.tools.sms_api import SmsApiBase


class SmsApiSmsIr(SmsApiBase):
    """Hands messages over to the queue of SMS.ir."""

    PROVIDER_TO_SMS_FAILURE_TYPE = SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE | {
        "blacklist": "sms_blacklist",
        "outcome_unknown": "sms_outcome_unknown",
        "insufficient_credit": "sms_credit",
        "unregistered": "sms_acc",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Queue ``messages``; the state *sent* tells the caller that all is well so far."""
        wanted = [
            (message.get("content") or "", number["uuid"], number["number"])
            for message in messages
            for number in message.get("numbers") or []
        ]
        queue = self.env["sms.sms"].sudo()
        known = queue.search([("uuid", "in", [uuid for _body, uuid, _number in wanted])])
        missing = {uuid for _body, uuid, _number in wanted} - set(known.mapped("uuid"))
        queue.create(
            [
                {"uuid": uuid, "number": number, "body": body, "record_company_id": self.company.id}
                for body, uuid, number in wanted
                if uuid in missing
            ]
        )
        queue._sms_ir_wake()
        return [{"uuid": uuid, "state": "sent"} for _body, uuid, _number in wanted]

    def _get_sms_api_error_messages(self):
        return super()._get_sms_api_error_messages() | {
            "blacklist": self.env._("The number is on the operator's blacklist."),
            "insufficient_credit": self.env._("The SMS.ir credit is used up."),
            "unregistered": self.env._("The SMS.ir account does not work. Check its API key."),
            "wrong_number_format": self.env._("The mobile number is wrong."),
            "outcome_unknown": self.env._("It is not known whether SMS.ir sent the message."),
        }
