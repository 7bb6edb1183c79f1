from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    """Cards of one person become one card, with the history of all of them."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge_loyalty_cards(self, src_partners, dst_partner):
        """Odoo adds the balances up; what explains them, and the orders, follow to the one card."""
        Card = self.env["loyalty.card"].sudo().with_context(active_test=False)
        domain = [("partner_id", "in", (src_partners | dst_partner).ids)]
        before = Card.search(domain)
        result = super()._merge_loyalty_cards(src_partners, dst_partner)
        emptied = before.filtered(lambda card: not card.active and not card.points)
        for program, cards in emptied.grouped("program_id").items():
            kept = before.filtered(
                lambda card, program=program: (
                    card.program_id == program and card.active and card.partner_id == dst_partner
                )
            )[:1]
            if kept and program.is_nominative:
                self._update_foreign_keys_generic("loyalty.card", cards, kept)
        return result

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        result = super()._update_foreign_keys(src_partners, dst_partner)
        levels = self.env["club.level"].sudo()
        for company_id in levels._specs():
            levels._evaluate(self.env["res.company"].browse(company_id), dst_partner.ids)
        return result
