from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.club_pace import WEEKDAYS
from .common import NOON
from .test_club_rule import RuleCase

NIGHT = datetime(2026, 11, 24, 20, 30)  # midnight in Tehran
MORNING = datetime(2026, 11, 25, 4, 30)  # eight o'clock there


@tagged("post_install", "-at_install")
class TestClubPace(RuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["res.partner"].create({"name": "سارا", "club_mobile": "09351110002"})

    def letter(self, purpose="advertising", **values):
        return self.env["club.message"].create(
            {
                "partner_id": self.member.id,
                "company_id": self.company.id,
                "number": self.member.club_mobile,
                "body": f"Text {purpose}",
                "purpose": purpose,
                "rule_key": "test",
                "origin": f"test:{self.env['club.message'].search_count([])}",
                **values,
            }
        )

    def test_at_night_all_but_answers_wait_for_the_morning(self):
        ad, birthday = self.letter(), self.letter("service")
        with freeze_time(NIGHT):
            [result] = self.press(self.entry(visited_at=NIGHT))
            self.work()
            answer = self.env["club.visit"].browse(result["visit_id"]).message_ids
            self.assertEqual(answer.state, "queued", "the customer stands at the counter")
            for message in (ad, birthday):
                self.assertEqual((message.state, message.reason_code), ("held", "quiet_hours"))
                self.assertEqual(message.held_until, MORNING)
                self.assertTrue(message.reason)
        with freeze_time(MORNING):
            self.work()
        self.assertEqual((ad.state, birthday.state), ("queued", "queued"))
        self.assertFalse(ad.reason)

    def test_service_texts_at_night_where_the_manager_wants_them(self):
        self.pace.quiet_service = False
        ad, birthday = self.letter(), self.letter("service")
        with freeze_time(NIGHT):
            self.work()
        self.assertEqual((ad.state, birthday.state), ("held", "queued"))

    def test_a_quiet_day(self):
        self.pace.tuesday = True  # today
        ad = self.letter()
        self.work()
        self.assertEqual((ad.reason_code, ad.held_until), ("quiet_day", MORNING))

    def test_a_day_of_mourning(self):
        company = type(self.company)
        self.patch(company, "_club_quiet_dates", lambda self, first, last: {first})
        ad = self.letter()
        self.work()
        self.assertEqual((ad.reason_code, ad.held_until), ("quiet_day", MORNING))

    def test_nobody_gets_more_than_the_cap(self):
        self.pace.write({"cap": 2, "cap_days": 10})
        ads = self.letter() + self.letter() + self.letter() + self.letter()
        other = self.letter("service")
        self.work()
        self.assertEqual(ads.mapped("state"), ["queued", "queued", "held", "held"])
        self.assertEqual(other.state, "queued")
        self.assertEqual(ads[2].reason_code, "cap")
        self.assertEqual(ads[2].held_until, NOON + timedelta(days=10))
        with freeze_time(NOON + timedelta(days=10, minutes=1)):
            self.work()
        self.assertEqual(ads.mapped("state"), ["queued"] * 4)

    def test_a_held_greeting_that_makes_no_sense_any_more_is_cancelled(self):
        self.pace.write({"cap": 1, "cap_days": 30})
        self.letter()
        ad = self.letter(expires_at=NOON + timedelta(days=2))
        self.work()
        self.assertEqual(ad.held_until, NOON + timedelta(days=2))
        with freeze_time(NOON + timedelta(days=2)):
            self.work()
        self.assertEqual((ad.state, ad.reason_code), ("cancelled", "expired"))

    def test_two_do_not_come_together(self):
        self.pace.together_minutes = 90
        first, second = self.letter("service"), self.letter()
        self.work()
        self.assertEqual(first.state, "queued")
        self.assertEqual((second.state, second.reason_code), ("held", "together"))
        self.assertEqual(second.held_until, NOON + timedelta(minutes=90))

    def test_two_become_one(self):
        self.pace.write({"together_minutes": 90, "together": "join"})
        ads = self.letter() + self.letter()
        self.work()
        self.assertEqual(ads.mapped("state"), ["queued", "cancelled"])
        self.assertEqual(ads[0].body, "Text advertising\nText advertising")
        self.assertEqual((ads[1].reason_code, ads[1].joined_id), ("joined", ads[0]))

    def test_only_managers_set_it_and_one_day_is_left(self):
        marketer = new_test_user(
            self.env,
            "marketer",
            "customer_club.group_club_marketer",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        manager = new_test_user(
            self.env,
            "boss",
            "customer_club.group_club_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.assertEqual(self.pace.with_user(marketer).cap, self.pace.cap)
        with self.assertRaises(AccessError):
            self.pace.with_user(marketer).cap = 0
        self.pace.with_user(manager).cap = 7
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["club.pace"]._for(other)
        with self.assertRaises(AccessError):
            stranger.with_user(manager).cap = 7
        with self.assertRaises(ValidationError):
            self.pace.write(dict.fromkeys(WEEKDAYS, True))
        rule = self.rule("first_visit")
        rule.with_user(marketer).name = "Renamed"
        clerk = new_test_user(
            self.env,
            "clerk",
            "customer_club.group_club_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with self.assertRaises(AccessError):
            rule.with_user(clerk).name = "No"
        action = self.env["club.pace"].with_user(clerk).action_open()
        self.assertEqual(action["res_model"], "club.pace")
