from odoo import models

from odoo.addons.customer_club.tools.palette import color_hex


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_card(self):
        """The rung, in its colour, with the reason for it."""
        cards = super()._club_card()
        # The rung's name and colour are no secret; ladder rights are for changing them.
        for partner in self:
            rung = partner.sudo().ladder_rung_id
            cards[partner.id]["rung"] = rung and {
                "name": rung.name,
                "color": color_hex(rung.color),
                "reason": partner.sudo().ladder_reason or "",
            }
        return cards
