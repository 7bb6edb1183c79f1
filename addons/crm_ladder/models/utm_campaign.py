from odoo import fields, models


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    ladder_benefit_ids = fields.One2many("ladder.benefit", "campaign_id", "Scarce benefits")
    ladder_benefit_cost = fields.Float(
        "Cost of benefits", compute="_compute_ladder_benefit_cost", help="Units handed over so far."
    )

    def _compute_ladder_benefit_cost(self):
        costs = dict(
            self.env["ladder.award"]._read_group(
                [("benefit_id.campaign_id", "in", self.ids), ("state", "=", "handed_over")],
                ["benefit_id"],
                ["cost:sum"],
            )
        )
        for campaign in self:
            campaign.ladder_benefit_cost = sum(
                cost for benefit, cost in costs.items() if benefit.campaign_id == campaign
            )
