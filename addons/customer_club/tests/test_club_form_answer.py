from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_club_form import FormCase


@tagged("post_install", "-at_install")
class TestClubFormAnswer(FormCase):
    def test_answers_go_to_the_record_and_fire_the_rules_once(self):
        rule = self.env["club.rule"].create(
            {
                "name": "Thanks",
                "trigger": "form_completed",
                "text": "Thank you",
                "company_id": self.company.id,
            }
        )
        self.form.consent_wording = "{company} may write"
        link = self.link()
        template, page = link._page(None)
        self.assertEqual(template, "customer_club.form_page")
        self.assertEqual(page["consent"], "کافه نادری may write")
        post = {
            "name": "  سارا \u200f احمدی ",
            "club_birthday_year": "1370",
            "club_birthday_month": "۵",
            "club_birthday_day": "3",
            "club_profession": "معمار",
            "city": "شیراز",
            "email": "Sara@Example.COM",
            "club_income_band_id": str(self.band.id),
            f"club_preference_ids_{self.sweet.id}": "1",
            "club_social_ids_network": "telegram",
            "club_social_ids_handle": "instagram.com/Sara.Ahmadi",
            "consent": "1",
        }
        self.assertEqual(self.answer(link, **post), f"/c/{link.token}")
        self.assertRecordValues(
            self.member,
            [
                {
                    "name": "سارا احمدی",
                    "club_birthday": date(1991, 7, 25),
                    "club_birthday_calendar": "jalali",
                    "club_profession": "معمار",
                    "city": "شیراز",
                    "street": False,
                    "email": "sara@example.com",
                    "club_income_band_id": self.band.id,
                    "club_preference_ids": self.sweet.ids,
                }
            ],
        )
        profile = self.member.club_social_ids
        self.assertEqual((profile.network, profile.handle), ("instagram", "sara.ahmadi"))
        [given] = self.consents("advertising")
        self.assertEqual((given.given, given.channel), (True, "form"))
        self.assertEqual(given.wording, "کافه نادری may write")
        self.assertEqual(given.company_id, self.company)
        [data] = self.consents("data")
        self.assertIn(self.company.name, data.wording)
        self.assertEqual(rule.run_ids.origin, f"form:{link.id}")
        self.assertTrue(link.answered_at)
        # the phone's second tap, and the page that is loaded again
        self.answer(link, **post)
        self.assertEqual(len(self.consents("advertising") | self.consents("data")), 2)
        self.assertEqual(len(rule.run_ids), 1)
        self.assertEqual(len(self.member.club_social_ids), 1)
        self.assertTrue(link._page(None)[1]["done"])

    def test_what_the_link_gave_can_be_corrected_by_it_and_nothing_else(self):
        self.member.city = "تهران"
        link = self.link()
        self.answer(link, name="سارا")
        asked = [q["name"] for q in link._page({"step": "again"})[1]["asked"]]
        self.assertIn("name", asked)
        self.assertNotIn("city", asked)
        self.answer(link, name="سارا احمدی", city="کرج", street="x")
        self.assertEqual((self.member.name, self.member.city), ("سارا احمدی", "تهران"))
        self.assertEqual(self.member.street, "x")
        # another link of the same person asks for neither, and takes neither
        other = self.link()
        self.answer(other, name="Somebody", street="y", club_profession="p")
        self.assertEqual((self.member.name, self.member.street), ("سارا احمدی", "x"))

    def test_nothing_that_is_stored_is_shown(self):
        self.member.write({"name": "رازآلود", "city": "پنهان‌شهر", "street": "کوچهٔ نهان"})
        link = self.link()
        self.answer(link, club_profession="حرفهٔ مخفی")
        for post in (None, {"step": "again"}, {"step": "wishes"}, {"step": "not_me"}):
            template, values = link._page(post)
            html = str(self.env["ir.qweb"]._render(template, {**link._page_frame(), **values}))
            for secret in ("رازآلود", "پنهان‌شهر", "نهان", "مخفی", "912"):
                self.assertNotIn(secret, html, post)

    def test_mistakes_are_said_and_nothing_is_kept(self):
        link = self.link()
        _template, page = self.answer(
            link,
            name="n" * 121,
            email="nobody",
            club_birthday_year="1403",
            club_birthday_month="12",
            club_birthday_day="31",
            city="شیراز",
        )
        self.assertEqual(set(page["errors"]), {"name", "email", "club_birthday"})
        self.assertEqual(page["typed"]["city"], "شیراز")
        self.assertFalse(self.member.city)
        self.assertFalse(link.answered_at)
        _template, page = self.answer(link, consent="")
        self.assertTrue(page["error"])
        self.form.question_ids.filtered(lambda q: q.field == "city").required = True
        _template, page = self.answer(link, name="سارا")
        self.assertEqual(set(page["errors"]), {"city"})

    def test_other_people_s_words_are_not_taken(self):
        other = self.env["res.company"].create({"name": "Other"})
        band = self.env["club.income.band"].create({"name": "X", "company_id": other.id})
        _template, page = self.answer(self.link(), club_income_band_id=str(band.id))
        self.assertIn("club_income_band_id", page["errors"])
        self.answer(
            self.link(), name="س", club_visit_count="99", is_company="1", comment="x", id="1"
        )
        self.assertEqual(self.member.club_visit_count, 0)
        self.assertFalse(self.member.is_company)
        self.assertFalse(self.member.comment)

    def test_an_add_on_that_refuses_is_heard_and_nothing_is_kept(self):
        Form = self.env.registry["club.form"]

        def _accept(form, partner, values):
            partner.city = "kept?"
            raise UserError(form.env._("Nothing is filled in yet."))

        self.patch(Form, "_accept", _accept)
        link = self.link()
        _template, page = self.answer(link, name="سارا")
        self.assertEqual(page["error"], "Nothing is filled in yet.")
        self.assertFalse(self.member.city)
        self.assertFalse(link.answered_at)

    def test_a_word_on_advertising_is_asked_once(self):
        self.form.consent_wording = "May we?"
        link = self.link()
        self.assertTrue(link._page(None)[1]["consent"])
        self.env["club.consent"]._record(
            self.member, "advertising", False, "staff", company=self.company
        )
        self.assertFalse(link._page(None)[1]["consent"])
        self.answer(link, name="سارا", consent="1")
        self.assertEqual(self.consents("advertising").mapped("given"), [False])
