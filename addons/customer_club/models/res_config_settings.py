from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_members_shared = fields.Boolean(related="company_id.club_members_shared", readonly=False)
    club_nameless_word = fields.Char(related="company_id.club_nameless_word", readonly=False)
