from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .test_club_rule import RuleCase


@tagged("post_install", "-at_install")
class TestClubRuleYearly(RuleCase):
    """Today is 3 Azar 1405, 24 November 2026."""

    def member(self, number, birthday, calendar="jalali", **values):
        return self.env["res.partner"].create(
            {
                "name": f"M{number}",
                "club_mobile": f"+98912000{number:04}",
                "club_birthday": birthday,
                "club_birthday_calendar": calendar,
                **values,
            }
        )

    def fired_on(self, rule, day):
        """Plan a local day as the scheduled action does; return who is planned in all."""
        rule._plan_day(day)
        self.env.invalidate_all()
        return rule.run_ids.partner_id

    def test_birthdays_come_round_in_their_own_calendar(self):
        rule = self.rule("birthday", text="تولدت مبارک {name}")
        # 3 Azar 1370 was 24 November 1991; 3 Azar 1371 the 24th of 1992.
        jalali = self.member(1, date(1991, 11, 24))
        gregorian = self.member(2, date(1990, 11, 24), "gregorian")
        self.member(3, date(1990, 11, 25), "gregorian")
        self.member(4, date(1991, 11, 25))
        self.assertEqual(self.fired_on(rule, date(2026, 11, 24)), jalali | gregorian)
        self.work()
        messages = self.messages(rule)
        self.assertEqual(len(messages), 2)
        story = messages[0].with_context(lang="en_US").story
        self.assertIn("the birthday on 24 November 2026", story)
        self.assertIn("wording no. 1", story)

    def test_leap_days_are_celebrated_on_the_last_day_of_the_month(self):
        rule = self.rule("birthday")
        esfand = self.member(1, date(1992, 3, 20))  # 30 Esfand 1370
        february = self.member(2, date(1992, 2, 29), "gregorian")
        # 1405 ends with 29 Esfand, 2027 has no 29 February.
        self.assertEqual(self.fired_on(rule, date(2027, 2, 28)), february)
        self.assertEqual(self.fired_on(rule, date(2027, 3, 20)), february | esfand)
        self.assertEqual(self.fired_on(rule, date(2028, 2, 28)), february | esfand)
        self.assertEqual(len(rule.run_ids.filtered(lambda r: r.partner_id == february)), 1)
        self.fired_on(rule, date(2028, 2, 29))
        self.assertEqual(len(rule.run_ids.filtered(lambda r: r.partner_id == february)), 2)
        # 1408 is a leap year: 30 Esfand 1408 is 20 March 2030.
        self.fired_on(rule, date(2030, 3, 19))
        self.assertEqual(len(rule.run_ids.filtered(lambda r: r.partner_id == esfand)), 1)
        self.fired_on(rule, date(2030, 3, 20))
        self.assertEqual(len(rule.run_ids.filtered(lambda r: r.partner_id == esfand)), 2)

    def test_a_moved_birthday_brings_no_second_gift(self):
        rule = self.rule("birthday")
        member = self.member(1, date(1991, 11, 24))
        self.fired_on(rule, date(2026, 11, 24))
        for birthday, calendar, day in (
            (date(1991, 11, 26), "jalali", date(2026, 11, 26)),
            (date(1991, 12, 5), "gregorian", date(2026, 12, 5)),
            (date(1992, 1, 2), "gregorian", date(2027, 1, 2)),
            (date(1992, 3, 25), "jalali", date(2027, 3, 26)),
        ):
            member.write({"club_birthday": birthday, "club_birthday_calendar": calendar})
            self.fired_on(rule, day)
            with self.subTest(day=day):
                self.assertEqual(len(rule.run_ids), 1)
        member.write({"club_birthday": date(1991, 11, 24), "club_birthday_calendar": "jalali"})
        self.fired_on(rule, date(2027, 11, 24))
        self.assertEqual(len(rule.run_ids), 2)

    def test_planned_twice_fires_once(self):
        rule = self.rule("birthday")
        self.member(1, date(1991, 11, 24))
        self.fired_on(rule, date(2026, 11, 24))
        self.fired_on(rule, date(2026, 11, 24))
        self.assertEqual(len(rule.run_ids), 1)

    def test_before_the_day_at_an_hour_with_a_code_of_one_s_own(self):
        rule = self.rule(
            "birthday",
            day_offset=-3,
            send_hour=11.5,
            text="{نام}، سه روز دیگر تولد شماست. کد شما: {کد}",
            program_id=self.program.id,
        )
        member = self.member(1, date(1991, 11, 27))
        self.assertEqual(self.fired_on(rule, date(2026, 11, 24)), member)
        self.assertEqual(rule.run_ids.due_at, datetime(2026, 11, 24, 8, 0))  # 11:30 in Tehran
        self.work()
        [card] = self.program.coupon_ids
        self.assertEqual(card.partner_id, member)
        self.assertIn(card.code, self.messages(rule).body)

    def test_without_a_discount_somebody_calls(self):
        rule = self.rule(
            "birthday",
            text=False,
            activity_type_id=self.env.ref("mail.mail_activity_data_call").id,
            activity_summary="تبریک تولد",
            send_hour=9,
        )
        member = self.member(1, date(1991, 11, 24))
        self.fired_on(rule, date(2026, 11, 24))
        self.work()
        self.assertEqual(member.activity_ids.summary, "تبریک تولد")

    def test_anniversaries_of_joining(self):
        self.company.partner_id.lang = "en_US"
        rule = self.rule("anniversary")
        old = self.member(1, False, club_joined_on=date(2023, 11, 24))
        self.member(2, False, club_joined_on=date(2026, 11, 24))
        self.member(3, False, club_joined_on=date(2025, 11, 23))
        self.assertEqual(self.fired_on(rule, date(2026, 11, 24)), old)

    def test_an_occasion_reaches_all_on_its_day_once(self):
        occasion = self.env["club.occasion"].search(
            [("company_id", "=", self.company.id), ("code", "=", "fitr")]
        )
        rule = self.rule("occasion", occasion_id=occasion.id)
        members = self.member(1, False) | self.member(2, False)
        day = occasion.day_ids.sorted("date")[0]
        computed = day.date
        day.date = computed + timedelta(days=1)
        self.assertFalse(self.fired_on(rule, computed) & members)
        self.assertLessEqual(members, self.fired_on(rule, computed + timedelta(days=1)))
        count = len(rule.run_ids)
        day.date = computed + timedelta(days=2)
        self.fired_on(rule, computed + timedelta(days=2))
        self.assertEqual(len(rule.run_ids), count, "corrected afterwards: nobody twice")
        words = rule.run_ids[0].with_context(lang="en_US").origin_label
        self.assertIn("Eid al-Fitr", words)
        occasion.active = False
        following = occasion.with_context(active_test=False).day_ids.sorted("date")[1]
        self.fired_on(rule, following.date)
        self.assertEqual(len(rule.run_ids), count)

    def test_a_rule_of_an_occasion_says_which(self):
        with self.assertRaises(ValidationError):
            self.rule("occasion")

    def test_coming_birthdays_are_found_and_sorted(self):
        Partner = self.env["res.partner"]
        domain = [("club_birthday", "!=", False), ("name", "=like", "M%")]
        today = self.member(1, date(1991, 11, 24))
        soon = self.member(2, date(1990, 12, 1), "gregorian")
        later = self.member(3, date(1992, 3, 20))  # 30 Esfand
        last = self.member(4, date(1990, 11, 20), "gregorian")
        order = "club_next_birthday, id"
        self.assertEqual(Partner.search(domain, order=order), today | soon | later | last)
        self.assertEqual(
            Partner.search(domain, order="club_next_birthday desc"), last | later | soon | today
        )
        for until, expected in (
            ("today", today),
            ("today +7d", today | soon),
            (date(2027, 3, 19), today | soon),
            (date(2027, 3, 20), today | soon | later),
        ):
            with self.subTest(until=until):
                found = Partner.search([*domain, ("club_next_birthday", "<=", until)], order=order)
                self.assertEqual(found, expected)
        after = Partner.search([*domain, ("club_next_birthday", ">", date(2027, 3, 20))])
        self.assertEqual(after, last)
        self.assertEqual(
            (later.club_next_birthday, later.club_birthday_left), (date(2027, 3, 20), 116)
        )
        self.assertEqual(today.club_birthday_age, 35)

    def test_the_search_uses_the_indexes(self):
        rule = self.rule("birthday")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(
            row[0]
            for row in self.env.execute_query(
                SQL("EXPLAIN %s", rule._trigger_birthday(date(2026, 11, 24)))
            )
        )
        self.assertIn("club_birthday_jalali_idx", plan)
        self.assertNotIn("Seq Scan on res_partner", plan)

    @freeze_time("2027-03-19 12:00:00")
    def test_the_next_one_of_a_leap_day(self):
        member = self.member(1, date(1992, 3, 20))
        self.assertEqual(member.club_next_birthday, date(2027, 3, 20))
