from odoo import api, fields, models


class LadderPairingTrade(models.TransientModel):
    """Choose a trade, and have its pairings written."""

    _name = "ladder.pairing.trade"
    _description = "Pairings of a Trade"

    trade = fields.Selection("_selection_trade", required=True)
    preview = fields.Text(compute="_compute_preview")

    @api.model
    def _selection_trade(self):
        return [(key, name) for key, (name, _pairs) in self.env["ladder.pairing"]._trades().items()]

    @api.depends("trade")
    def _compute_preview(self):
        trades = self.env["ladder.pairing"]._trades()
        for wizard in self:
            pairs = trades[wizard.trade][1] if wizard.trade else []
            wizard.preview = "\n".join(f"{one} + {two}" for one, two in pairs)

    def action_load(self):
        # A marketer may pair what there is; the categories that are missing are made for that.
        self.env["ladder.pairing"].check_access("create")
        self.env["ladder.pairing"].sudo()._load_trade(self.trade, self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id("crm_ladder.ladder_pairing_action")
