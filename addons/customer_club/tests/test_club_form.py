from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import NOON, ClubCase


class FormCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "club_record_birthday": True,
                "club_record_job": True,
                "club_record_address": True,
                "club_record_email": True,
                "club_record_income": True,
                "club_record_preferences": True,
                "club_record_social": True,
            }
        )
        cls.form = cls.env["club.form"].search([("company_id", "=", cls.company.id)])
        cls.form.question_ids.write({"ask_hand": True})
        cls.sweet, cls.bitter = cls.env["club.preference"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("شیرین", "تلخ")]
        )
        cls.band = cls.env["club.income.band"].create(
            {"name": "متوسط", "company_id": cls.company.id}
        )
        cls.member = cls.env["res.partner"].create(
            {"name": "09121234567", "club_mobile": "09121234567", "lang": "en_US"}
        )

    def link(self, channel="hand", partner=None, **values):
        row = {
            "kind": "form",
            "partner_id": (partner or self.member).id,
            "form_id": self.form.id,
            "channel": channel,
            **values,
        }
        [url] = self.env["club.link"]._mint(self.company, [row])
        return self.env["club.link"]._by_token(url.rpartition("/")[2])

    def asked(self, channel="hand", partner=None, again=()):
        found = self.form._fields_asked(partner or self.member, channel, again)
        return [question["name"] for question in found]

    def answer(self, link, **post):
        return link._page({"step": "answer", **post})

    def consents(self, purpose, partner=None):
        return self.env["club.consent"].search(
            [("partner_id", "=", (partner or self.member).id), ("purpose", "=", purpose)],
            order="id",
        )


