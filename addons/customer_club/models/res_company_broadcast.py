from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    club_broadcast_approval = fields.Boolean(
        "A manager approves group messages",
        help="Marketers write group messages; they are sent once a manager has approved them.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_broadcast_approval = fields.Boolean(
        related="company_id.club_broadcast_approval", readonly=False
    )
