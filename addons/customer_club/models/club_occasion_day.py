from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.calendars import GREGORIAN, JALALI, LUNAR, name_date, name_day
from ..tools.occasions import MOST_DAYS_OFF


class ClubOccasionDay(models.Model):
    """When an occasion is, in one year: computed, and corrected by who knows better.

    The first day of a lunar month is seen, not computed. A correction is kept: nothing computes
    the day again.
    """

    _name = "club.occasion.day"
    _description = "Day of an Occasion"
    _order = "date, id"
    _rec_name = "occasion_id"

    occasion_id = fields.Many2one(
        "club.occasion", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    year = fields.Integer(required=True, readonly=True, help="Year of the occasion's calendar.")
    date = fields.Date(required=True, index=True, help="The day on which it is celebrated.")
    computed_date = fields.Date("Computed day", required=True, readonly=True)
    source = fields.Selection(
        [("computed", "Computed"), ("corrected", "Corrected")], required=True, readonly=True
    )
    calendar = fields.Selection(related="occasion_id.calendar")
    jalali_text = fields.Char("Jalali", compute="_compute_texts")
    lunar_text = fields.Char("Lunar Hijri", compute="_compute_texts")
    gregorian_text = fields.Char("Gregorian", compute="_compute_texts")
    days_left = fields.Integer("Days left", compute="_compute_days_left")

    _year_uniq = models.UniqueIndex("(occasion_id, year)", "This year is known already.")

    @api.depends("date", "year", "occasion_id.calendar", "occasion_id.month", "occasion_id.day")
    @api.depends_context("lang")
    def _compute_texts(self):
        lang = self.env.lang
        for day in self:
            occasion = day.occasion_id
            day.jalali_text = name_day(JALALI, day.date, lang)
            day.gregorian_text = name_day(GREGORIAN, day.date, lang)
            # Whoever corrects the Eid says which day the month began with.
            day.lunar_text = (
                name_date(LUNAR, day.year, occasion.month, occasion.day, lang)
                if occasion.calendar == LUNAR
                else name_day(LUNAR, day.date, lang)
            )

    @api.depends("date")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for day in self:
            day.days_left = (day.date - today).days

    @api.constrains("date")
    def _check_date(self):
        for day in self:
            if abs(day.date - day.computed_date) > timedelta(days=MOST_DAYS_OFF):
                raise ValidationError(
                    self.env._(
                        "%(name)s of %(year)s was computed for %(computed)s; a correction is at "
                        "most %(most)s days away. If it has moved for good, change the occasion.",
                        name=day.occasion_id.name,
                        year=day.year,
                        computed=name_day(JALALI, day.computed_date, self.env.lang),
                        most=MOST_DAYS_OFF,
                    )
                )

    def write(self, vals):
        if "date" not in vals:
            return super().write(vals)
        new = fields.Date.to_date(vals["date"])
        for day in self:
            source = "computed" if new == day.computed_date else "corrected"
            super(ClubOccasionDay, day).write(dict(vals, source=source))
        return True

    def action_as_computed(self):
        """Take a correction back."""
        for day in self:
            day.date = day.computed_date
