from odoo import models


class ClubVisit(models.Model):
    _inherit = "club.visit"

    def _after_register(self):
        result = super()._after_register()
        self.env["ladder.dirty"]._add_visits(self.ids)
        return result

    def _void(self, reason):
        result = super()._void(reason)
        self.env["ladder.dirty"]._add_visits(self.ids)
        return result
