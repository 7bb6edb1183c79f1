from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    club_consent_required = fields.Boolean(
        "Advertising only after consent",
        help="Without it, advertising reaches everybody who has not refused it.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_consent_required = fields.Boolean(
        related="company_id.club_consent_required", readonly=False
    )
