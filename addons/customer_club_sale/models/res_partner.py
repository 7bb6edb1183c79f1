from odoo import models

from odoo.addons.customer_club.tools.amounts import amount_words


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_member_page(self, company):
        """Add ``pending``: points of sales that wait for an invoice or a payment, or False."""
        page = super()._club_member_page(company)
        rows = (
            self.env["club.sale.points"]
            .sudo()
            .search(
                [
                    ("card_id.partner_id", "=", self.id),
                    ("card_id.program_id", "=", company.sudo().club_program_id.id),
                    ("company_id", "=", company.id),
                    ("when", "!=", "confirmed"),
                ]
            )
        )
        pending = sum(rows.mapped("open_points"))
        return {**page, "pending": pending and amount_words(pending, self.env.lang)}
