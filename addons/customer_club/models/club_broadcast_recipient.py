from odoo import api, fields, models
from odoo.exceptions import UserError

ARMS = [
    ("a", "First text"),
    ("b", "Second text"),
    ("winner", "Better text"),
    ("holdout", "Hold-out group"),
    ("skipped", "Left out"),
]
SKIP_REASONS = [
    ("opted_out", "Does not want advertising"),
    ("no_consent", "Has not agreed to advertising"),
    ("blacklist", "On the blacklist"),
    ("operator_block", "Blocked advertising at the operator"),
    ("refused", "Must not be written to"),
    ("not_me", "Number is somebody else's"),
    ("no_number", "No mobile number any more"),
]
# Arms that are written to.
WRITTEN = ("a", "b", "winner")


class ClubBroadcastRecipient(models.Model):
    """One person of a group message: into which group drawn, or why left out, and what followed."""

    _name = "club.broadcast.recipient"
    _description = "Recipient of a Group Message"
    _order = "id"
    _log_access = False
    _rec_name = "partner_id"

    broadcast_id = fields.Many2one(
        "club.broadcast",
        "Group message",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    arm = fields.Selection(ARMS, "Group", required=True, readonly=True)
    skip_reason = fields.Selection(SKIP_REASONS, "Why left out", readonly=True)
    message_id = fields.Many2one("club.message", "Text", readonly=True, ondelete="restrict")
    message_state = fields.Selection(string="Result", related="message_id.state")
    failure = fields.Char("Why it failed", related="message_id.reason")
    company_id = fields.Many2one(related="broadcast_id.company_id")
    # What followed, within the days that count. Written set-wise by the broadcast.
    clicked = fields.Boolean(readonly=True)
    visited = fields.Boolean("Came", readonly=True)
    bought = fields.Boolean(readonly=True)
    opted_out = fields.Boolean("Opted out", readonly=True)
    revenue = fields.Float("Purchases", readonly=True, help="In the currency of the company.")

    # By the person first: it finds a person's rows as well.
    _once_uniq = models.UniqueIndex(
        "(partner_id, broadcast_id)", "Each person is in a group message once."
    )
    # Who is next to be written to.
    _open_idx = models.Index(
        "(broadcast_id, arm, id) WHERE message_id IS NULL AND arm IN ('a', 'b', 'winner')"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_with_draft(self):
        if any(recipient.broadcast_id.state != "draft" for recipient in self):
            raise UserError(self.env._("Who was meant, and why not, is kept with the message."))

    def action_open_message(self):
        """The text in the ledger."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.message",
            "res_id": self.message_id.id,
            "views": [(False, "form")],
        }
