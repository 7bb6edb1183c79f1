import logging
from collections import defaultdict

from odoo import api, fields, models

from ..const import PURPOSES
from ..tools import delivery
from ..tools.redact import mask_number

_logger = logging.getLogger(__name__)

# What Odoo's own trackers are told for each state here: (state of sms.sms, is it an error).
_TOLD = {
    "calling": "process",
    # Not sent yet: whoever follows it may still see it cancelled.
    "scheduled": "outgoing",
    "accepted": "pending",
    "delivered": "sent",
    "failed": "error",
    "blocked": "error",
    "unknown": "error",
    "returned": "outgoing",
    "canceled": "canceled",
}


class SmsIrMessage(models.Model):
    """One recipient of one call: what became of it, for ever; texts are erased after a time."""

    _name = "sms.ir.message"
    _description = "SMS.ir Message"
    _order = "id desc"
    _rec_name = "number_masked"

    request_id = fields.Many2one("sms.ir.request", required=True, index=True, ondelete="cascade")
    account_id = fields.Many2one("sms.ir.account", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    sms_uuid = fields.Char(readonly=True, index=True)
    number = fields.Char(
        readonly=True, groups="sms_ir.group_sms_ir_manager", index="btree_not_null"
    )
    number_masked = fields.Char("Number (Masked)", compute="_compute_number_masked")
    body = fields.Text("Text", readonly=True, groups="sms_ir.group_sms_ir_manager")
    purpose = fields.Selection(PURPOSES, readonly=True)
    parts = fields.Integer(readonly=True)
    cost = fields.Float(digits=(16, 4), readonly=True)
    state = fields.Selection(
        [
            ("calling", "Being Handed Over"),
            ("scheduled", "Scheduled at SMS.ir"),
            ("accepted", "Sent"),
            ("delivered", "Delivered"),
            ("failed", "Failed"),
            ("blocked", "Blocked"),
            ("unknown", "Outcome Not Known"),
            ("returned", "Back in Queue"),
            ("canceled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    told_state = fields.Char(readonly=True, help="The last state that Odoo's trackers were told.")
    failure_type = fields.Char(readonly=True)
    failure_reason = fields.Char(readonly=True)
    gateway_id = fields.Char("SMS.ir Id", readonly=True)
    delivery_state = fields.Integer(readonly=True)
    called_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)
    next_poll_at = fields.Datetime(readonly=True)
    polls = fields.Integer(readonly=True)

    # A report of the gateway can belong to one message only.
    _gateway_unique = models.UniqueIndex("(account_id, gateway_id) WHERE gateway_id IS NOT NULL")
    # For the delivery watcher: only messages that are still waited for.
    _poll_idx = models.Index("(account_id, next_poll_at) WHERE next_poll_at IS NOT NULL")
    # For budgets and the dashboard.
    _company_idx = models.Index("(company_id, called_at)")
    _untold_idx = models.Index("(id) WHERE told_state IS DISTINCT FROM state")

    @api.depends_context("uid")
    def _compute_number_masked(self):
        for message, numbered in zip(self, self.sudo(), strict=True):
            message.number_masked = mask_number(numbered.number)

    # -- changes of state ------------------------------------------------------------------

    def _set_state(self, state, *, failure_type=None, reason=None, sent_at=None):
        """Move these messages to ``state`` and tell everybody who waits for them."""
        values = {
            "state": state,
            "failure_type": failure_type,
            "failure_reason": reason,
            "next_poll_at": False,
        }
        if sent_at:
            values["sent_at"] = sent_at
        self.write(values)
        if state == "blocked":
            self.env["sms.ir.block"]._learn(self.ids)
        self._sync_sms()
        self._tell()

    def _return_to_queue(self, *, not_before=None, reason=None):
        """Put the messages of calls that sent nothing back into Odoo's queue."""
        self.write({"state": "returned", "next_poll_at": False})
        self.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE sms_sms SET state = 'outgoing', failure_type = NULL, to_delete = FALSE,
                   sms_ir_not_before = %s, sms_ir_wait_reason = %s
             WHERE uuid = ANY(%s)
            """,
            [not_before, reason, self.mapped("sms_uuid")],
        )
        self.env["sms.sms"].invalidate_model()
        self._tell()
        self.env["sms.sms"]._sms_ir_wake(not_before)

    def _sync_sms(self):
        """Carry the state to the rows of Odoo's queue, as far as they are still there."""
        self.flush_recordset()
        for (state, failure_type), messages in self.grouped(
            lambda message: (message.state, message.failure_type)
        ).items():
            sms_state = _TOLD[state]
            if state in ("unknown", "scheduled"):
                # It waits for its verdict or its time: nothing may pick it up meanwhile.
                sms_state = "process"
            self.env.cr.execute(
                """
                UPDATE sms_sms SET state = %s, failure_type = %s, to_delete = to_delete OR %s
                 WHERE uuid = ANY(%s)
                """,
                [
                    sms_state,
                    failure_type or None,
                    state in ("accepted", "delivered"),
                    messages.mapped("sms_uuid"),
                ],
            )
        self.env["sms.sms"].invalidate_model()

    # -- telling Odoo ----------------------------------------------------------------------

    def _tell(self):
        """Tell Odoo's trackers (notifications, mailings, ledgers) what became of the messages."""
        trackers = self.env["sms.tracker"].search([("sms_uuid", "in", self.mapped("sms_uuid"))])
        if trackers:
            by_uuid = trackers.grouped("sms_uuid")
            groups = defaultdict(lambda: self.env["sms.tracker"])
            for message in self:
                tracker = by_uuid.get(message.sms_uuid)
                if tracker:
                    key = (message.state, message.failure_type, message.failure_reason)
                    groups[key] |= tracker
                    if message.cost and message.cost != tracker.sms_cost:
                        tracker.sms_cost = message.cost
            for (state, failure_type, reason), group in groups.items():
                group._sms_ir_update(_TOLD[state], failure_type, reason)
            self._notify_chatter(trackers)
        self.env.cr.execute(
            "UPDATE sms_ir_message SET told_state = state WHERE id = ANY(%s)", [self.ids]
        )
        self.invalidate_recordset(["told_state"])

    def _notify_chatter(self, trackers):
        """Refresh the open chatters once, instead of once a message."""
        messages = trackers.mail_notification_id.mail_message_id
        if messages:
            messages._notify_message_notification_update()

    @api.model
    def _tell_late(self, limit=1000):
        """Tell what could not be told when it happened, oldest first."""
        self.env.cr.execute(
            """
            SELECT id FROM sms_ir_message WHERE told_state IS DISTINCT FROM state
             ORDER BY id LIMIT %s
            """,
            [limit],
        )
        messages = self.browse(row[0] for row in self.env.cr.fetchall())
        for message in messages:
            try:
                with self.env.cr.savepoint():
                    message._tell()
            except Exception:
                # Somebody else's code failed: give it up, or it would stop all the others.
                _logger.exception("SMS.ir: the state of message %s could not be told", message.id)
                self.env.cr.execute(
                    "UPDATE sms_ir_message SET told_state = state WHERE id = %s", [message.id]
                )
        return len(messages)

    # -- delivery --------------------------------------------------------------------------

    def _apply_report(self, report, now):
        """Take over what a report of the gateway says of this one message; returns its values."""
        self.ensure_one()
        values = {"polls": self.polls + 1, "delivery_state": report.delivery_state or 0}
        if report.cost:
            values["cost"] = float(report.cost)
        meaning = delivery.meaning(report.delivery_state)
        if meaning == delivery.WAITING:
            values["next_poll_at"] = self._next_poll(now)
            if self.state == "scheduled":
                values["state"] = "accepted"
            return values
        values["next_poll_at"] = False
        if meaning == delivery.DELIVERED:
            moment = report.delivered_at or 0
            values["state"] = "delivered"
            values["delivered_at"] = fields.Datetime.to_datetime(now)
            if moment > 0:
                values["delivered_at"] = self._from_seconds(moment)
        else:
            values["state"] = "blocked" if meaning == delivery.BLOCKED else "failed"
            values["failure_type"] = (
                "sms_blacklist" if meaning == delivery.BLOCKED else "sms_not_delivered"
            )
        return values

    def _next_poll(self, now):
        delay = delivery.next_delay(self.polls + 1)
        return delay is not None and fields.Datetime.add(now, seconds=delay)

    @api.model
    def _from_seconds(self, seconds):
        """Return UTC seconds as a naive datetime, as Odoo keeps them."""
        return fields.Datetime.add(fields.Datetime.to_datetime("1970-01-01"), seconds=seconds)
