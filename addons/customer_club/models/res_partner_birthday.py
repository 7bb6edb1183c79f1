"""Whose birthday comes next: found by the stored keys, sorted by the days that are left."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from ..tools.calendars import (
    GREGORIAN,
    JALALI,
    celebrated_keys,
    day_of_year,
    next_celebrated,
    read,
    window,
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_next_birthday = fields.Date(
        "Next birthday",
        compute="_compute_club_next_birthday",
        search="_search_club_next_birthday",
        help="The day on which it is celebrated next, in the calendar in which it was given. "
        "30 Esfand and 29 February are celebrated on the last day of the month in common years.",
    )
    club_birthday_left = fields.Integer(
        "Days to the birthday", compute="_compute_club_next_birthday"
    )
    club_birthday_age = fields.Integer("Turns", compute="_compute_club_next_birthday")

    @api.depends("club_birthday", "club_birthday_calendar")
    @api.depends_context("tz")
    def _compute_club_next_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self:
            born = partner.club_birthday
            if not born:
                partner.club_next_birthday = False
                partner.club_birthday_left = partner.club_birthday_age = 0
                continue
            calendar = JALALI if partner.club_birthday_calendar == JALALI else GREGORIAN
            year, month, number = read(calendar, born)
            ahead = next_celebrated(calendar, month, number, today)
            partner.club_next_birthday = ahead
            partner.club_birthday_left = (ahead - today).days
            partner.club_birthday_age = max(0, read(calendar, ahead)[0] - year)

    @api.model
    def _search_club_next_birthday(self, operator, value):
        """Up to a day: whose birthday is among the days from today on. From a day on: all."""
        if operator not in ("<=", "<", ">=", ">"):
            return NotImplemented
        today = fields.Date.context_today(self)
        day = date_utils.parse_date(value, self.env) if isinstance(value, str) else value
        day = fields.Date.to_date(day)
        if operator in ("<", ">="):
            day -= timedelta(days=1)
        # "From a day on" is who is not before it.
        days = window(today, max(0, min((day - today).days + 1, 366)))
        keys = {calendar: set() for calendar in (JALALI, GREGORIAN)}
        for one in days:
            for calendar, found in keys.items():
                found.update(celebrated_keys(calendar, one))
        jalali = Domain("club_birthday_calendar", "=", JALALI)
        until = (jalali & Domain("club_birthday_jalali_md", "in", list(keys[JALALI]))) | (
            ~jalali & Domain("club_birthday_md", "in", list(keys[GREGORIAN]))
        )
        with_birthday = Domain("club_birthday", "!=", False)
        return with_birthday & (until if operator in ("<=", "<") else ~until)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "club_next_birthday":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        today = fields.Date.context_today(self)
        place = {
            calendar: day_of_year(
                read(calendar, today)[1] * 100 + read(calendar, today)[2], calendar
            )
            for calendar in (JALALI, GREGORIAN)
        }
        # Days that are left, from the place of a key in its (leap) year; the Jalali year has six
        # months of 31 days first.
        jalali, md = (
            self._field_to_sql(alias, name, query)
            for name in ("club_birthday_jalali_md", "club_birthday_md")
        )
        left = SQL(
            """CASE WHEN %(calendar)s = 'jalali'
                    THEN mod((%(jalali)s / 100 - 1) * 30 + least(%(jalali)s / 100 - 1, 6)
                             + %(jalali)s %% 100 - %(today_jalali)s + 366, 366)
                    WHEN %(md)s > 0
                    THEN mod((make_date(2000, %(md)s / 100, %(md)s %% 100)
                              - make_date(2000, 1, 1)) + 1 - %(today)s + 366, 366) END""",
            calendar=self._field_to_sql(alias, "club_birthday_calendar", query),
            jalali=jalali,
            md=md,
            today_jalali=place[JALALI],
            today=place[GREGORIAN],
        )
        return SQL("%s %s %s", left, direction, nulls)
