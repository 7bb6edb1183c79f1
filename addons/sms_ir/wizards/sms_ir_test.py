from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import messages
from ..const import PURPOSES
from ..tools import number_format

_FINAL = ("delivered", "failed", "blocked", "canceled")


class SmsIrTest(models.TransientModel):
    """One message to try an account with; it goes the way of every message."""

    _name = "sms.ir.test"
    _description = "SMS.ir Test Message"

    account_id = fields.Many2one("sms.ir.account", required=True, ondelete="cascade")
    number = fields.Char("Mobile Number", required=True)
    body = fields.Text(
        "Text",
        required=True,
        default=lambda self: self.env._("This is a test message from Odoo."),
    )
    purpose = fields.Selection(PURPOSES, default="service", required=True)
    sms_uuid = fields.Char(readonly=True)
    state = fields.Selection(
        [("new", "New"), ("open", "Under Way"), ("good", "Arrived"), ("bad", "Not Sent")],
        compute="_compute_result",
    )
    result = fields.Char(compute="_compute_result")

    def _compute_result(self):
        for test in self:
            test.state, test.result = test._result() if test.sms_uuid else ("new", False)

    def _result(self):
        """Return (state, sentence): what is known of the message by now."""
        sent = self.env["sms.ir.message"].sudo().search([("sms_uuid", "=", self.sms_uuid)], limit=1)
        sms = self.env["sms.sms"].sudo().search([("uuid", "=", self.sms_uuid)])
        if sent and sent.state != "returned":
            return self._result_of_message(sent)
        if sms.state in ("error", "canceled"):
            failure = dict(sms._fields["failure_type"]._description_selection(self.env))
            return "bad", sms.sms_ir_wait_reason or failure.get(sms.failure_type)
        account = self.account_id.sudo()
        reason = sms.sms_ir_wait_reason or (account._is_resting() and account.last_error)
        return "open", reason or self.env._("In the queue: it goes out in a moment.")

    def _result_of_message(self, sent):
        cost = self.account_id.with_context(lang=self.env.lang)._number(sent.cost)
        sentences = {
            "calling": self.env._("It is being handed over to SMS.ir."),
            "unknown": self.env._(messages.OUTCOME_UNKNOWN),
            "accepted": self.env._(
                "SMS.ir took it (cost: %s messages). The phone has not confirmed it yet.", cost
            ),
            "delivered": self.env._("It reached the phone (cost: %s messages).", cost),
            "failed": sent.failure_reason or self.env._("SMS.ir did not send it."),
            "blocked": sent.failure_reason or self.env._(messages.NOT_SENT_BLACKLIST),
            "canceled": self.env._("It was taken back."),
        }
        state = "open"
        if sent.state in _FINAL:
            state = "good" if sent.state == "delivered" else "bad"
        return state, sentences.get(sent.state)

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody but this wizard says which message is followed."""
        return super().create([{**vals, "sms_uuid": False} for vals in vals_list])

    def write(self, vals):
        """Nobody but this wizard says which message is followed."""
        return super().write({key: value for key, value in vals.items() if key != "sms_uuid"})

    def _follow(self, uuid):
        self.env.cr.execute("UPDATE sms_ir_test SET sms_uuid = %s WHERE id = %s", [uuid, self.id])
        self.invalidate_recordset()

    def action_send(self):
        """Queue the message and stay open to show what becomes of it."""
        self.ensure_one()
        self.account_id.check_access("read")
        companies = self.account_id.sudo().user_company_ids
        company = (companies & self.env.company) or (companies & self.env.companies)[:1]
        if not company:
            raise UserError(
                self.env._(
                    "None of your companies sends through this account. Choose it under Settings, "
                    "Send through SMS.ir, first."
                )
            )
        if number_format.problem(self.number):
            raise UserError(self.env._("Enter an Iranian mobile number, such as 09121234567."))
        if not self.body.strip():
            raise UserError(self.env._("The text is empty."))
        self.number = number_format.to_gateway(self.number)
        sms = (
            self.env["sms.sms"]
            .sudo()  # managers of SMS.ir need no rights on Odoo's queue
            .with_context(sms_purpose=self.purpose, sms_template_id=False, sms_send_at=False)
            .create(
                {
                    "number": number_format.canonical(self.number),
                    "body": self.body,
                    "record_company_id": company.id,
                }
            )
        )
        self._follow(sms.uuid)
        return self._stay_open()

    def action_again(self):
        """Make the form free for another message."""
        self._follow(None)
        return self._stay_open()

    def _stay_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test Send"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
