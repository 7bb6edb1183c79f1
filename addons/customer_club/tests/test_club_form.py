from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import ClubCase


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
