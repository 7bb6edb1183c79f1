from odoo import fields, models
from odoo.tools import SQL


class ClubTag(models.Model):
    _inherit = "club.tag"

    ladder_is_purchase = fields.Boolean(
        "Visits are purchases",
        help="Who comes with this tag has bought. An order or invoice of the same customer on the "
        "same day is the same purchase.",
    )

    def _successor_values(self):
        return {**super()._successor_values(), "ladder_is_purchase": self.ladder_is_purchase}

    def write(self, vals):
        changed = self.browse()
        if "ladder_is_purchase" in vals:
            value = bool(vals["ladder_is_purchase"])
            changed = self.filtered(lambda tag: tag.ladder_is_purchase != value)
        result = super().write(vals)
        if changed:
            self.env["ladder.dirty"]._add_query(
                SQL(
                    "SELECT DISTINCT partner_id FROM club_visit WHERE tag_id = ANY(%s)",
                    changed.ids,
                )
            )
        return result
