from odoo import fields, models

from .ladder_campaign_facts import PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ladder_attribution = fields.Selection(
        [
            ("last", "Last touch"),
            ("first", "First touch"),
            ("linear", "Shared evenly"),
            ("own", "The document's own campaign"),
        ],
        "Sales count for",
        default="last",
        config_parameter=PARAMETER,
    )

    def set_values(self):
        """Have all campaigns counted again when the rule changes."""
        before = self.env["ladder.campaign.facts"]._model()
        result = super().set_values()
        if self.env["ladder.campaign.facts"]._model() != before:
            self.env["ladder.campaign.entry"]._count_all_again()
        return result
