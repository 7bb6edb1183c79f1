"""What the owner's page asks of a company: when somebody is silent, how long a text works."""

from odoo import fields, models

from ..tools.periods import MONDAY, SATURDAY


class ResCompany(models.Model):
    _inherit = "res.company"

    club_silent_days = fields.Integer(
        "Silent after",
        default=60,
        required=True,
        help="A customer who has not come for so many days is silent.",
    )
    club_effect_days = fields.Integer(
        "A text works for",
        default=7,
        required=True,
        help="Visits within so many days of a text are set against what its readers usually do.",
    )

    _club_silent_days_positive = models.Constraint(
        "CHECK (club_silent_days > 0)", "A customer is silent after at least one day."
    )
    _club_effect_days_range = models.Constraint(
        "CHECK (club_effect_days BETWEEN 1 AND 60)", "A text works for 1 to 60 days."
    )

    def _club_week_start(self):
        """The weekday on which this company's week begins, as ``date.weekday()`` counts."""
        self.ensure_one()
        if self.sudo().country_id.code == "IR":
            return SATURDAY
        lang = self.env["res.lang"]._get_data(code=self._club_lang())
        return int(lang.week_start) - 1 if lang and lang.week_start else MONDAY


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_silent_days = fields.Integer(related="company_id.club_silent_days", readonly=False)
    club_effect_days = fields.Integer(related="company_id.club_effect_days", readonly=False)
