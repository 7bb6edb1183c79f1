from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.mobile import national

PURPOSES = [("service", "Service"), ("advertising", "Advertising")]

STATES = [
    ("planned", "Planned"),
    ("held", "Held"),
    ("queued", "Queued"),
    ("sending", "Sending"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("blocked", "Blocked"),
    ("unknown", "Unknown"),
    ("cancelled", "Cancelled"),
]
# Which news may follow which state. News arrive late and out of order: a delivery report before the
# answer to the call, a "sent" after it. "delivered" is final; "unknown" can still be settled.
ALLOWED_AFTER = {
    "held": {"planned", "held"},
    "queued": {"planned", "held", "sending", "failed", "unknown"},
    "sending": {"planned", "held", "queued"},
    "sent": {"planned", "held", "queued", "sending", "unknown"},
    "delivered": {"planned", "held", "queued", "sending", "sent", "unknown", "failed"},
    "failed": {"planned", "held", "queued", "sending", "sent", "unknown"},
    "blocked": {"planned", "held", "queued", "sending", "sent", "unknown", "failed"},
    "unknown": {"planned", "held", "queued", "sending"},
    "cancelled": {"planned", "held", "queued", "unknown", "failed"},
}
TIME_FIELD = {
    "held": "held_at",
    "queued": "queued_at",
    "sending": "sending_at",
    "sent": "sent_at",
    "delivered": "delivered_at",
    "failed": "ended_at",
    "blocked": "ended_at",
    "unknown": "ended_at",
    "cancelled": "ended_at",
}
BLOCKED_FAILURES = {"sms_blacklist", "sms_optout"}


class ClubMessage(models.Model):
    """The ledger: every text to a customer, why it was due and what became of it. Kept forever.

    Odoo's ``sms.sms`` rows come and go; this row stays. It is written by the club alone.
    """

    _name = "club.message"
    _description = "Club Message"
    _order = "id desc"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="restrict", index=True
    )
    visit_id = fields.Many2one("club.visit", ondelete="restrict", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, index=True)
    number = fields.Char("Mobile", required=True)
    number_display = fields.Char("Number", compute="_compute_number_display")
    body = fields.Text("Text", required=True)
    purpose = fields.Selection(PURPOSES, required=True)
    state = fields.Selection(STATES, required=True, default="planned", index=True)
    rule_key = fields.Char("Rule", required=True, help="The rule that made the message due.")
    rule_label = fields.Char("Why", compute="_compute_rule_label")
    origin = fields.Char(required=True, help="The event that fired the rule; it fires it once.")
    reason_code = fields.Char()
    failure_type = fields.Char()
    failure_detail = fields.Char(help="The provider's own words.")
    reason = fields.Char(compute="_compute_reason", help="Why it was held, cancelled or failed.")
    parts = fields.Integer()
    cost = fields.Float(digits=(16, 4), help="What the provider charged, in its credit units.")
    campaign_id = fields.Many2one(
        "utm.campaign", ondelete="set null", index="btree_not_null", readonly=True
    )
    sms_uuid = fields.Char("SMS UUID", copy=False, index="btree_not_null")
    planned_at = fields.Datetime(required=True, default=fields.Datetime.now)
    held_at = fields.Datetime()
    held_until = fields.Datetime()
    queued_at = fields.Datetime()
    sending_at = fields.Datetime()
    sent_at = fields.Datetime()
    delivered_at = fields.Datetime()
    ended_at = fields.Datetime()

    _once_uniq = models.UniqueIndex("(rule_key, origin)", "This message has been planned before.")
    # What the dispatcher asks: what is planned, service before advertising, oldest first, and what
    # was held until now. A million texts that wait for the morning are in nobody's way.
    _leaving_idx = models.Index("(purpose DESC, id) WHERE state = 'planned'")
    _held_idx = models.Index("(held_until, id) WHERE state = 'held'")

    @api.depends("partner_id", "number")
    def _compute_display_name(self):
        for message in self:
            message.display_name = f"{message.partner_id.display_name}, {message.number}"

    @api.depends("number")
    def _compute_number_display(self):
        for message in self:
            message.number_display = message.number and national(message.number)

    def _compute_rule_label(self):
        tags = self.env["club.tag"].sudo().with_context(active_test=False)
        names = {tag.id: tag.name for tag in tags.search([("id", "in", self._rule_tag_ids())])}
        kinds = {
            "welcome": self.env._("Welcome"),
            "repeat": self.env._("Repeat"),
            "test": self.env._("Test"),
            "resend": self.env._("Sent again"),
        }
        for message in self:
            kind, _sep, tag_id = (message.rule_key or "").partition(":")
            label = kinds.get(kind, message.rule_key)
            tag = names.get(int(tag_id)) if tag_id.isdigit() else None
            message.rule_label = f"{label}: {tag}" if tag else label

    def _rule_tag_ids(self):
        ends = ((message.rule_key or "").rpartition(":")[2] for message in self)
        return [int(end) for end in ends if end.isdigit()]

    @api.depends("state", "reason_code", "failure_type", "failure_detail")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = self._reason_words()
        failures = dict(
            self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env)
        )
        for message in self:
            reason = words.get(message.reason_code)
            if not reason and message.state in ("failed", "blocked", "unknown"):
                reason = failures.get(message.failure_type) or message.failure_type
                if message.failure_detail:
                    reason = (
                        f"{reason}: {message.failure_detail}" if reason else message.failure_detail
                    )
            message.reason = reason or message.reason_code or False

    @api.model
    def _reason_words(self):
        """Reason code → sentence in the reader's language. Add-ons extend it with their codes."""
        return {
            "late": self.env._("The visit arrived too late; a greeting would be out of place."),
            "visit_voided": self.env._("The visit was voided."),
            "opted_out": self.env._("The customer does not want such messages."),
            "no_number": self.env._("The customer has no mobile number any more."),
            "by_hand": self.env._("Cancelled by hand."),
        }

    # State -------------------------------------------------------------------------------------

    def _set_state(self, state, **values):
        """Move messages to ``state`` where the news make sense, with the time. Others stay.

        :return: the messages that moved
        """
        allowed = ALLOWED_AFTER[state]
        moving = self.filtered(lambda message: message.state in allowed)
        if moving:
            moving.write({"state": state, TIME_FIELD[state]: fields.Datetime.now(), **values})
        return moving

    def _cancel(self, reason_code):
        return self._set_state("cancelled", reason_code=reason_code)

    def action_cancel(self):
        """Stop messages that have not left yet."""
        self.env["club.message"].check_access("read")
        if not self.env.user.has_group("customer_club.group_club_marketer"):
            raise UserError(self.env._("Only marketers and managers of the club cancel messages."))
        waiting = self._filtered_access("read").filtered(lambda m: m.state in ("planned", "held"))
        if not waiting:
            raise UserError(self.env._("These messages are on their way already."))
        waiting.sudo()._cancel("by_hand")

    def _apply_sms_status(self, notification_status, failure_type=False, failure_reason=False):
        """News from the provider, in the words of Odoo's ``mail.notification``."""
        state = {
            "ready": "queued",
            "process": "sending",
            "pending": "sent",
            "sent": "delivered",
            "canceled": "cancelled",
        }.get(notification_status)
        if state:
            return self._set_state(state)
        if failure_type in BLOCKED_FAILURES:
            state = "blocked"
        else:
            state = "unknown" if failure_type == "sms_outcome_unknown" else "failed"
        return self._set_state(
            state, failure_type=failure_type or False, failure_detail=failure_reason or False
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The ledger is kept. Messages are cancelled, not deleted."))
