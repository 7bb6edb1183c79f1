from odoo import api, models


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _reason_words(self):
        return super()._reason_words() | {
            "suspicious": self.env._("The keypad's entries look suspicious; somebody must look.")
        }
