from odoo import fields, models

from ..tools.mobile import known_name


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_message_count = fields.Integer("Texts", compute="_compute_club_message_count")

    def _compute_club_message_count(self):
        """One query for all; 0 for readers who may not see the ledger."""
        counts = {}
        if self.env["club.message"].has_access("read"):
            counts = dict(
                self.env["club.message"]._read_group(
                    [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
                )
            )
        for partner in self:
            partner.club_message_count = counts.get(partner, 0)

    def _club_addressee(self):
        """The person of a letter, as ``club.message._plan_letters`` wants it."""
        self.ensure_one()
        return {
            "id": self.id,
            "mobile": self.club_mobile,
            "name": known_name(self.name, self.club_mobile),
            "lang": self.lang,
        }
