"""A person whose two records were merged has two numbers; a visit with either is theirs."""

from odoo import models
from odoo.tools import SQL


class ClubVisit(models.Model):
    _inherit = "club.visit"

    def _register_find(self, company, entries, mobiles):
        """Numbers that are nobody's first one are looked up among second ones: one query more,
        for newcomers only."""
        people = super()._register_find(company, entries, mobiles)
        unknown = [mobile for mobile in mobiles if mobile not in people]
        if not unknown:
            return people
        self.env["club.mobile.history"].flush_model()
        return people | self._register_look_up(
            company,
            entries,
            SQL("h.mobile"),
            SQL("club_mobile_history h JOIN res_partner p ON p.id = h.partner_id"),
            SQL("h.mobile = ANY(%s) AND h.still_used", unknown),
        )
