from odoo import api, fields, models

# Switch on the company → fields of the member's record that it turns on.
RECORD_FIELDS = {
    "club_record_birthday": ("club_birthday",),
    "club_record_job": ("function", "club_profession"),
    "club_record_address": ("street", "city"),
    "club_record_email": ("email",),
    "club_record_income": ("club_income_band_id",),
    "club_record_preferences": ("club_preference_ids",),
    "club_record_social": ("club_social_ids",),
    "club_record_temperament": ("club_temperament",),
}


class ResCompany(models.Model):
    """What a company asks of its members beyond name and mobile: nothing until it says so."""

    _inherit = "res.company"

    club_record_birthday = fields.Boolean("Birthday")
    club_record_job = fields.Boolean("Profession and job")
    club_record_address = fields.Boolean("Place")
    club_record_email = fields.Boolean("E-mail")
    club_record_income = fields.Boolean("Income band")
    club_record_preferences = fields.Boolean("Preferences")
    club_record_social = fields.Boolean("Social profiles")
    club_record_temperament = fields.Boolean("Notes on temperament")

    @api.model
    def _club_record_switches(self):
        """Hook: dict of switch → names of the partner's fields that it turns on."""
        return RECORD_FIELDS

    def _club_record_fields(self):
        """Names of the optional fields of a member's record that this company keeps.

        Forms, imports and the public sign-up ask for these and no others.
        :return: list of field names of ``res.partner``, in the order of the settings
        """
        self.ensure_one()
        return [
            name
            for switch, names in self._club_record_switches().items()
            if self.sudo()[switch]
            for name in names
        ]
