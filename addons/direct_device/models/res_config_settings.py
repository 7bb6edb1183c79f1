from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    direct_inbox_days = fields.Integer(related="company_id.direct_inbox_days", readonly=False)
