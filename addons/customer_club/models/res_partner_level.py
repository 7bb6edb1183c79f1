from odoo import fields, models

from .res_partner_record import SERVING


class ResPartner(models.Model):
    """The level of a member: one for each company, since shared members have several clubs."""

    _inherit = "res.partner"

    club_level_id = fields.Many2one(
        "club.level", "Level", company_dependent=True, readonly=True, copy=False, groups=SERVING
    )
    club_level_since = fields.Date(
        "On this level since", company_dependent=True, readonly=True, copy=False, groups=SERVING
    )
    club_level_move_ids = fields.One2many(
        "club.level.move", "partner_id", "Rise and fall", groups=SERVING
    )
    club_level_grant_ids = fields.One2many(
        "club.level.grant", "partner_id", "Levels joined", groups=SERVING
    )

    def _club_card(self):
        """Add ``level``: dict ``name``, ``color`` (``#rrggbb``), or False."""
        cards = super()._club_card()
        for partner in self:
            level = partner.sudo().with_company(self.env.company).club_level_id
            cards[partner.id]["level"] = bool(level) and {
                "name": level.name,
                "color": level.color_hex,
            }
        return cards

    def action_club_points(self):
        """The history of the member's points."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_points_action")
        action["domain"] = [("card_id.partner_id", "=", self.id)]
        action["context"] = {}
        return action
