"""The owner's page tells what Python counts on its own, to whom it may, at a fixed price."""

import random
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools.jalali import to_jalali
from ..tools.results import USUAL_DAYS
from .common import ClubCase

TEHRAN = ZoneInfo("Asia/Tehran")
NOW = datetime(2026, 11, 24, 12, 30)  # 16:00 on 3 Azar 1405 in Tehran
QUERIES = 25
STATES = ("planned", "sent", "delivered", "delivered", "failed", "blocked", "cancelled")


def local(moment):
    return moment.replace(tzinfo=timezone.utc).astimezone(TEHRAN).replace(tzinfo=None)


class OwnerCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.club_user("boss", "customer_club.group_club_manager", lang="en_US")

    def page(self, kind="week", user=None, **asked):
        return self.env["club.owner"].with_user(user or self.boss).read_page(kind, **asked)

    def card(self, page, key):
        return next(card for card in page["cards"] if card["key"] == key)

    def opened(self, action, user=None):
        """The records that an action lists, as its reader sees them."""
        model = self.env[action["res_model"]].with_user(user or self.boss)
        return model.with_context(**action["context"]).search(action["domain"])

    def fill(self, seed=5, people=25, visits=260):
        """Visits, and the texts that they bring, over 200 days before now."""
        draw = random.Random(seed)
        entries = [
            self.entry(
                f"+98912000{draw.randrange(people):04}",
                visited_at=NOW - timedelta(minutes=draw.randrange(60 * 24 * 200)),
                tag_id=draw.choice([self.tag.id, self.quiet_tag.id, False]),
                merge_minutes=0,
            )
            for _place in range(visits)
        ]
        self.press(*sorted(entries, key=lambda entry: entry["visited_at"]))
        Visit = self.env["club.visit"]
        mine = Visit.search([("company_id", "=", self.company.id)], order="id")
        mine[::17]._void("seed")
        for message in self.env["club.message"].search([("company_id", "=", self.company.id)]):
            state = draw.choice(STATES)
            at = message.visit_id.visited_at + timedelta(minutes=1)
            sent = at if state in ("sent", "delivered") else False
            message.sudo().write(
                {
                    "state": state,
                    "planned_at": at,
                    "sent_at": sent,
                    "cost": draw.choice([0, 1.5, 2.25]),
                    "purpose": draw.choice(["service", "advertising"]),
                }
            )
        self.env.flush_all()
        self.env.invalidate_all()
        return Visit.search([("company_id", "=", self.company.id), ("void_date", "=", False)])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClubOwner(OwnerCase):
    def spans(self):
        """Kind, what is asked, and the local days of the period and of the one before, by hand."""
        day = timedelta(days=1)
        at = local(NOW)
        midnight = at.replace(hour=0, minute=0)

        def since(*start):
            return datetime(*start)

        return [
            ("today", {}, (midnight, midnight + day), (midnight - day, at - day)),
            ("week", {}, (since(2026, 11, 21), since(2026, 11, 28)),
             (since(2026, 11, 14), at - 7 * day)),
            ("jalali_month", {}, (since(2026, 11, 22), since(2026, 12, 22)),
             (since(2026, 10, 23), since(2026, 10, 23) + (at - since(2026, 11, 22)))),
            ("month", {"anchor": "2026-10-05"}, (since(2026, 10, 1), since(2026, 11, 1)),
             (since(2026, 9, 1), since(2026, 10, 1))),
            ("jalali_year", {}, (since(2026, 3, 21), since(2027, 3, 21)),
             (since(2025, 3, 21), since(2025, 3, 21) + (at - since(2026, 3, 21)))),
            ("own", {"first": "2026-08-01", "last": "2026-10-31"},
             (since(2026, 8, 1), since(2026, 11, 1)), (since(2026, 5, 1), since(2026, 8, 1))),
        ]  # fmt: skip

    def test_visits_are_those_that_python_counts_and_open_as_many(self):
        visits = self.fill()
        for kind, asked, this, that in self.spans():
            with self.subTest(kind):
                page = self.page(kind, **asked)
                for (start, stop), key in ((this, ""), (that, "_before")):
                    mine = [v for v in visits if start <= local(v.visited_at) < stop]
                    people = {v.partner_id for v in mine}
                    again = {v.partner_id for v in mine if v.number > 1}
                    share = round(len(again) * 100 / len(people)) if people else None
                    value = "before" if key else "value"
                    for name, expected, records in (
                        ("visits", len(mine), {v.id for v in mine}),
                        ("people", len(people), {p.id for p in people}),
                        ("returning", share, {p.id for p in again}),
                    ):
                        card = self.card(page, name)
                        self.assertEqual(card[value], expected, (kind, name, value))
                        opened = self.opened(card[f"open{key}"])
                        self.assertEqual(set(opened.ids), records, (kind, name, value))
                self.check_charts(
                    page, [v for v in visits if this[0] <= local(v.visited_at) < this[1]]
                )

    def check_charts(self, page, mine):
        for chart in page["charts"]:
            first, again = (series["values"] for series in chart["series"][:2])
            self.assertEqual(sum(first), sum(1 for v in mine if v.number == 1), chart["key"])
            self.assertEqual(sum(again), sum(1 for v in mine if v.number > 1), chart["key"])
            for place, action in enumerate(chart["open"]):
                opened = self.opened(action)
                self.assertEqual(len(opened), first[place] + again[place], chart["labels"][place])

    def test_hours_and_tags(self):
        visits = self.fill()
        page = self.page("jalali_year")
        charts = {chart["key"]: chart for chart in page["charts"]}
        for key, expected in (
            ("hours", Counter(f"{local(v.visited_at).hour:02}:00" for v in visits)),
            ("tags", Counter(v.tag_id.name or "Without a tag" for v in visits)),
        ):
            chart = charts[key]
            columns = zip(*(series["values"] for series in chart["series"]), strict=True)
            shown = dict(zip(chart["labels"], map(sum, columns), strict=True))
            self.assertEqual({k: v for k, v in shown.items() if v}, dict(expected), key)

    def test_messages_by_purpose_result_and_cost(self):
        self.fill()
        messages = self.env["club.message"].search([("company_id", "=", self.company.id)])
        for kind, asked, (start, stop), _that in self.spans():
            page = self.page(kind, **asked)
            mine = [m for m in messages if start <= local(m.planned_at) < stop]
            sent = [m for m in mine if m.state in ("sent", "delivered")]
            self.assertEqual(self.card(page, "texts")["value"], len(sent))
            self.assertEqual(len(self.opened(self.card(page, "texts")["open"])), len(sent))
            self.assertAlmostEqual(self.card(page, "cost")["value"], sum(m.cost for m in mine), 2)
            opened = self.opened(self.card(page, "cost")["open"])
            self.assertAlmostEqual(sum(opened.mapped("cost")), sum(m.cost for m in mine), 2)
            table = next(table for table in page["tables"] if table["key"] == "messages")
            cells = [cell for row in table["rows"] for cell in row["cells"]]
            self.assertEqual(sum(cell["value"] for cell in cells), len(mine))
            for cell in cells:
                self.assertEqual(len(self.opened(cell["open"])), cell["value"])

    def test_what_texts_brought_is_what_python_finds(self):
        visits = self.fill(people=12, visits=400)
        days = timedelta(days=self.company.club_effect_days)
        texts = self.env["club.message"].search(
            [("company_id", "=", self.company.id), ("state", "in", ("sent", "delivered"))]
        )
        came = {
            p: sorted(v.visited_at for v in visits if v.partner_id == p) for p in visits.partner_id
        }
        expected = {}
        for text in texts:
            others = visits.filtered(
                lambda v, text=text: v.partner_id == text.partner_id and v != text.visit_id
            ).mapped("visited_at")
            before = [at for at in came.get(text.partner_id, ()) if at <= text.sent_at]
            if not before or text.sent_at - before[0] < days or text.sent_at + days > NOW:
                continue
            later = [
                other.sent_at
                for other in texts
                if (other.partner_id, other.rule_key) == (text.partner_id, text.rule_key)
                and other.sent_at > text.sent_at
            ]
            until = min([text.sent_at + days, *later])
            known = min(text.sent_at - before[0], timedelta(days=USUAL_DAYS))
            usual = [
                at
                for at in others
                if text.sent_at - timedelta(days=USUAL_DAYS) < at <= text.sent_at
            ]
            expected[text.id] = (
                len([at for at in others if text.sent_at < at <= until]),
                len(usual) * ((until - text.sent_at) / known),
            )
        self.assertGreater(len(expected), 30)
        rows = self.env["club.effect.report"].with_user(self.boss).search([])
        self.assertEqual(set(rows.ids), set(expected))
        for row in rows:
            self.assertEqual(row.visits_after, expected[row.id][0])
            self.assertAlmostEqual(row.visits_usual, expected[row.id][1], 4)
        page = self.page("own", first="2026-01-01", last="2026-11-24")
        self.assertEqual(
            self.card(page, "effect")["value"], sum(after for after, _usual in expected.values())
        )
        self.assertEqual(set(self.opened(self.card(page, "effect")["open"]).ids), set(expected))
        table = next(table for table in page["tables"] if table["key"] == "effect")
        for row in table["rows"]:
            text_cell, after_cell = row["cells"][:2]
            opened = self.opened(text_cell["open"])
            self.assertEqual(len(opened), text_cell["value"])
            self.assertEqual(sum(opened.mapped("visits_after")), after_cell["value"])

    def test_members_birthdays_and_the_silent(self):
        visits = self.fill()
        visits.partner_id.write({"club_joined_on": "2026-11-01"})
        new = visits.partner_id[:4]
        new.write({"club_joined_on": "2026-11-23"})
        new[0].write({"club_birthday": "1991-11-27", "club_birthday_calendar": "jalali"})
        new[1].write({"club_birthday": "1991-12-25", "club_birthday_calendar": "jalali"})
        page = self.page("week")
        members = self.env["res.partner"].search([("club_mobile", "!=", False)])
        joined = members.filtered(lambda p: str(p.club_joined_on) == "2026-11-23")
        self.assertEqual(self.card(page, "joined")["value"], len(joined))
        self.assertEqual(self.opened(self.card(page, "joined")["open"]), joined)
        limit = NOW - timedelta(days=self.company.club_silent_days)
        last = {}
        for visit in visits:
            last[visit.partner_id] = max(visit.visited_at, last.get(visit.partner_id, datetime.min))
        silent = {partner.id for partner, at in last.items() if at < limit}
        self.assertTrue(silent)
        self.assertEqual(self.card(page, "silent")["value"], len(silent))
        self.assertEqual(set(self.opened(self.card(page, "silent")["open"]).ids), silent)
        self.assertEqual({p.id for p in visits.partner_id if p.club_silent}, silent)
        [birthdays] = page["lists"]
        self.assertEqual((birthdays["count"], len(birthdays["rows"])), (1, 1))
        self.assertEqual(self.opened(birthdays["open"]), new[0])
        rows = (
            self.env["club.member.report"]
            .with_user(self.boss)
            .search([("standing", "=", "silent"), ("company_id", "=", self.company.id)])
        )
        self.assertEqual(set(rows.partner_id.ids), silent)
        self.assertTrue(all(row.days_since >= self.company.club_silent_days for row in rows))

    def test_jalali_columns_are_those_of_the_calendar(self):
        visits = self.fill()
        rows = self.env["club.visit.report"].with_user(self.boss).search([])
        self.assertEqual(set(rows.ids), set(visits.ids))
        for row in rows:
            at = local(row.visited_at)
            year, month, _day = to_jalali(at.date())
            self.assertEqual(row.jalali_month, f"{year:04}/{month:02}")
            self.assertEqual(row.jalali_year, f"{year:04}")
            self.assertEqual((row.day, row.hour), (at.date(), f"{at.hour:02}:00"))
            self.assertEqual(row.weekday, str((at.weekday() + 2) % 7))
            self.assertEqual(row.kind, "first" if row.number == 1 else "again")

    def test_jalali_months_in_sql_over_three_hundred_years(self):
        rows = self.env["club.visit.report"]._jalali_of_days(date(1830, 1, 1), date(2130, 1, 1))
        self.assertGreater(len(rows), 109_000)
        wrong = [day for day, *found in rows if tuple(found) != to_jalali(day)[:2]]
        self.assertFalse(wrong)

    def test_pivots_group_by_jalali_month_in_the_reader_s_digits(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        visits = self.fill()
        report = self.env["club.visit.report"].with_user(self.boss).with_context(lang="fa_IR")
        groups = dict(report._read_group([], ["jalali_month"], ["__count"]))
        expected = Counter(
            "{:04}/{:02}".format(*to_jalali(local(v.visited_at).date())) for v in visits
        )
        persian = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
        self.assertEqual(groups, {k.translate(persian): n for k, n in expected.items()})
        [month] = [label for label in groups if label.endswith("/۰۸")]
        self.assertEqual(len(report.search([("jalali_month", "=", month)])), groups[month])

    def test_a_new_shop_is_told_what_to_do_next(self):
        page = self.page("week")
        self.assertEqual(self.card(page, "visits")["value"], 0)
        self.assertIsNone(self.card(page, "returning")["value"])
        self.assertEqual(
            [step["done"] for step in page["next_step"]["steps"]], [True, False, False]
        )
        for step in page["next_step"]["steps"]:
            self.assertTrue(self.env.ref(step["action"]))
        self.press(self.entry(visited_at=NOW))
        self.assertFalse(self.page("week")["next_step"])

    def test_marketers_and_managers_only(self):
        self.fill(visits=20)
        marketer = self.club_user("marketer", "customer_club.group_club_marketer")
        clerk = self.club_user("clerk", "customer_club.group_club_user")
        self.assertTrue(self.page("week", user=marketer)["cards"])
        with self.assertRaises(AccessError):
            self.page("week", user=clerk)
        for name in ("visit", "message", "effect", "member"):
            with self.assertRaises(AccessError):
                self.env[f"club.{name}.report"].with_user(clerk).search([])

    def test_another_company_s_figures_stay_there(self):
        self.fill(visits=40)
        other = self.env["res.company"].create({"name": "Branch"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        page = (
            self.env["club.owner"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
            .read_page("jalali_year")
        )
        for card in page["cards"]:
            self.assertFalse(card["value"], card["key"])
        for name in ("visit", "message", "effect"):
            report = self.env[f"club.{name}.report"].with_user(stranger)
            self.assertFalse(report.with_context(allowed_company_ids=other.ids).search([]))
        asked = (
            self.env["club.owner"]
            .with_user(stranger)
            .with_context(allowed_company_ids=[other.id, self.company.id])
        )
        with self.assertRaises(AccessError):
            asked.read_page("week")

    def test_garbage_is_no_period(self):
        for asked in (
            {"kind": "decade"},
            {"kind": "own"},
            {"kind": "own", "first": "2026-02-01", "last": "2026-01-01"},
            {"kind": "own", "first": "yesterday", "last": "today"},
            {"kind": "week", "anchor": 7},
            {"kind": "week", "anchor": "9999-12-31"},
            {"kind": "jalali_year", "anchor": "0001-01-01"},
        ):
            with self.subTest(asked), self.assertRaises(UserError):
                self.page(**asked)

    def test_the_page_costs_as_many_queries_however_much_there_is(self):
        self.fill(people=10, visits=30)
        owner = self.env["club.owner"].with_user(self.boss)
        owner.read_page("jalali_year")  # what is cached for good
        counts = []
        for visits in (0, 300):
            if visits:
                self.fill(seed=9, people=60, visits=visits)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with self.assertQueryCount(QUERIES):
                owner.read_page("jalali_year")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
