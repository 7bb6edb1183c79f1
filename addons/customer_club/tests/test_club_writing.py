from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubWriting(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            level: cls.club_user(f"writing_{level}", group, lang="en_US")
            for level, group in (
                ("outsider", "base.group_user"),
                ("user", "customer_club.group_club_user"),
                ("marketer", "customer_club.group_club_marketer"),
            )
        }
        cls.users["marketer"].partner_id.phone = "0912 999 8877"

    def writing(self, level="marketer"):
        return (
            self.env["club.writing"]
            .with_user(self.users[level])
            .with_context(allowed_company_ids=self.company.ids, lang="en_US")
        )

    def tests_sent(self):
        return self.env["club.message"].search([("rule_key", "=", "test")], order="id")

    def test_facts(self):
        self.company.write({"club_part_price": 250, "phone": "021 1234", "street": "نادری ۱۲"})
        facts = self.writing().facts(["code"])
        self.assertEqual(facts["sender"], self.company.name)
        self.assertEqual(facts["price"], 250)
        self.assertEqual(facts["mobile"], "09129998877")
        self.assertEqual(facts["card"]["address"], "نادری ۱۲")
        names = [placeholder["name"] for placeholder in facts["placeholders"]]
        self.assertEqual(
            names, ["name", "visits", "company", "tag", "form", "preferences", "member", "code"]
        )
        self.assertNotIn("code", [p["name"] for p in self.writing().facts()["placeholders"]])

    def test_placeholders_are_spelled_for_the_shop_s_customers(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        tokens = [p["token"] for p in self.writing().facts()["placeholders"]]
        self.assertEqual(
            tokens,
            ["{نام}", "{بازدید}", "{فروشگاه}", "{برچسب}", "{فرم}", "{خواسته‌ها}", "{صفحه من}"],
        )
        visits = self.writing().facts()["placeholders"][1]
        self.assertEqual(visits["value"], "۳")

    def test_checks_are_sentences(self):
        found = self.writing().check("Hi {nmae}, t.me/x", "advertising")
        self.assertEqual(
            [finding["code"] for finding in found], ["unknown_placeholder", "link", "no_optout"]
        )
        self.assertIn("nmae", found[0]["text"])
        self.assertIn("t.me/x", found[1]["text"])
        self.assertIn("لغو11", found[2]["text"])
        self.company.club_links_allowed = True
        self.assertFalse(self.writing().check("t.me/x"))
        self.company.name = "فروشگاه بزرگ لوازم خانگی نادری و پسران"
        [finding] = self.writing().check("از {company}")
        self.assertEqual(finding["code"], "long_value")
        self.assertFalse(self.writing().check("سلام {name}"))

    def test_a_test_takes_the_road_of_all_texts(self):
        self.assertEqual(self.writing().send_test("سلام {name} {code}", ["code"]), "09129998877")
        message = self.tests_sent()
        self.assertRecordValues(
            message,
            [
                {
                    "number": "+989129998877",
                    "partner_id": self.users["marketer"].partner_id.id,
                    "purpose": "service",
                    "state": "planned",
                    "rule_key": "test",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertNotIn("{", message.body)
        self.assertIn("test", message.with_context(lang="en_US").rule_label.lower())
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_club.ir_cron_club_message_dispatch")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual(message.state, "queued")

    def test_so_many_tests_an_hour(self):
        for _n in range(10):
            self.writing().send_test("سلام")
        with self.assertRaises(UserError):
            self.writing().send_test("سلام")
        self.assertEqual(len(self.tests_sent()), 10)

    def test_without_a_mobile_or_a_text(self):
        with self.assertRaises(UserError):
            self.writing().send_test("  ")
        self.users["marketer"].partner_id.phone = "021 1234567"
        with self.assertRaises(UserError):
            self.writing().send_test("سلام")
        self.assertFalse(self.writing().facts()["mobile"])

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.writing("outsider").facts()
        with self.assertRaises(AccessError):
            self.writing("outsider").check("x")
        with self.assertRaises(AccessError):
            self.writing("user").send_test("سلام")
        self.assertTrue(self.writing("user").facts()["placeholders"])

    def test_garbage_is_no_error(self):
        for text in (None, False, 7, ["x"], "{" * 5000):
            with self.subTest(text=str(text)[:9]):
                self.assertIsInstance(self.writing().check(text), list)
        self.assertEqual(len(self.writing().facts(["nonsense"])["placeholders"]), 7)
