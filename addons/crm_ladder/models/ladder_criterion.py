from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.rules import Criterion, Rung


class LadderCriterion(models.Model):
    """One threshold on one fact of a customer."""

    _name = "ladder.criterion"
    _inherit = "ladder.condition"
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
