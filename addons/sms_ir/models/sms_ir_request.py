import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PURPOSES
from ..tools.redact import redact

_logger = logging.getLogger(__name__)

# Rows erased or deleted at a time: bounded work for the nightly clean-up.
GC_LIMIT = 20000


class SmsIrRequest(models.Model):
    """The durable record of one sending call, written and committed *before* the call is made."""

    _name = "sms.ir.request"
    _description = "SMS.ir Request"
    _order = "id desc"
    _rec_name = "id"

    account_id = fields.Many2one("sms.ir.account", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", index=True)
    protocol = fields.Char(readonly=True)
    method = fields.Selection(
        [
            ("bulk", "One Text"),
            ("like_to_like", "Text by Text"),
            ("verify", "Approved Template"),
        ],
        required=True,
        readonly=True,
    )
    line_number = fields.Char("Line", readonly=True)
    purpose = fields.Selection(PURPOSES, readonly=True)
    state = fields.Selection(
        [
            ("calling", "Being Called"),
            ("scheduled", "Scheduled at SMS.ir"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("unknown", "Outcome Not Known"),
            ("returned", "Not Sent, Back in Queue"),
            ("attention", "Decision Needed"),
            ("canceled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    called_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    send_at = fields.Datetime(
        "To Be Sent At", readonly=True, help="The time at which SMS.ir was asked to send."
    )
    message_count = fields.Integer("Messages", readonly=True)
    pack_id = fields.Char(readonly=True)
    cost = fields.Float(digits=(16, 4), readonly=True)
    code = fields.Integer("Status", readonly=True)
    http_status = fields.Integer("HTTP Status", readonly=True)
    error = fields.Char("What Happened", readonly=True)
    settle_at = fields.Datetime("Next Look in the Log", readonly=True)
    absent_reads = fields.Integer(readonly=True)
    settled_by = fields.Char(readonly=True)
    message_ids = fields.One2many("sms.ir.message", "request_id", "Recipients", readonly=True)
    content = fields.Text(compute="_compute_content", string="Request (Redacted)")

    # For the watchers: calls that are not finished are few, whatever the length of the log.
    _open_idx = models.Index("(account_id, state) WHERE state IN ('calling', 'unknown')")
    _attention_idx = models.Index("(account_id) WHERE state = 'attention'")
    _gc_idx = models.Index("(called_at)")

    @api.depends("message_ids")
    def _compute_content(self):
        for request in self:
            messages = request.message_ids[:100]
            request.content = json.dumps(
                {
                    "method": request.method,
                    "lineNumber": request.line_number or None,
                    "mobiles": [message.number_masked for message in messages],
                    "messageTexts": sorted(
                        {redact(message.body or "")[:200] for message in messages.sudo()}
                    ),
                    "sendDateTime": fields.Datetime.to_string(request.send_at) or None,
                    "packId": request.pack_id or None,
                    "status": request.code or None,
                },
                ensure_ascii=False,
                indent=2,
            )

    # -- decisions of a person -------------------------------------------------------------

    def _open_for_decision(self):
        self.check_access("read")
        if not self.env.user.has_group("sms_ir.group_sms_ir_manager"):
            raise UserError(self.env._("Only an SMS.ir manager decides about these messages."))
        requests = self.sudo().try_lock_for_update()
        requests = requests.filtered(lambda request: request.state == "attention")
        if not requests:
            raise UserError(self.env._("There is nothing to decide here any more."))
        return requests

    def action_was_sent(self):
        """A person says that these messages went out: they are never sent again."""
        for request in self._open_for_decision():
            messages = request.message_ids.filtered(lambda message: message.state == "unknown")
            messages._set_state("accepted", sent_at=request.called_at)
            request._close("accepted", self.env.user.login)
        return True

    def action_send_again(self):
        """A person says that these messages did not go out: back to the queue."""
        for request in self._open_for_decision():
            messages = request.message_ids.filtered(lambda message: message.state == "unknown")
            messages._return_to_queue()
            request._close("returned", self.env.user.login)
        return True

    def _due(self):
        """Return when the log of SMS.ir may be expected to show this call."""
        self.ensure_one()
        given_up = self.answered_at or self.called_at
        return max(given_up, self.send_at) if self.send_at else given_up

    def _close(self, state, settled_by):
        self.write({"state": state, "settled_by": settled_by, "settle_at": False})

    # -- log -------------------------------------------------------------------------------

    def action_view_messages(self):
        """Open the recipients of these requests."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_ir.sms_ir_message_action")
        return {**action, "domain": [("request_id", "in", self.ids)], "context": {}}

    @api.autovacuum
    def _gc_log(self):
        """Erase texts and numbers that are older than their account keeps them."""
        self.env.cr.execute(
            """
            WITH old AS (
                SELECT m.id FROM sms_ir_message m JOIN sms_ir_account a ON a.id = m.account_id
                 WHERE m.body IS NOT NULL AND m.state NOT IN ('calling', 'unknown')
                   AND m.create_date
                       < (now() AT TIME ZONE 'UTC') - a.log_days * interval '1 day'
                 LIMIT %s
            )
            UPDATE sms_ir_message m SET body = NULL, number = NULL FROM old WHERE old.id = m.id
            """,
            [GC_LIMIT],
        )
        done = self.env.cr.rowcount
        self.env["sms.ir.message"].invalidate_model(["body", "number"])
        return done, done == GC_LIMIT
