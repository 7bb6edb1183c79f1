from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClubTextsTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.ir")
        cls.env["club.tag"].search([("key", ">", 0)]).key = 0
        cls.tag = cls.env["club.tag"].create(
            {"name": "قهوه", "key": 1, "welcome_text": "سلام {نام}، خوش آمدید"}
        )
        marketer = new_test_user(
            cls.env,
            login="marketer",
            groups="customer_club.group_club_marketer",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        marketer.partner_id.phone = "09121112233"

    def test_writing_aid_in_persian(self):
        self.start_tour("/odoo/club-tags", "customer_club_writing_aid", login="marketer")
        self.assertIn("instagram.com/naderi", self.tag.welcome_text)
        sent = self.env["club.message"].search([("rule_key", "=", "test")])
        self.assertEqual((sent.number, sent.purpose), ("+989121112233", "service"))
        self.assertIn("سارا", sent.body)

    def test_send_again_in_persian(self):
        [result] = self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": "+989121234567",
                    "visited_at": fields.Datetime.now(),
                    "tag_id": self.tag.id,
                    "group_id": False,
                    "source": "manual",
                    "origin": "test:tour",
                    "company_id": self.company.id,
                    "merge_minutes": 10,
                    "silent_reason": False,
                }
            ]
        )
        message = self.env["club.message"].search([("visit_id", "=", result["visit_id"])])
        message._set_state("queued")
        message._apply_sms_status("exception", "sms_outcome_unknown")
        self.start_tour("/odoo/club-messages", "customer_club_send_again", login="marketer")
        self.assertEqual(message.resend_ids.resend_reason, "مشتری زنگ زد و نرسیده بود")
        self.assertEqual(message.resend_ids.create_uid.login, "marketer")
        self.assertEqual(message.state, "unknown")

    def test_correct_the_eid_in_persian(self):
        fitr = self.env["club.occasion"].search(
            [("code", "=", "fitr"), ("company_id", "=", self.company.id)]
        )
        fitr.with_context(lang="fa_IR").name = "عید فطر"  # whenever the database was made
        self.start_tour("/odoo/club-occasion-days", "customer_club_correct_eid", login="marketer")
        corrected = self.env["club.occasion.day"].search([("source", "=", "corrected")])
        self.assertEqual(corrected.occasion_id.code, "fitr")
        self.assertEqual((corrected.date - corrected.computed_date).days, 1)
