from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.calendars import can_exist, occurrences
from ..tools.occasions import READY

CALENDARS = [("jalali", "Jalali"), ("lunar", "Lunar Hijri"), ("gregorian", "Gregorian")]
AHEAD = timedelta(days=800)  # two of each are always known, also of a lunar day


class ClubOccasion(models.Model):
    """A day that comes back every year, in the calendar in which people count it."""

    _name = "club.occasion"
    _description = "Occasion"
    _order = "calendar, month, day, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(readonly=True, copy=False, help="Which of the ready occasions it is.")
    calendar = fields.Selection(CALENDARS, required=True, default="jalali")
    month = fields.Integer(required=True, default=1)
    day = fields.Integer(required=True, default=1)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    day_ids = fields.One2many("club.occasion.day", "occasion_id", "Days")
    next_date = fields.Date("Next time", compute="_compute_next")
    next_jalali = fields.Char("Jalali", compute="_compute_next")
    next_lunar = fields.Char("Lunar Hijri", compute="_compute_next")
    next_gregorian = fields.Char("Gregorian", compute="_compute_next")

    _ready_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "The company has this occasion already."
    )

    @api.constrains("calendar", "month", "day")
    def _check_day(self):
        for occasion in self:
            if not can_exist(occasion.calendar, occasion.month, occasion.day):
                raise ValidationError(
                    self.env._(
                        "%(name)s: this calendar has no day %(day)s in month %(month)s.",
                        name=occasion.name,
                        day=occasion.day,
                        month=occasion.month,
                    )
                )

    @api.depends("day_ids.date")
    @api.depends_context("lang", "tz")
    def _compute_next(self):
        today = fields.Date.context_today(self)
        ahead = self.env["club.occasion.day"].search(
            [("occasion_id", "in", self.ids), ("date", ">=", today)], order="date desc"
        )
        first = {day.occasion_id.id: day for day in ahead}
        for occasion in self:
            day = first.get(occasion.id, ahead.browse())
            occasion.next_date = day.date
            occasion.next_jalali = day.jalali_text
            occasion.next_lunar = day.lunar_text
            occasion.next_gregorian = day.gregorian_text

    @api.model_create_multi
    def create(self, vals_list):
        occasions = super().create(vals_list)
        occasions._ensure_days()
        return occasions

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"calendar", "month", "day"}:
            # Days that were corrected belonged to the old definition; what is past stays.
            self.day_ids.sudo().filtered(lambda day: day.date >= fields.Date.today()).unlink()
            self._ensure_days()
        return result

    def _ensure_days(self, first=None, last=None):
        """Compute the days of these occasions that are not known yet; known ones stay as they are.

        :param first: Gregorian day from which on (today); the first day that counts as ahead
        :param last: until when (800 days later)
        """
        first = first or fields.Date.today()
        last = last or first + AHEAD
        rows = [
            (occasion.id, year, day, occasion.company_id.id)
            for occasion in self
            for year, day in occurrences(
                occasion.calendar, occasion.month, occasion.day, first, last
            )
        ]
        if not rows:
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO club_occasion_day (occasion_id, year, date, computed_date, company_id,
                       source, create_uid, create_date, write_uid, write_date)
                SELECT e.occasion, e.year, e.date, e.date, e.company, 'computed', %(uid)s,
                       now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(occasion)s::int[], %(year)s::int[], %(date)s::date[],
                       %(company)s::int[]) AS e(occasion, year, date, company)
                ON CONFLICT (occasion_id, year) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                **dict(
                    zip(
                        ("occasion", "year", "date", "company"),
                        map(list, zip(*rows, strict=True)),
                        strict=True,
                    )
                ),
            )
        )
        self.env["club.occasion.day"].invalidate_model()
        self.invalidate_recordset(["day_ids", "next_date"])

    @api.model
    def _cron_days(self):
        """Keep the coming days known. One statement, whatever the number of occasions."""
        self.search([("active", "=", True)])._ensure_days()

    # Ready occasions ---------------------------------------------------------------------------

    @api.model
    def _ready_names(self):
        """Code of a ready occasion → its name in the language of the environment."""
        return {
            "nowruz": self.env._("Nowruz"),
            "nature": self.env._("Nature Day"),
            "teacher": self.env._("Teacher's Day"),
            "doctor": self.env._("Doctor's Day"),
            "yalda": self.env._("Yalda Night"),
            "national": self.env._("Revolution Day"),
            "mother": self.env._("Mother's and Women's Day"),
            "father": self.env._("Father's Day"),
            "mid_shaban": self.env._("Mid-Sha'ban"),
            "fitr": self.env._("Eid al-Fitr"),
            "girls": self.env._("Girls' Day"),
            "adha": self.env._("Eid al-Adha"),
            "ghadir": self.env._("Eid al-Ghadir"),
            "new_year": self.env._("New Year (Gregorian)"),
            "valentine": self.env._("Valentine's Day"),
            "women": self.env._("International Women's Day"),
            "christmas": self.env._("Christmas"),
        }

    @api.model
    def _create_ready(self, companies):
        """Give each company the ready occasions that it has not, named in every language in use.

        :param companies: res.company records
        """
        occasions = self.sudo().with_context(active_test=False, lang="en_US")
        have = {
            (occasion.company_id.id, occasion.code)
            for occasion in occasions.search(
                [("company_id", "in", companies.ids), ("code", "!=", False)]
            )
        }
        names = occasions._ready_names()
        created = occasions.create(
            [
                {
                    "code": code,
                    "name": names[code],
                    "calendar": calendar,
                    "month": month,
                    "day": day,
                    "company_id": company.id,
                }
                for company in companies
                for code, (calendar, month, day) in READY.items()
                if (company.id, code) not in have
            ]
        )
        self._name_ready()
        return created

    @api.model
    def _name_ready(self):
        """Name ready occasions in the languages in use in which they have no name yet."""
        self.env["club.occasion"].flush_model(["name"])
        for lang, _label in self.env["res.lang"].get_installed():
            if lang == "en_US":
                continue
            nameless = self.env.execute_query(
                SQL(
                    "SELECT id, code FROM club_occasion WHERE code IS NOT NULL"
                    " AND name->>%s IS NULL",
                    lang,
                )
            )
            names = nameless and self.with_context(lang=lang)._ready_names()
            for occasion_id, code in nameless:
                if code in names:
                    occasion = self.sudo().browse(occasion_id)
                    occasion.update_field_translations("name", {lang: names[code]})


class ResLang(models.Model):
    _inherit = "res.lang"

    def write(self, vals):
        """A language that comes into use later names the ready occasions, too."""
        result = super().write(vals)
        if vals.get("active"):
            self.env["club.occasion"]._name_ready()
        return result
