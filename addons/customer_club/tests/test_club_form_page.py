"""The pages behind a link, as a phone and as somebody who means harm sees them."""

import random
from datetime import timedelta
from urllib.parse import quote

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..controllers import personal_link
from .test_club_form import FormCase
from .test_club_link import PHONE

# What breaks pages: markup, SQL, templates, invisible letters, too much of everything.
NASTY = [
    "", " ", "\x00", "\u202e\u200b\ufeff", "<script>alert(1)</script>", "'; DROP TABLE x;--",
    "{{7*7}} ${7*7} {name}", "%s%n%d", "../../etc/passwd", "-1", "0", "9" * 400, "1e999", "NaN",
    "۱۴۰۵", "²", "true", "null", "[]", "a" * 5000, "\ud7ff", "😀" * 50, "\r\nSet-Cookie: x=1",
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestClubFormPage(FormCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("customer_club.link_rate", "0")
        personal_link._crowd.second = 0

    def fetch(self, token, data=None, method=None, **kwargs):
        return self.url_open(
            f"/c/{token}",
            data=data,
            method=method,
            headers={"User-Agent": PHONE},
            allow_redirects=False,
            **kwargs,
        )

    def test_from_link_to_thanks(self):
        self.form.consent_wording = "May we?"
        link = self.link("keypad")
        page = self.fetch(link.token)
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="club_birthday_year"', page.text)
        self.assertNotIn('name="street"', page.text)
        self.assertIn("May we?", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertNotIn("Set-Cookie", page.headers)
        self.assertNotIn("<script", page.text)
        post = {
            "step": "answer",
            "name": "سارا",
            "club_birthday_year": "1370",
            "club_birthday_month": "5",
            "club_birthday_day": "3",
            "consent": "1",
        }
        for _tap in range(2):
            sent = self.fetch(link.token, post)
            self.assertEqual(sent.status_code, 303)
            self.assertTrue(sent.headers["Location"].endswith(f"/c/{link.token}"))
        page = self.fetch(link.token)
        self.assertNotIn('<input type="text"', page.text)
        self.env.invalidate_all()
        self.assertEqual(self.member.name, "سارا")
        self.assertEqual(link.clicks, 2, "the two that were read, not those that were sent")
        self.assertEqual(len(self.consents("advertising")), 1)

    def test_persian_from_right_to_left_with_the_calendar_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["customer_club"], ["fa_IR"])
        self.member.lang = "fa_IR"
        link = self.link()
        page = self.fetch(link.token)
        self.assertIn('dir="rtl"', page.text)
        self.assertIn('lang="fa-IR"', page.text)
        self.assertIn("مرداد", page.text)
        self.assertIn("۱۳۷۰", page.text)
        self.assertIn("این من نیستم", page.text)

    def test_what_was_typed_comes_back_escaped(self):
        link = self.link()
        page = self.fetch(
            link.token, {"step": "answer", "name": '"><script>x', "email": "<img src=x>"}
        )
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<script", page.text)
        self.assertNotIn("<img", page.text)
        self.assertIn("&lt;script", page.text)

    def test_the_forms_steps_by_hand(self):
        link = self.link()
        for step, words in (
            ("wishes", "How may we write to you?"),
            ("not_me", "by mistake"),
            ("back", 'name="name"'),
            ("no_ads", "no more advertising"),
            ("not_me_sure", "Thank you for telling us"),
            ("again", "Thank you for telling us"),
        ):
            page = self.fetch(link.token, {"step": step})
            self.assertEqual(page.status_code, 200, step)
            self.assertIn(words, page.text, step)

    def test_ended_unknown_and_pages_that_are_not_there_are_one(self):
        ended = self.link(expires_at=fields.Datetime.now() + timedelta(days=1))
        ended.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        nobody = self.link(kind="preferences")
        nobody.partner_id = False
        orphan = self.link()
        orphan.partner_id = False
        pages = [
            self.fetch(token, data)
            for token in (ended.token, nobody.token, orphan.token, "AAAAAAAAAAAA", "x", "%00")
            for data in (None, {"step": "answer", "name": "x"}, {"step": "not_me_sure"})
        ]
        self.assertEqual({page.status_code for page in pages}, {404})
        self.assertEqual(len({page.content for page in pages}), 1)

    def test_garbage_is_answered_and_gives_nothing_away(self):
        """Any value in any field, any body of any type: never an error of the server."""
        dice = random.Random(1405)
        self.member.write({"city": "پنهان‌شهر", "comment": "رازآلود"})
        names = [
            "step", "name", "email", "consent", "club_income_band_id", "club_social_ids_network",
            "club_social_ids_handle", f"club_preference_ids_{self.sweet.id}", "token", "kind",
            *(f"club_birthday_{part}" for part in ("day", "month", "year")), "csrf_token", "self",
            "link", "values", "partner_id", "\x00", "ن",
        ]  # fmt: skip
        steps = ["answer", "answer", "again", "wishes", "not_me", "resume", "nothing", "", "x" * 99]
        tokens = [self.link().token, self.link(kind="preferences").token, "AAAAAAAAAAAA"]
        for _round in range(120):
            data = {name: dice.choice(NASTY) for name in dice.sample(names, dice.randint(0, 9))}
            data["step"] = dice.choice(steps + NASTY)
            page = self.fetch(dice.choice(tokens), data)
            self.assertIn(page.status_code, (200, 303, 404), data)
            for secret in ("پنهان‌شهر", "رازآلود", "Traceback"):
                self.assertNotIn(secret, page.text, data)
            self.assertNotIn("<script>", page.text, data)
        for body, kind in (
            (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
            (b"step=answer&name=%ff%fe&name=b", "application/x-www-form-urlencoded"),
            (b'{"step": "answer"}', "application/json"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"--x\r\n", "multipart/form-data"),
            (b"a=1", "text/xml"),
            (b"step=answer&name=" + b"a" * 100_000, "application/x-www-form-urlencoded"),
        ):
            page = self.url_open(
                f"/c/{tokens[0]}",
                data=body,
                headers={"User-Agent": PHONE, "Content-Type": kind},
                allow_redirects=False,
            )
            self.assertLess(page.status_code, 500, kind)
        upload = self.fetch(
            tokens[0], {"step": "answer"}, files={"name": ("x.txt", b"x"), "step": ("y", b"z")}
        )
        self.assertLess(upload.status_code, 500)
        for text in NASTY:
            page = self.fetch(quote(text[:200], safe=""))
            self.assertLess(page.status_code, 500, text)
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            self.assertLess(self.fetch(tokens[0], method=method).status_code, 500, method)
        self.env.invalidate_all()
        self.assertEqual(self.member.city, "پنهان‌شهر")