@tagged("post_install", "-at_install")
class TestClubForm(FormCase):
    def test_every_company_has_a_form_in_the_words_of_its_customers(self):
        self.assertEqual(len(self.form), 1)
        self.assertEqual(len(self.form.question_ids), len(self.form._questions()))
        self.env["club.form"]._for_all(self.company)
        self.assertEqual(
            self.env["club.form"].search_count([("company_id", "=", self.company.id)]), 1
        )

    def test_a_walk_in_is_not_asked_for_the_address_and_a_caller_is(self):
        self.assertEqual(self.asked("keypad"), ["name", "club_birthday"])
        self.assertIn("street", self.asked("phone"))
        self.assertNotIn("street", self.asked("sale"))

    def test_what_is_known_or_not_kept_is_not_asked(self):
        self.member.write({"name": "سارا", "city": "شیراز"})
        asked = self.asked()
        self.assertNotIn("name", asked)
        self.assertNotIn("city", asked)
        self.assertIn("club_income_band_id", asked)
        self.company.club_record_income = False
        self.assertNotIn("club_income_band_id", self.asked())
        self.assertIn("city", self.asked(again=["city"]))

    def test_the_form_of_the_group(self):
        own = self.env["club.form"].create(
            {"name": "VIP", "sequence": 1, "group_ids": self.group.ids, "valid_days": 3,
             "company_id": self.company.id}
        )  # fmt: skip
        guest = self.env["res.partner"].create({"name": "G", "club_mobile": "09121110000"})
        self.member.club_group_id = self.group
        found = self.env["club.form"]._for(self.company, [self.member.id, guest.id])
        self.assertEqual(found, {self.member.id: own.id, guest.id: self.form.id})
        own.active = False
        found = self.env["club.form"]._for(self.company, [self.member.id])
        self.assertEqual(found, {self.member.id: self.form.id})

    def test_words_are_checked(self):
        for values in (
            {"text": "without the link"},
            {"text": "{فرم} {نادان}"},
            {"intro": "{what}"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.form.write(values)
        self.form.text = "سلام {نام}: {فرم}"

    # Links in texts -------------------------------------------------------------------------------

    def test_a_text_of_a_tag_carries_each_customer_s_own_link(self):
        self.tag.welcome_text = "{name}: {فرم} {preferences}"
        self.press(
            self.entry("+989127770001"), self.entry("+989127770002", source="sale", minutes=1)
        )
        messages = self.env["club.message"].search(
            [("number", "in", ["+989127770001", "+989127770002"])], order="id"
        )
        self.assertEqual(len(messages), 2)
        for message, channel in zip(messages, ("keypad", "sale"), strict=True):
            links = self.env["club.link"].search([("origin", "=", message.origin)], order="kind")
            self.assertEqual(links.mapped("kind"), ["form", "preferences"])
            for link in links:
                self.assertIn(link._url(), message.body)
                self.assertEqual(link.partner_id, message.partner_id)
                self.assertEqual(link.visit_id, message.visit_id)
                self.assertEqual(link.rule_key, message.rule_key)
            self.assertEqual(links[0].channel, channel)
            self.assertEqual(links[0].form_id, self.form)
            days = (links[0].expires_at - fields.Datetime.now()).total_seconds() / 86400
            self.assertAlmostEqual(days, 14, places=2)

    def test_texts_without_links_cost_nothing_and_silent_ones_make_none(self):
        before = self.env["club.link"].search_count([])
        self.press(self.entry("+989127770003"))
        self.tag.welcome_text = "{form}"
        self.press(self.entry("+989127770004", silent_reason="late"))
        self.assertEqual(self.env["club.link"].search_count([]), before)
        message = self.env["club.message"].search([("number", "=", "+989127770004")])
        self.assertEqual((message.state, message.body), ("cancelled", "…"))

    def test_a_rule_that_waits_for_joining_knows_how_somebody_joined(self):
        rule = self.env["club.rule"].create(
            {"name": "Join", "trigger": "manual", "text": "{form}", "company_id": self.company.id}
        )
        self.member.sudo().club_joined_by = "import"
        self.env["club.rule"]._plan_events(
            self.company,
            [(rule.id, {"partner_id": self.member.id, "origin": "manual:1"})],
        )
        rule.run_ids._play_safely(rule)
        message = self.env["club.message"].search([("rule_id", "=", rule.id)])
        link = self.env["club.link"].search([("origin", "=", message.origin)])
        self.assertEqual((link.channel, link._url()), ("import", message.body))

    def test_previews_show_an_address_of_the_same_length(self):
        facts = self.env["club.writing"].facts()
        sample = next(p["value"] for p in facts["placeholders"] if p["name"] == "form")
        self.assertEqual(len(sample), len(self.link()._url()))
        simulator = self.env["club.rule.simulator"].new({"company_id": self.company.id})
        text = simulator._fill("{form}", self.member, {"visits": 1, "tag": ""})
        self.assertEqual(text, sample)

    # Answers --------------------------------------------------------------------------------------

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

    # Sending --------------------------------------------------------------------------------------

    def test_staff_send_the_form(self):
        clerk = self.club_user("form_clerk", "customer_club.group_club_user")
        wizard = (
            self.env["club.form.send"]
            .with_user(clerk)
            .with_context(active_ids=self.member.ids)
            .create({"channel": "phone"})
        )
        self.assertEqual(wizard.partner_ids, self.member)
        self.assertIn("Address", wizard.asked)
        wizard.action_send()
        wizard.action_send()
        [message] = self.member.club_message_ids
        self.assertEqual((message.rule_key, message.purpose), ("form", "service"))
        link = self.env["club.link"].search([("origin", "=", message.origin)], limit=1)
        self.assertEqual(link.channel, "phone")
        self.assertEqual(message.with_context(lang="en_US").rule_label, "Information form")
        wizard.text = "no link"
        with self.assertRaises(UserError):
            wizard.action_send()
        wizard.text = "{form} {ناشناس}"
        with self.assertRaises(UserError):
            wizard.action_send()
        stranger = self.env["res.partner"].create({"name": "No number"})
        wizard = wizard.with_context(active_ids=stranger.ids).create({})
        self.assertEqual((wizard.reach_count, wizard.refused_count), (0, 1))
        with self.assertRaises(UserError):
            wizard.action_send()

    def test_rights(self):
        clerk = self.club_user("form_reader", "customer_club.group_club_user")
        marketer = self.club_user("form_marketer", "customer_club.group_club_marketer")
        manager = self.club_user("form_manager", "customer_club.group_club_manager")
        with self.assertRaises(AccessError):
            self.form.with_user(clerk).intro = "x"
        self.form.with_user(marketer).intro = "x"
        self.form.question_ids[0].with_user(marketer).required = True
        with self.assertRaises(AccessError):
            self.form.with_user(marketer).copy()
        copy = self.form.with_user(manager).copy()
        self.assertEqual(len(copy.question_ids), len(self.form.question_ids))
        copy.unlink()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="form_stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        there = (
            self.env["club.form"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        )
        self.assertEqual(there.search([]).company_id, other)
        with self.assertRaises(AccessError):
            there.browse(self.form.id).read(["name"])
        user = self.club_user("form_nobody", "base.group_user")
        for model in ("club.form", "club.form.question", "club.link", "club.number.stop"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])
        # staff see a form on their own contact
        action = self.form.with_user(clerk).action_see()
        link = self.env["club.link"]._by_token(action["url"].rpartition("/")[2])
        self.assertEqual(link.partner_id, clerk.partner_id)
        self.assertLess(link.expires_at, fields.Datetime.now() + timedelta(hours=2))

    def test_counts(self):
        links = [self.link() for _ in range(3)]
        links[0]._clicked()
        links[1]._clicked()
        self.answer(links[1], name="سارا")
        self.form.invalidate_recordset()
        self.assertEqual(
            (self.form.sent_count, self.form.opened_count, self.form.answered_count), (3, 2, 1)
        )


@tagged("post_install", "-at_install")
class TestClubWishes(FormCase):
    def refused(self, purpose):
        found = self.env["club.consent"]._refused(self.member.ids, self.company, purpose)
        return bool(found)

    def wish(self, link, step):
        return link._page({"step": step})[1]

    def test_stop_advertising_stop_all_and_resume(self):
        link = self.link(kind="preferences", form_id=None)
        template, page = link._page(None)
        self.assertEqual(template, "customer_club.preferences_page")
        self.assertIsNone(page["chosen"])
        self.assertEqual((self.refused("advertising"), self.refused("service")), (False, False))
        self.assertEqual(self.wish(link, "no_ads")["chosen"], "no_ads")
        self.assertEqual((self.refused("advertising"), self.refused("service")), (True, False))
        listed = self.env["phone.blacklist"].search([("number", "=", self.member.club_mobile)])
        self.assertTrue(listed)
        said = self.consents("advertising")
        self.assertEqual(said[0].channel, "form")
        self.assertEqual(said[0].wording, "No advertising from کافه نادری, please")
        count = len(said)
        self.wish(link, "no_ads")
        self.assertEqual(len(self.consents("advertising")), count, "twice is once")
        self.wish(link, "nothing")
        self.assertEqual((self.refused("advertising"), self.refused("service")), (True, True))
        self.wish(link, "resume")
        self.assertEqual((self.refused("advertising"), self.refused("service")), (False, False))
        self.assertFalse(listed.active)
        self.assertEqual(self.wish(link, "anything")["chosen"], None)

    def test_wishes_from_the_form_s_page(self):
        link = self.link()
        self.assertEqual(link._page({"step": "wishes"})[0], "customer_club.preferences_page")
        self.wish(link, "nothing")
        self.assertTrue(self.refused("service"))

    def test_this_is_not_me(self):
        boss = self.club_user("form_boss", "customer_club.group_club_manager")
        self.form.user_id = boss
        self.press(self.entry())
        visit = self.member.club_visit_ids
        link = self.link(visit_id=visit.id)
        other = self.link(kind="preferences")
        page = link._page({"step": "not_me"})
        self.assertEqual(page, ("customer_club.not_me_page", {"sure": False}))
        self.assertFalse(link.disowned_at, "reading changes nothing")
        for _time in range(2):
            page = link._page({"step": "not_me_sure"})
            self.assertEqual(page, ("customer_club.not_me_page", {"sure": True}))
        self.assertTrue(visit.void_date)
        self.assertEqual(self.member.club_visit_count, 0)
        self.assertTrue(self.member.club_number_stopped)
        self.assertEqual((self.refused("advertising"), self.refused("service")), (True, True))
        activity = self.member.activity_ids
        self.assertEqual(activity.user_id, boss)
        self.assertIn("۰۹۱۲۱۲۳۴۵۶۷" if boss.lang == "fa_IR" else "09121234567", activity.summary)
        self.assertFalse(self.env["club.link"]._by_token(other.token))
        # nothing of the person is to be had or changed behind this link any more
        self.answer(link, name="Thief")
        self.assertNotEqual(self.member.name, "Thief")
        self.assertEqual(link._page(None)[0], "customer_club.not_me_page")
        self.wish(link, "resume")
        self.assertTrue(self.member.club_number_stopped)

    def test_texts_to_a_stopped_number_are_blocked_and_the_person_is_not(self):
        self.press(self.entry(visited_at=NOON - timedelta(days=3)))
        message = self.member.club_message_ids
        self.link()._page({"step": "not_me_sure"})
        self.assertEqual(message.state, "planned")
        message._dispatch()
        self.assertEqual((message.state, message.reason_code), ("blocked", "not_me"))
        self.assertIn("somebody else", message.with_context(lang="en_US").reason)
        # with the right number the person gets texts again
        self.member.club_mobile = "09129876543"
        self.assertFalse(self.member.club_number_stopped)
        self.assertFalse(self.refused("service"))

    def test_staff_who_made_sure_let_texts_go_again(self):
        self.link()._page({"step": "not_me_sure"})
        clerk = self.club_user("form_lift", "customer_club.group_club_user")
        self.member.with_user(clerk).action_club_number_right()
        self.assertFalse(self.member.club_number_stopped)
        self.assertFalse(self.refused("service"))
        with self.assertRaises(AccessError):
            self.env["club.number.stop"].with_user(clerk).create({"number": "+98912"})

    def test_whoever_has_the_old_number_opens_no_pages(self):
        link = self.link()
        self.member.write({"city": "x", "club_mobile": self.member.club_mobile})
        self.assertTrue(self.env["club.link"]._by_token(link.token))
        self.member.club_mobile = "09129876543"
        self.assertFalse(self.env["club.link"]._by_token(link.token))

    def test_erasing_keeps_the_refusal_if_it_is_wanted(self):
        number = self.member.club_mobile
        stops = self.env["club.number.stop"]
        stops._stop(number, self.member)
        records, _names = stops.sudo()._personal_data_records(self.member, [number])
        self.assertEqual(records.number, number)
        self.env["club.personal.data"]._erase(self.member, "asked", keep_refusal=True)
        self.assertTrue(stops.search([("number", "=", number)]))
        other = self.env["res.partner"].create({"name": "N", "club_mobile": number})
        self.assertTrue(other.club_number_stopped)
        self.env["club.personal.data"]._erase(other, "asked")
        self.assertFalse(stops.search([("number", "=", number)]))

    def test_a_merge_keeps_links_and_answers(self):
        double = self.env["res.partner"].create({"name": "D", "club_mobile": "09120000001"})
        link = self.link(partner=double)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.member | double).ids, self.member
        )
        self.assertEqual(link.partner_id, self.member)
