"""The page behind a member's link, as a stranger's phone asks for it."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from odoo.addons.customer_club.tools.digits import to_persian_digits

from .common import NOW
from .referral_case import ReferralCase


@tagged("post_install", "-at_install", "ladder_http")
class TestReferralLink(ReferralCase, HttpCase):
    def page(self, address, **data):
        return self.url_open(address.replace(self.base_url(), ""), data=data or None)

    def address(self):
        return self.env["ladder.referral.code"]._links(self.company, self.maryam.ids)[
            self.maryam.id
        ]

    def test_from_the_link_to_the_referral(self):
        code, address = self.address()
        self.assertEqual(self.address(), (code, address), "one link for good")
        page = self.page(address)
        self.assertEqual(page.status_code, 200)
        self.assertIn(to_persian_digits(code), page.text)
        self.assertNotIn("مریم", page.text, "who recommends is not told to whoever has the link")
        Invite = self.env["ladder.referral.invite"]
        self.assertFalse(Invite.search_count([]), "reading leaves nothing")
        wrong = self.page(address, mobile="<script>12")
        self.assertEqual(wrong.status_code, 200)
        self.assertNotIn("<script>12", wrong.text)
        self.assertFalse(Invite.search_count([]))
        for _twice in range(2):
            self.assertEqual(self.page(address, mobile="۰۹۱۲۱۲۳۰۰۰۷").status_code, 200)
        self.assertEqual(Invite.search([]).mobile, "+989121230007")
        [result] = self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": "+989121230007",
                    "visited_at": self.env.cr.now(),
                    "tag_id": self.buying_tag.id,
                    "group_id": False,
                    "source": "keypad",
                    "origin": "test:link",
                    "company_id": self.company.id,
                    "merge_minutes": 10,
                    "silent_reason": False,
                }
            ]
        )
        while self.env["ladder.dirty"]._drain(100):
            pass
        self.assertFalse(Invite.search_count([]))
        referral = self.maryam.ladder_referral_ids
        self.assertEqual((referral.source, referral.state), ("link", "waiting"))
        self.assertEqual(referral.referred_id.id, result["partner_id"])

    def test_a_member_who_leaves_the_number_is_known(self):
        _code, address = self.address()
        old = self.partner("سارا", club_mobile="+989121230008", club_joined_on="2025-05-05")
        answer = self.page(address, mobile="09121230008")
        new = self.page(address, mobile="09121230009")
        strip = [text.replace("09121230008", "").replace("09121230009", "") for text in
                 (answer.text, new.text)]  # fmt: skip
        self.assertEqual(*strip, "the page does not tell who is a member")
        self.env["ladder.engine"]._evaluate(old.ids)
        self.assertEqual(self.maryam.ladder_referral_ids.reason, "known")

    def test_only_so_many_a_day(self):
        code = self.env["ladder.referral.code"]
        code._links(self.company, self.maryam.ids)
        code = code.search([("partner_id", "=", self.maryam.id)])
        Invite = self.env["ladder.referral.invite"]
        for number in range(20):
            self.assertIsNone(Invite._leave(code, f"091212300{number:02}"))
        self.assertTrue(Invite._leave(code, "09121230099"))
        self.assertEqual(Invite.search_count([]), 20)

    def test_an_erased_member_leaves_nothing(self):
        _code, address = self.address()
        self.page(address, mobile="09121230007")
        for model in ("ladder.referral.code", "ladder.referral.invite"):
            self.env[model]._personal_data_erase(self.maryam, {"+989121230007"})
        self.assertFalse(self.env["ladder.referral.invite"].search_count([]))
        self.assertEqual(self.page(address).status_code, 404)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReferralText(ReferralCase):
    def test_members_are_told_their_code(self):
        marketer = new_test_user(
            self.env, login="referral_m", groups="customer_club.group_club_marketer"
        )
        nobody = self.partner("بی‌شماره")
        members = (self.maryam | nobody).with_user(marketer)
        for _twice in range(2):
            members.action_ladder_send_referral_code()
        text = self.env["club.message"].search([("rule_key", "=", "referral:invite")])
        self.assertEqual((text.partner_id, text.purpose), (self.maryam, "advertising"))
        code, address = self.env["ladder.referral.code"]._links(self.company, self.maryam.ids)[
            self.maryam.id
        ]
        self.assertIn(to_persian_digits(code), text.body)
        self.assertIn(address, text.body)
        self.assertTrue(text.rule_label)

    def test_the_form_asks_for_the_code(self):
        self.env["club.form"]._for_all(self.company)
        form = self.env["club.form"].search([("company_id", "=", self.company.id)], limit=1)
        form.question_ids.filtered(lambda q: q.field == "ladder_referral_code").unlink()
        form.question_ids = [(0, 0, {"field": "ladder_referral_code", "ask_hand": True})]
        sara = self.partner("سارا", club_mobile="+989121230002")
        asked = {question["name"] for question in form._fields_asked(sara, "hand")}
        self.assertIn("ladder_referral_code", asked)
        with self.assertRaises(UserError):
            form._accept(sara, {"ladder_referral_code": "123456"})
        form._accept(sara, {"ladder_referral_code": to_persian_digits(self.code())})
        self.assertEqual(self.maryam.ladder_referral_ids.source, "form")
        asked = {question["name"] for question in form._fields_asked(sara, "hand")}
        self.assertNotIn("ladder_referral_code", asked)

    def test_the_members_page_tells_the_code(self):
        page = self.maryam._club_member_page(self.company)
        self.assertFalse(page["referral"], "reading makes nothing")
        code, address = self.env["ladder.referral.code"]._links(self.company, self.maryam.ids)[
            self.maryam.id
        ]
        page = self.maryam.with_context(lang="fa_IR")._club_member_page(self.company)
        self.assertEqual(page["referral"], {"code": to_persian_digits(code), "link": address})
        self.program.running = False
        self.assertFalse(self.maryam._club_member_page(self.company)["referral"])
