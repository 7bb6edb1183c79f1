from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..tools.occasions import READY
from .common import ClubCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 12:00:00")
class TestClubOccasion(ClubCase):
    def _ready(self, code):
        return self.env["club.occasion"].search(
            [("company_id", "=", self.company.id), ("code", "=", code)]
        )

    def _day(self, code, year):
        occasion = self._ready(code)
        occasion._ensure_days(date(2026, 1, 1), date(2029, 1, 1))
        return occasion.day_ids.filtered(lambda day: day.year == year)

    def test_every_company_starts_with_the_ready_ones(self):
        occasions = self.env["club.occasion"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(occasions.mapped("code")), set(READY))
        for occasion in occasions:
            with self.subTest(occasion.code):
                self.assertGreaterEqual(len(occasion.day_ids), 2)
        self.assertFalse(self.env["club.occasion"]._create_ready(self.company), "only once")

    def test_names_are_in_every_language_in_use(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"].search([("name", "=", "customer_club")])._update_translations(
            ["fa_IR"]
        )
        other = self.env["res.company"].create({"name": "Other"})
        yalda = self.env["club.occasion"].search(
            [("company_id", "=", other.id), ("code", "=", "yalda")]
        )
        self.assertEqual(yalda.with_context(lang="fa_IR").name, "شب یلدا")
        earlier = self._ready("yalda")
        self.assertEqual(earlier.with_context(lang="fa_IR").name, "شب یلدا")
        earlier.with_context(lang="fa_IR").name = "یلدای ما"
        self.env["club.occasion"]._name_ready()
        self.assertEqual(earlier.with_context(lang="fa_IR").name, "یلدای ما")
        self.assertEqual(yalda.with_context(lang="en_US").name, "Yalda Night")

    def test_known_days(self):
        for code, year, expected in (
            ("nowruz", 1406, date(2027, 3, 21)),
            ("yalda", 1405, date(2026, 12, 21)),
            ("national", 1405, date(2027, 2, 11)),
            ("valentine", 2027, date(2027, 2, 14)),
            ("teacher", 1406, date(2027, 5, 2)),
        ):
            with self.subTest(code):
                self.assertEqual(self._day(code, year).date, expected)

    def test_shown_in_all_three_calendars(self):
        day = self._day("yalda", 1405).with_context(lang="en_US")
        self.assertEqual(day.jalali_text, "30 Azar 1405")
        self.assertEqual(day.gregorian_text, "21 December 2026")
        self.assertEqual(day.lunar_text, "11 Rajab 1448")
        persian = day.with_context(lang="fa_IR")
        self.assertEqual(persian.jalali_text, "۳۰ آذر ۱۴۰۵")

    def test_a_correction_is_kept(self):
        day = self._day("fitr", 1448)
        computed = day.date
        day.date = computed + timedelta(days=1)
        self.assertEqual(day.source, "corrected")
        self.assertIn("1 Shawwal 1448", day.with_context(lang="en_US").lunar_text)
        day.occasion_id._ensure_days(date(2026, 1, 1), date(2029, 1, 1))
        self.env["club.occasion"]._cron_days()
        self.env.invalidate_all()
        self.assertEqual(day.date, computed + timedelta(days=1))
        day.action_as_computed()
        self.assertEqual((day.date, day.source), (computed, "computed"))

    def test_a_correction_is_near(self):
        day = self._day("fitr", 1448)
        with self.assertRaises(ValidationError):
            day.date += timedelta(days=30)

    def test_the_scheduled_action_adds_years_and_doubles_nothing(self):
        occasion = self._ready("nowruz")
        before = len(occasion.day_ids)
        with freeze_time("2028-11-24"):
            self.env["club.occasion"]._cron_days()
            self.env["club.occasion"]._cron_days()
        years = occasion.day_ids.mapped("year")
        self.assertEqual(len(years), before + 2)
        self.assertEqual(len(years), len(set(years)))

    def test_own_occasion_on_any_calendar(self):
        with Form(self.env["club.occasion"]) as form:
            form.name = "سالگرد کافه"
            form.calendar = "jalali"
            form.month = 12
            form.day = 30
        occasion = form.save()
        self.assertEqual(occasion.company_id, self.company)
        # 1405 is a common year: its Esfand ends on the 29th.
        self.assertEqual(occasion.next_date, date(2027, 3, 20))
        self.assertEqual(occasion.with_context(lang="en_US").next_jalali, "29 Esfand 1405")

    def test_a_moved_occasion_gets_new_days_and_keeps_the_past(self):
        occasion = self._ready("teacher")
        with freeze_time("2027-06-01"):
            past = occasion.day_ids.filtered(lambda day: day.date < date(2027, 6, 1))
            occasion.day = 13
            self.assertTrue(past.exists())
            self.assertEqual(past.mapped("date"), [date(2027, 5, 2)])
            self.assertEqual(min((occasion.day_ids - past).mapped("date")), date(2028, 5, 2))

    def test_days_that_no_year_has(self):
        for calendar, month, day in (("jalali", 7, 31), ("gregorian", 2, 30), ("lunar", 13, 1)):
            with self.subTest(calendar), self.assertRaises(ValidationError):
                self.env["club.occasion"].create(
                    {"name": "x", "calendar": calendar, "month": month, "day": day}
                )

    def test_rights(self):
        user, marketer = (
            self.club_user(f"occasion_{level}", f"customer_club.group_club_{level}")
            for level in ("user", "marketer")
        )
        day = self._day("fitr", 1448)
        tomorrow = day.date + timedelta(days=1)
        self.assertTrue(day.with_user(user).lunar_text)
        with self.assertRaises(AccessError):
            day.with_user(user).date = tomorrow
        day.with_user(marketer).date = tomorrow
        self.assertEqual(day.source, "corrected")
        with self.assertRaises(AccessError):
            day.with_user(marketer).unlink()
        own = self.env["club.occasion"].with_user(marketer).create({"name": "x"})
        own.day = 5
        self.assertTrue(own.day_ids)
        stranger = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["club.occasion"].search([("company_id", "=", stranger.id)])
        self.assertTrue(theirs)
        with self.assertRaises(AccessError):
            theirs[0].with_user(marketer).read(["name"])
        with self.assertRaises(AccessError):
            theirs[0].day_ids[0].with_user(marketer).date = tomorrow
