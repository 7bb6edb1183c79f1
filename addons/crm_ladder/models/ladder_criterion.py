from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.facts import FACTS
from ..tools.rules import Criterion, Rung

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


class LadderCriterion(models.Model):
    """One threshold on one fact of a customer."""

    _name = "ladder.criterion"
    _description = "Ladder Criterion"
    _order = "rung_id, alternative, sequence, id"

    rung_id = fields.Many2one("ladder.rung", required=True, ondelete="cascade", index=True)
    trial_id = fields.Many2one(
        "ladder.trial",
        ondelete="cascade",
        index="btree_not_null",
        help="Part of rules that are only tried out.",
    )
    sequence = fields.Integer(default=10)
    alternative = fields.Integer(
        default=1,
        required=True,
        help="Criteria with the same number must all hold; one number that holds is enough.",
    )
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
        for criterion in self:
            if criterion.window_days and not FACTS[criterion.fact].windowed:
                label = dict(self._fields["fact"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(fact)s” cannot be counted for a number of days.",
                        fact=label[criterion.fact],
                    )
                )

    @api.constrains("rung_id", "trial_id")
    def _check_foot(self):
        self.rung_id._check_foot()
        foot = self.env["ladder.rung"].search([("active", "=", True)], limit=1)
        if foot in self.rung_id:
            raise ValidationError(foot._foot_message())

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria._rules_changed()
        return criteria

    def write(self, vals):
        result = super().write(vals)
        self._rules_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_rules_changed(self):
        self._rules_changed()

    def _rules_changed(self):
        if any(not criterion.trial_id for criterion in self):
            self.env["ladder.rung"]._rules_changed()

    def _rung_rule(self, rung):
        """The rung with ``self`` as criteria, as plain data."""
        return Rung(
            code=rung.code,
            sequence=rung.sequence,
            criteria=tuple(
                Criterion(
                    criterion.fact,
                    criterion.operator,
                    criterion.value,
                    criterion.window_days,
                    criterion.alternative,
                )
                for criterion in self.sorted(lambda c: (c.alternative, c.sequence, c.id))
            ),
            requires=rung.requires_id.code or None,
            min_stay_days=rung.min_stay_days,
        )

    def _copy_criteria_data(self):
        """Values that make the same criteria again, as rules in force."""
        return [
            {
                "rung_id": criterion.rung_id.id,
                "sequence": criterion.sequence,
                "alternative": criterion.alternative,
                "fact": criterion.fact,
                "operator": criterion.operator,
                "value": criterion.value,
                "window_days": criterion.window_days,
            }
            for criterion in self
        ]
