from odoo import models

from odoo.addons.customer_club.tools.mobile import national

from ..wizards.privacy_lookup_wizard import STAND_IN


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_privacy_lookup(self):
        """Members are looked up by their number; few have an e-mail address."""
        action = super().action_privacy_lookup()
        if self.club_mobile:
            context = dict(action["context"], default_club_mobile=self.club_mobile)
            if not self.email:
                context["default_email"] = STAND_IN.format(national(self.club_mobile))
            action["context"] = context
        return action
