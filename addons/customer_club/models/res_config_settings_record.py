from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_record_birthday = fields.Boolean(related="company_id.club_record_birthday", readonly=False)
    club_record_job = fields.Boolean(related="company_id.club_record_job", readonly=False)
    club_record_address = fields.Boolean(related="company_id.club_record_address", readonly=False)
    club_record_email = fields.Boolean(related="company_id.club_record_email", readonly=False)
    club_record_income = fields.Boolean(related="company_id.club_record_income", readonly=False)
    club_record_preferences = fields.Boolean(
        related="company_id.club_record_preferences", readonly=False
    )
    club_record_social = fields.Boolean(related="company_id.club_record_social", readonly=False)
    club_record_temperament = fields.Boolean(
        related="company_id.club_record_temperament", readonly=False
    )
