from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.customer_club.models.club_message import PURPOSES

from ..tools.budget import Purse

KINDS = [
    ("discount", "Special discount"),
    ("voucher", "Voucher or gift coupon"),
    ("retention", "Retention offer"),
    ("invitation", "Invitation"),
]
STATES = [("draft", "Draft"), ("running", "Running"), ("ended", "Ended")]
ENDS = [
    ("budget", "The budget is used up"),
    ("number", "The number is reached"),
    ("date", "The last day is over"),
    ("hand", "Stopped by us"),
]
RESULTS = frozenset(
    {"state", "end_reason", "started_at", "ended_at", "spent", "given_count", "error"}
)
# What may still be changed once it runs; the promise to those who got something stays.
FREE_FIELDS = frozenset({"name", "budget", "most", "date_to", "campaign_id", "window_days", "note"})
WORDS = {"invitation": ("place", "time", "link"), "other": ("code", "until")}


class LadderPolicy(models.Model):
    """Something for a chosen segment, within a budget: it stops by itself.

    draft → running → ended, because of the budget, the number, the day, or by hand. Giving is in
    ``ladder_policy_give.py``, results in ``ladder_policy_results.py``.
    """

    _name = "ladder.policy"
    _description = "Policy for a Segment"
    _inherit = ["mail.thread", "ladder.audience.thresholds"]
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="discount", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    note = fields.Text("Internal note")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True, index=True
    )
    end_reason = fields.Selection(ENDS, readonly=True, copy=False, tracking=True)
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    ended_at = fields.Datetime("Ended at", readonly=True, copy=False)
    threshold_ids = fields.One2many("ladder.threshold", "policy_id", "Thresholds", copy=True)
    # What is given.
    program_id = fields.Many2one(
        "loyalty.program",
        "Discount, coupon or points",
        ondelete="restrict",
        index="btree_not_null",
        help="Everybody gets a coupon of this programme, or points on the card.",
    )
    points = fields.Float(default=1)
    valid_days = fields.Integer("Valid for (days)", default=30, help="0: for ever.")
    text = fields.Text(help="{name} and {company}, {code} and {until} of the coupon; of an "
                       "invitation {place}, {time} and {link}, where it is answered.")  # fmt: skip
    purpose = fields.Selection(
        PURPOSES,
        required=True,
        default="advertising",
        help="Advertising never reaches those who do not want it.",
    )
    event_at = fields.Datetime("Takes place")
    event_place = fields.Char("Place")
    campaign_id = fields.Many2one(
        "utm.campaign", help="Where the cost is booked.", index="btree_not_null"
    )
    # When it stops.
    date_from = fields.Date("From")
    date_to = fields.Date("To", tracking=True)
    budget = fields.Monetary(tracking=True, help="0: no bound. It is never exceeded.")
    unit_cost = fields.Monetary(
        "Cost for each",
        help="What it costs us when somebody uses it. So much of the budget is kept for everybody "
        "who gets it.",
    )
    most = fields.Integer("At most so many", tracking=True, help="0: no bound.")
    holdout_percent = fields.Integer(
        "Watched only (%)",
        help="So many of the segment get nothing: what they buy tells what would have been bought "
        "anyway.",
    )
    window_days = fields.Integer("Results after (days)", default=30)
    spent = fields.Monetary("Kept for those who got it", readonly=True, copy=False)
    given_count = fields.Integer("Given to", readonly=True, copy=False)
    error = fields.Char("What went wrong", readonly=True, copy=False)
    grant_ids = fields.One2many("ladder.policy.grant", "policy_id", readonly=True, copy=False)

    _within_budget = models.Constraint(
        "CHECK (COALESCE(budget, 0) = 0 OR COALESCE(spent, 0) <= budget)",
        "The budget cannot be less than what was given already.",
    )
    _within_number = models.Constraint(
        "CHECK (COALESCE(most, 0) = 0 OR COALESCE(given_count, 0) <= most)",
        "The number cannot be less than what was given already.",
    )
    _not_negative = models.Constraint(
        "CHECK (COALESCE(budget, 0) >= 0 AND COALESCE(unit_cost, 0) >= 0 "
        "AND COALESCE(most, 0) >= 0 AND COALESCE(valid_days, 0) >= 0 "
        "AND COALESCE(window_days, 0) >= 0)",
        "Amounts and numbers are nought or more.",
    )
    _holdout_range = models.Constraint(
        "CHECK (COALESCE(holdout_percent, 0) BETWEEN 0 AND 50)",
        "At most half of the segment can be watched only.",
    )
    _period_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    @api.constrains("text", "kind", "program_id")
    def _check_text(self):
        for policy in self:
            words = WORDS.get(policy.kind, WORDS["other"])
            self.env["ladder.text"]._check_words(policy.text, words)

    @api.constrains("state", "budget", "unit_cost", "most", "date_to", "program_id", "text", "kind")
    def _check_can_run(self):
        """A policy that runs gives something, and has an end."""
        for policy in self.filtered(lambda policy: policy.state == "running"):
            if not (policy.most or policy.date_to or policy.budget):
                raise ValidationError(
                    self.env._("Say when it stops: at a budget, a number or a day.")
                )
            if policy.budget and not policy.unit_cost:
                raise ValidationError(
                    self.env._("With a budget, say what it costs for each person.")
                )
            if not (policy.program_id or (policy.text or "").strip()):
                raise ValidationError(self.env._("Say what is given, or what is written."))
            if policy.kind == "retention" and not (policy.gone_percent or policy.segment):
                raise ValidationError(
                    self.env._(
                        "A retention offer is for those about to leave: name the probability of "
                        "being gone, or a segment."
                    )
                )
            if policy.kind == "invitation" and not policy.event_at:
                raise ValidationError(self.env._("Say when it takes place."))
            program = policy.program_id.sudo()
            if program.company_id and program.company_id != policy.company_id:
                raise ValidationError(self.env._("The reward belongs to another company."))

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.keys() & RESULTS for vals in vals_list):
            raise AccessError(self.env._("A policy begins as a draft."))
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & RESULTS:
            raise AccessError(self.env._("What a policy has given follows from its grants."))
        follow_up = {name for name in vals if name.startswith(("message_", "activity_"))}
        fixed = vals.keys() - FREE_FIELDS - follow_up
        if fixed and any(policy.state != "draft" for policy in self):
            raise UserError(
                self.env._("It runs already: only its name, its bounds and its campaign change.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        if any(policy.grant_ids for policy in self):
            raise UserError(self.env._("Somebody got something by this policy: stop it instead."))

    def _advance(self, vals):
        # pylint: disable-next=super-method-mismatch
        return super(LadderPolicy, self.sudo()).write(vals)

    def _purse(self):
        """What is left of it, in exact amounts."""
        digits = self.currency_id.decimal_places
        budget, spent, unit = (
            Decimal(f"{value:.{digits}f}") for value in (self.budget, self.spent, self.unit_cost)
        )
        return Purse(budget, spent, unit, self.most, self.given_count)

    def action_start(self):
        self.check_access("write")
        for policy in self:
            if policy.state != "draft":
                raise UserError(self.env._("Only a draft is started."))
            policy._advance({"state": "running", "started_at": fields.Datetime.now()})
        self.env.ref("crm_ladder.ir_cron_ladder_policy").sudo()._trigger()

    def action_stop(self):
        self.check_access("write")
        mine = self.sudo()
        mine.lock_for_update()
        mine.invalidate_recordset()
        mine.filtered(lambda policy: policy.state == "running")._end("hand")

    def _end(self, reason):
        self._advance({"state": "ended", "end_reason": reason, "ended_at": fields.Datetime.now()})
