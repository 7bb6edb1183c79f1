"""The member's page: what it shows, in Persian, and that it shows nothing else."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import NOON
from .test_club_points import SECOND, PointsCase


class PageCase(PointsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.program.with_context(lang="fa_IR").portal_point_name = "امتیاز"
        cls.coupons = cls.env["loyalty.program"].create(
            {
                "name": "تخفیف خرید بعدی",
                "program_type": "coupons",
                "applies_on": "current",
                "company_id": cls.company.id,
                "reward_ids": [(0, 0, {"reward_type": "discount", "discount": 10})],
            }
        )
        cls.coupons.reward_ids.description = "۱۰٪ تخفیف"
        cls.env["loyalty.reward"].create(
            {
                "program_id": cls.program.id,
                "reward_type": "discount",
                "discount": 5,
                "required_points": 50,
                "description": "۵٪ تخفیف سفارش",
            }
        )
        Level = cls.env["club.level"]
        cls.silver = Level.create(
            {
                "name": "نقره‌ای",
                "sequence": 1,
                "min_points": 20,
                "color": 8,
                "benefits": "پیک رایگان\n\nهدیهٔ تولد",
                "company_id": cls.company.id,
            }
        )
        cls.gold = Level.create(
            {"name": "طلایی", "sequence": 2, "min_points": 1050, "company_id": cls.company.id}
        )
        with freeze_time(NOON):
            cls.env["club.visit"]._register_entries(
                [cls.entry(cls), cls.entry(cls, minutes=60), cls.entry(cls, SECOND)]
            )
        cls.member = cls.env["res.partner"].search([("club_mobile", "=", "+989121234567")])
        cls.member.write({"name": "سارا محمدی", "email": "sara@example.com"})

    def give(self, until=None, points=1):
        with freeze_time(NOON):
            [card] = self.env["club.deed"]._give(
                self.coupons, [self.member.id], points, until=until
            )
        return card

    def page(self, partner=None, company=None):
        partner = (partner or self.member).with_context(lang="fa_IR")
        with freeze_time(NOON):
            return partner._club_member_page((company or self.company).with_context(lang="fa_IR"))


@tagged("post_install", "-at_install")
class TestMemberPage(PageCase):
    def test_balance_level_and_the_way(self):
        page = self.page()
        self.assertEqual(page["balances"], [{"amount": "۲۰", "name": "امتیاز"}])
        self.assertEqual(page["level"]["name"], "نقره‌ای")
        self.assertEqual(page["level"]["benefits"], ["پیک رایگان", "هدیهٔ تولد"])
        self.assertEqual(page["level"]["since"], "۱۴۰۵/۰۹/۰۳")
        self.assertEqual(page["next"]["name"], "طلایی")
        self.assertEqual(page["next"]["way"], "۱٬۰۳۰ امتیاز دیگر تا طلایی")
        self.assertEqual(page["rewards"], [
            {"name": "۵٪ تخفیف سفارش", "points": "۵۰", "enough": False}
        ])  # fmt: skip

    def test_ways_in_words(self):
        self.gold.write({"min_visits": 5})
        self.assertEqual(self.page()["next"]["way"], "۱٬۰۳۰ امتیاز دیگر یا ۳ بازدید دیگر تا طلایی")
        self.gold.both = True
        self.assertEqual(self.page()["next"]["way"], "۱٬۰۳۰ امتیاز دیگر و ۳ بازدید دیگر تا طلایی")
        self.gold.min_points = 0
        self.assertEqual(self.page()["next"]["way"], "۳ بازدید دیگر تا طلایی")
        self.gold.action_archive()
        self.assertFalse(self.page()["next"])

    def test_coupons_that_can_still_be_used(self):
        late, soon = self.give(date(2027, 1, 1)), self.give(date(2026, 11, 26))
        endless = self.give()
        self.give(date(2026, 11, 23))
        self.give(points=0)
        self.assertEqual(
            [(each["code"], each["until"], each["soon"]) for each in self.page()["coupons"]],
            [
                (soon.code, "۱۴۰۵/۰۹/۰۵", True),
                (late.code, "۱۴۰۵/۱۰/۱۱", False),
                (endless.code, None, False),
            ],
        )
        self.assertEqual(self.page()["coupons"][0]["gives"], ["۱۰٪ تخفیف"])
        self.coupons.action_archive()
        self.assertFalse(self.page()["coupons"])

    def test_the_last_lines_of_the_history(self):
        with freeze_time(NOON + timedelta(days=1)):
            self.member.club_visit_ids[0]._void("wrong")
        lines = self.page()["history"]
        came = ("+۱۰", False, "۱۴۰۵/۰۹/۰۳")
        self.assertEqual(
            [(each["amount"], each["down"], each["day"]) for each in lines],
            [("−۱۰", True, "۱۴۰۵/۰۹/۰۴"), came, came],
        )
        self.assertEqual(lines[2]["words"], "بازدید شمارهٔ ۱")

    def test_tickets_and_money_stand_beside_points(self):
        tickets = self.env["loyalty.program"].create(
            {
                "name": "قرعه‌کشی",
                "program_type": "loyalty",
                "applies_on": "both",
                "company_id": self.company.id,
            }
        )
        tickets.portal_point_name = "بلیت قرعه‌کشی"
        self.env["club.deed"]._give(tickets, [self.member.id], 3)
        self.assertEqual(
            self.page()["balances"],
            [{"amount": "۲۰", "name": "امتیاز"}, {"amount": "۳", "name": "بلیت قرعه‌کشی"}],
        )

    def test_nothing_of_other_people_and_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.page(company=other)
        self.assertFalse(any(theirs.values()))
        self.assertEqual(self.page(self.partner(SECOND))["balances"][0]["amount"], "۱۰")

    def test_staff_send_it(self):
        clerk = self.club_user("page_clerk", "customer_club.group_club_user")
        self.member.with_user(clerk).action_club_send_page()
        message = self.member.club_message_ids[0]
        self.assertIn("/c/", message.body)
        self.assertIn("سارا محمدی", message.body)
        self.assertEqual((message.purpose, message.rule_label), ("service", "Member's page"))
        link = self.env["club.link"].search([("partner_id", "=", self.member.id)])
        self.assertEqual((link.kind, bool(link.expires_at)), ("member", True))
        with self.assertRaises(UserError):
            self.env["res.partner"].create({"name": "Nobody"}).action_club_send_page()
        internal = self.club_user("page_internal", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["club.level"].with_user(internal).search([])


@tagged("post_install", "-at_install")
class TestMemberPageHttp(PageCase, HttpCase):
    def open(self, link, **options):
        return self.url_open("/c/" + link.rpartition("/c/")[2], **options)

    def link(self):
        [address] = self.env["res.partner"]._club_member_links(
            self.company, self.member, ["test:1"]
        )
        return address

    def test_what_a_phone_shows(self):
        card = self.give(date(2099, 1, 1))
        answer = self.open(self.link())
        self.assertEqual(answer.status_code, 200)
        text = answer.text
        for shown in ('dir="rtl"', "۲۰", "امتیاز", "نقره‌ای", "پیک رایگان", card.code, "طلایی"):
            self.assertIn(shown, text)
        for hidden in ("سارا", "محمدی", "sara@example.com", "9121234567", "۹۱۲۱۲۳۴۵۶۷"):
            self.assertNotIn(hidden, text)
        self.assertNotIn("<script", text)
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_nobody_is_there_any_more(self):
        link = self.link()
        before = self.open("x/c/" + "A" * 12)
        self.env["club.personal.data"]._erase(self.member, "asked for it")
        after = self.open(link)
        self.assertEqual(after.status_code, before.status_code)
        self.assertNotIn("۲۰", after.text)

    def test_nothing_can_be_sent_to_it(self):
        answer = self.open(self.link(), data={"points": "1000", "name": "x"})
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(sum(self.cards(self.member).mapped("points")), 20)
