from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    club_consent_required = fields.Boolean(
        "Advertising only after consent",
        help="Without it, advertising reaches everybody who has not refused it.",
    )
    club_text_days = fields.Integer(
        "Keep the words of messages (days)",
        help="After so many days the words of a message are forgotten; that it was sent, when, why "
        "and at what cost stays. 0 keeps them for good.",
    )

    @api.constrains("club_text_days")
    def _check_club_text_days(self):
        if any(company.club_text_days < 0 for company in self):
            raise ValidationError(self.env._("A number of days is not negative."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_consent_required = fields.Boolean(
        related="company_id.club_consent_required", readonly=False
    )
    club_text_days = fields.Integer(related="company_id.club_text_days", readonly=False)
