from odoo import api, fields, models
from odoo.exceptions import UserError

RUN_STATES = [
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]


class ClubRuleRun(models.Model):
    """A rule fired for a customer: why, when what follows is due, and what became of it."""

    _name = "club.rule.run"
    _description = "Rule Firing"
    _order = "id desc"
    _rec_name = "partner_id"

    rule_id = fields.Many2one(
        "club.rule", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="restrict", index=True
    )
    visit_id = fields.Many2one(
        "club.visit", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    parent_id = fields.Many2one(
        "club.rule.run", "Follows", readonly=True, ondelete="set null", index="btree_not_null"
    )
    period = fields.Char(
        required=True, readonly=True, help="Within one period a rule fires once for a customer."
    )
    origin = fields.Char(required=True, readonly=True, help="What made the rule fire.")
    origin_label = fields.Char("Why", compute="_compute_origin_label")
    at = fields.Datetime("Happened", required=True, readonly=True)
    due_at = fields.Datetime("Due", required=True, readonly=True)
    expires_at = fields.Datetime("Useless after", readonly=True)
    silent_reason = fields.Char(readonly=True)
    state = fields.Selection(RUN_STATES, required=True, readonly=True, default="waiting")
    reason_code = fields.Char(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    error = fields.Char(readonly=True)
    played_at = fields.Datetime("Played", readonly=True)
    card_id = fields.Many2one(
        "loyalty.card", "Coupon", readonly=True, ondelete="set null", index="btree_not_null"
    )
    message_ids = fields.One2many("club.message", "run_id", "Messages")

    # Whatever happens to workers: one firing for a rule, a customer and a period.
    _once_uniq = models.UniqueIndex(
        "(rule_id, partner_id, period)", "This rule has fired for this customer already."
    )
    _due_idx = models.Index("(due_at, id) WHERE state = 'waiting'")

    @api.depends("origin")
    def _compute_origin_label(self):
        for run in self:
            run.origin_label = self._origin_words(run.origin or "")

    @api.model
    def _origin_words(self, origin):
        """An origin in the reader's language; add-ons extend it with their own kinds."""
        kind, _sep, key = origin.partition(":")
        words = {
            "visit": self.env._("Visit (%s)", key),
            "run": self.env._("Followed another rule"),
            "manual": self.env._("By hand"),
            "joined": self.env._("Joined the club"),
            "tag": self.env._("A tag was given"),
            "form": self.env._("The form was completed"),
            "click": self.env._("A link was clicked"),
        }
        return words.get(kind, origin)

    @api.depends("reason_code", "error")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = self.env["club.message"]._reason_words()
        for run in self:
            run.reason = run.error or words.get(run.reason_code) or run.reason_code or False

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What rules have done is kept, like the ledger."))
