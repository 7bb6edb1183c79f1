"""Why a line of the ledger is there, where a rule wrote it."""

from odoo import fields, models


class ClubMessage(models.Model):
    _inherit = "club.message"

    rule_id = fields.Many2one(
        "club.rule", "By the rule", ondelete="restrict", index="btree_not_null", readonly=True
    )
    rule_version = fields.Integer("Wording no.", aggregator=None, readonly=True)
    run_id = fields.Many2one(
        "club.rule.run", "Firing", ondelete="set null", index="btree_not_null", readonly=True
    )
    expires_at = fields.Datetime("Useless after", readonly=True)
    instant = fields.Boolean(
        "Answers a visit",
        readonly=True,
        help="It answers a visit that has just been made, and keeps to no quiet hours.",
    )
    joined_id = fields.Many2one(
        "club.message",
        "Sent within",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        help="The message that took this one's text in, so that two did not come together.",
    )
    origin_label = fields.Char("Event", compute="_compute_origin_label")

    # How often somebody was written to, and when last.
    _got_idx = models.Index("(partner_id, company_id, queued_at) WHERE queued_at IS NOT NULL")

    def _compute_origin_label(self):
        words = self.env["club.rule.run"]._origin_words
        for message in self:
            message.origin_label = words((message.run_id or message).origin or "")

    def _compute_rule_label(self):
        result = super()._compute_rule_label()
        for message in self.filtered("rule_id"):
            message.rule_label = message.sudo().rule_id.name
        return result
