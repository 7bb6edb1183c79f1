from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [("hours", "Hours"), ("gift", "Gifts"), ("other", "Other costs")]


class LadderCampaignCost(models.Model):
    """What a campaign cost that no document tells: hours of work, gifts, anything else."""

    _name = "ladder.campaign.cost"
    _description = "Cost of a Campaign"
    _order = "day desc, id desc"

    campaign_id = fields.Many2one("utm.campaign", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="hours")
    name = fields.Char("What for", required=True)
    day = fields.Date(
        "Date",
        required=True,
        default=fields.Date.context_today,
        help="Amounts of another currency count at the rate of this day.",
    )
    hours = fields.Float()
    rate = fields.Monetary("Rate an hour", help="What an hour of this work costs.")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, required=True, precompute=True
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self._default_currency()
    )

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0 AND hours >= 0 AND rate >= 0)", "Costs are not negative."
    )

    @api.model
    def _default_currency(self):
        company = (
            self.env["utm.campaign"].browse(self.env.context.get("default_campaign_id")).company_id
        )
        return company.currency_id or self.env.company.currency_id

    @api.depends("kind", "hours", "rate")
    def _compute_amount(self):
        for cost in self:
            if cost.kind == "hours":
                cost.amount = cost.hours * cost.rate
            else:
                cost.amount = cost.amount or 0.0

    @api.constrains("kind", "hours", "rate", "amount", "currency_id")
    def _check_hours(self):
        for cost in self:
            worth = cost.hours * cost.rate
            if cost.kind == "hours" and cost.currency_id.compare_amounts(cost.amount, worth):
                raise ValidationError(
                    self.env._("“%s”: the amount is the hours times their rate.", cost.name)
                )
