from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..controllers import personal_link
from .common import ClubCase

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/129.0.0.0 Mobile Safari/537.36"
)


class LinkCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["res.partner"].create(
            {"name": "سارا احمدی", "club_mobile": "09121234567", "lang": "en_US"}
        )

    def mint(self, **values):
        row = {"kind": "url", "target": "https://example.com/yalda", "partner_id": self.member.id}
        [url] = self.env["club.link"]._mint(self.company, [{**row, **values}])
        return url

    def link(self, url):
        return self.env["club.link"].search([("token", "=", url.rpartition("/")[2])])


@tagged("post_install", "-at_install")
class TestClubLink(LinkCase):
    def test_addresses_come_in_the_order_of_the_rows(self):
        end = fields.Datetime.now() + timedelta(days=3)
        rows = [
            {"kind": "url", "target": f"https://example.com/{n}", "partner_id": self.member.id}
            for n in range(50)
        ]
        rows.append({"kind": "form", "rule_key": "rule:1", "origin": "run:1", "expires_at": end})
        before = self.env["club.link"].search_count([])
        urls = self.env["club.link"]._mint(self.company, rows)
        self.assertEqual(len(set(urls)), 51)
        base = self.company.get_base_url()
        for number, url in enumerate(urls[:50]):
            self.assertRegex(url, rf"^{base}/c/[0-9A-Za-z]{{12}}$")
            self.assertEqual(self.link(url).target, f"https://example.com/{number}")
            self.assertEqual(self.link(url)._url(), url)
        self.assertRecordValues(
            self.link(urls[50]),
            [
                {
                    "kind": "form",
                    "rule_key": "rule:1",
                    "origin": "run:1",
                    "expires_at": end,
                    "company_id": self.company.id,
                    "partner_id": False,
                    "clicks": 0,
                    "first_click_at": False,
                }
            ],
        )
        self.assertEqual(self.env["club.link"].search_count([]), before + 51)
        self.assertEqual(self.env["club.link"]._mint(self.company, []), [])

    def test_one_statement_whatever_the_number(self):
        rows = [{"kind": "form", "partner_id": self.member.id}] * 2000
        self.env["club.link"]._mint(self.company, rows[:1])
        with self.assertQueryCount(1):
            self.env["club.link"]._mint(self.company, rows)

    def test_a_link_leads_to_the_web_alone(self):
        for bad in ("javascript:alert(1)", "ftp://x", "//example.com", "", None):
            with (
                self.subTest(bad),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.mint(target=bad)

    def test_the_first_click_fires_the_rules_and_later_ones_count(self):
        rule = self.env["club.rule"].create(
            {
                "name": "Clicked",
                "trigger": "message_clicked",
                "text": "Thank you",
                "company_id": self.company.id,
            }
        )
        link = self.link(self.mint())
        link._clicked()
        first = link.first_click_at
        self.assertTrue(first)
        link._clicked()
        self.assertEqual((link.clicks, link.first_click_at), (2, first))
        self.assertEqual(rule.run_ids.partner_id, self.member)
        self.assertEqual(rule.run_ids.mapped("origin"), [f"click:{link.id}"])

    def test_ended_and_unknown_are_the_same(self):
        Link = self.env["club.link"]
        url = self.mint(expires_at=fields.Datetime.now() - timedelta(seconds=1))
        ended = url.rpartition("/")[2]
        for token in (
            ended,
            "AAAAAAAAAAAA",
            "",
            None,
            "-",
            "x" * 5000,
            "a\x00bcdefghijk",
            "۱" * 12,
        ):
            self.env.flush_all()
            with self.subTest(token), self.assertQueryCount(1):
                self.assertFalse(Link._by_token(token))

    def test_old_links_that_nobody_opened_are_forgotten(self):
        long_ago = fields.Datetime.now() - timedelta(days=200)
        old, opened = (self.link(self.mint(expires_at=long_ago)) for _ in range(2))
        young = self.link(self.mint(expires_at=fields.Datetime.now()))
        opened._clicked()
        self.env["club.link"]._gc_links()
        self.env.invalidate_all()
        self.assertEqual((old | opened | young).exists(), opened | young)

    def test_erasing_a_person_ends_the_links(self):
        link = self.link(self.mint())
        form = self.link(self.mint(kind="form", target=None, rule_key="rule:1", origin="run:7"))
        link._clicked()
        records, names = self.env["club.link"].sudo()._personal_data_records(self.member, [])
        self.assertEqual(records, link | form)
        self.assertLessEqual(set(names), set(records._fields))
        self.env["club.personal.data"]._erase(self.member, "asked")
        self.assertFalse((link | form).partner_id)
        self.assertFalse((link | form).filtered("origin"))
        self.assertEqual(link.clicks, 1)
        for one in link | form:
            self.assertFalse(self.env["club.link"]._by_token(one.token))

    def test_rights(self):
        link = self.link(self.mint())
        reader = self.club_user("link_user", "customer_club.group_club_user")
        self.assertEqual(link.with_user(reader).kind, "url")
        with self.assertRaises(AccessError):
            link.with_user(reader).token  # noqa: B018
        manager = self.club_user("link_manager", "customer_club.group_club_manager")
        for values in ({"clicks": 7}, {"expires_at": False}):
            with self.assertRaises(AccessError):
                link.with_user(manager).write(values)
        with self.assertRaises(AccessError):
            link.with_user(manager).unlink()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="link_stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        there = (
            self.env["club.link"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        )
        self.assertFalse(there.search([("id", "=", link.id)]))
        clerk = self.club_user("link_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            link.with_user(clerk).read(["kind"])


@tagged("post_install", "-at_install")
class TestClubLinkPage(LinkCase, HttpCase):
    def fetch(self, url, method="GET", agent=PHONE, **headers):
        return self.url_open(
            "/c/" + url.rpartition("/")[2],
            allow_redirects=False,
            method=method,
            headers={"User-Agent": agent, **headers},
        )

    def test_a_person_is_led_on_and_counted(self):
        url = self.mint()
        for clicks in (1, 2):
            response = self.fetch(url)
            self.assertEqual(response.status_code, 303)
            self.assertEqual(response.headers["Location"], "https://example.com/yalda")
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
            self.env.invalidate_all()
            self.assertEqual(self.link(url).clicks, clicks)

    def test_programs_are_led_on_and_not_counted(self):
        url = self.mint()
        for agent in ("WhatsApp/2.23.20.0", "TelegramBot (like TwitterBot)", "curl/8.1", ""):
            self.assertEqual(self.fetch(url, agent=agent).status_code, 303, agent)
        self.assertEqual(self.fetch(url, method="HEAD").status_code, 303)
        self.assertEqual(self.fetch(url, **{"Sec-Purpose": "prefetch"}).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.link(url).clicks, 0)

    def test_nothing_is_told_of_what_is_not_there(self):
        ended = self.mint(expires_at=fields.Datetime.now() - timedelta(seconds=1))
        answers = [self.fetch(ended), self.fetch("AAAAAAAAAAAA"), self.fetch("../etc%2fpasswd")]
        self.assertEqual({answer.status_code for answer in answers[:2]}, {404})
        self.assertEqual(answers[0].content, answers[1].content)
        names = [{name for name in answer.headers if name != "Date"} for answer in answers[:2]]
        self.assertEqual(names[0], names[1])
        self.assertNotIn("Set-Cookie", answers[0].headers)

    def test_an_address_that_asks_too_often_waits(self):
        url = self.mint()
        self.env["ir.config_parameter"].set_param("customer_club.link_rate", "3")
        personal_link._crowd.second = 0
        states = [self.fetch(url).status_code for _ in range(9)]
        # A new span may begin on the way.
        self.assertIn(429, states)
        self.assertEqual(set(states), {303, 429})
        self.assertIn("Retry-After", self.fetch(url).headers)
