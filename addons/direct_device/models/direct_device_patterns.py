from odoo import fields, models

from ..tools.suspicion import Patterns


class DirectDevice(models.Model):
    _inherit = "direct.device"

    suspect_often = fields.Integer("Visits of a number a day", default=6)
    suspect_fast = fields.Integer("Entries a minute", default=20)
    suspect_newcomers = fields.Integer("New numbers in a row", default=25)
    hold_suspicious = fields.Boolean(
        "Hold their texts",
        help="The texts of suspicious visits wait until somebody releases them in the inbox. "
        "The visits count all the same.",
    )

    def _patterns(self):
        return Patterns(self.suspect_often, self.suspect_fast, self.suspect_newcomers)
