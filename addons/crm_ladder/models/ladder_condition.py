"""A threshold on one fact of a customer, whatever it decides."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.facts import FACTS

FACT_LABELS = [
    ("leads", "Leads"),
    ("quotes", "Quotations"),
    ("clicks", "Links opened"),
    ("forms", "Forms filled in"),
    ("visits", "Visits"),
    ("purchases", "Purchases"),
    ("returns", "Returned purchases"),
    ("cancelled", "Cancelled orders"),
    ("spent", "Spent"),
    ("revenue", "Invoiced, net of credit notes"),
    ("return_rate", "Share of sales credited"),
    ("median_gap", "Own interval between purchases"),
    ("overdue", "Overdue, in own intervals"),
    ("days_since_purchase", "Days since the last purchase"),
    ("days_since_visit", "Days since the last visit"),
    ("referrals", "People referred"),
    ("referred_buyers", "Referred people who bought"),
    ("nps", "Would recommend us (0–10)"),
]
OPERATOR_LABELS = [
    (">=", "at least"),
    ("<=", "at most"),
    (">", "more than"),
    ("<", "less than"),
    ("=", "exactly"),
]


class LadderCondition(models.AbstractModel):
    """What a rung's criterion and an audience's threshold have in common."""

    _name = "ladder.condition"
    _description = "Condition on a Fact"

    fact = fields.Selection(FACT_LABELS, required=True)
    operator = fields.Selection(OPERATOR_LABELS, required=True, default=">=")
    value = fields.Float(required=True)
    window_days = fields.Integer(
        "In the last (days)",
        help="Count only what happened in so many days. Empty: everything ever.",
    )

    _window_positive = models.Constraint(
        "CHECK (window_days >= 0)", "“In the last” is a number of days, nought or more."
    )

    @api.constrains("fact", "window_days")
    def _check_window(self):
        for condition in self:
            if condition.window_days and not FACTS[condition.fact].windowed:
                label = dict(self._fields["fact"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(fact)s” cannot be counted for a number of days.",
                        fact=label[condition.fact],
                    )
                )
