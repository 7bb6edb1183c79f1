from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ClubCase

SARA, SECOND = "+989121234567", "+989350000001"


@tagged("post_install", "-at_install")
class TestClubMerge(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="merge_boss",
            groups="customer_club.group_club_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.press(self.entry(SARA), self.entry(SARA, minutes=3000))
        self.press(self.entry(SECOND, minutes=1500, tag_id=self.quiet_tag.id))
        self.kept, self.other = self.partner(SARA), self.partner(SECOND)

    def merge(self, user=None, **values):
        wizard = self.env["club.member.merge"].with_user(user or self.manager)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids)
        action = wizard.create(
            {"partner_id": self.kept.id, "other_id": self.other.id, **values}
        ).action_merge()
        self.env.invalidate_all()
        return action

    def test_two_clicks(self):
        wizard = self.env["club.member.merge"].with_user(self.manager)
        context = {
            "active_model": "res.partner",
            "active_ids": (self.other + self.kept).ids,
            "allowed_company_ids": self.company.ids,
        }
        with Form(wizard.with_context(**context)) as form:
            self.assertEqual(form.partner_id.id, self.kept.id, "the one who came oftener stays")
            self.assertEqual((form.visit_count, form.other_visit_count, form.visit_sum), (2, 1, 3))
        swapped = form.record
        swapped.action_swap()
        self.assertEqual(swapped.partner_id.id, self.other.id)
        swapped.action_swap()
        action = swapped.action_merge()
        self.assertEqual(action["res_id"], self.kept.id)

    def test_everything_comes_together_and_nothing_twice(self):
        messages = self.kept.club_message_ids | self.other.club_message_ids
        self.env["club.consent"]._record(self.other, "data", True, "form", "می‌پذیرم")
        profile = {"network": "instagram", "handle": "sara.k"}
        self.kept.club_social_ids = [(0, 0, profile)]
        self.other.club_social_ids = [(0, 0, profile), (0, 0, {**profile, "network": "telegram"})]
        self.other.message_post(body="قهوه بدون شکر")
        program = self.env["loyalty.program"].create(
            {"name": "امتیاز", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
        )
        for partner, points in ((self.kept, 30), (self.other, 12)):
            self.env["loyalty.card"].create(
                {"program_id": program.id, "partner_id": partner.id, "points": points}
            )
        self.merge()
        self.assertFalse(self.other.exists())
        visits = self.kept.club_visit_ids.sorted("visited_at")
        self.assertEqual(visits.mapped("number"), [1, 2, 3])
        self.assertEqual([visit.tag_id.name for visit in visits], ["قهوه", "Quiet", "قهوه"])
        self.assertEqual(self.kept.club_visit_count, 3)
        self.assertEqual(self.kept.club_message_ids, messages)
        self.assertEqual(self.kept.club_tag_ids, self.tag | self.quiet_tag)
        self.assertEqual(self.kept.club_consent_ids.purpose, "data")
        self.assertEqual(
            sorted(self.kept.club_social_ids.mapped("network")), ["instagram", "telegram"]
        )
        card = self.env["loyalty.card"].search([("partner_id", "=", self.kept.id)])
        self.assertEqual(card.points, 42)
        self.assertIn("قهوه بدون شکر", str(self.kept.message_ids.mapped("body")))

    def test_both_numbers_count_for_the_one_person(self):
        self.merge()
        self.assertEqual(self.kept.club_mobile, SARA)
        self.assertRecordValues(
            self.kept.club_old_mobile_ids, [{"mobile": SECOND, "still_used": True}]
        )
        one, two = self.press(
            self.entry(SECOND, minutes=6000), self.entry(SARA, minutes=6000 + 24 * 60)
        )
        self.assertEqual((one["partner_id"], two["partner_id"]), (self.kept.id, self.kept.id))
        self.assertEqual((one["number"], two["number"]), (4, 5))
        [again] = self.press(self.entry(SECOND, minutes=6005))
        self.assertEqual((again["status"], again["visit_id"]), ("merged", one["visit_id"]))
        text = self.env["club.message"].search([("visit_id", "=", one["visit_id"])])
        self.assertEqual(text.number, SECOND, "the text goes to the phone in the hand")

    def test_a_second_number_that_becomes_somebody_elses(self):
        self.merge()
        heir = self.env["res.partner"].create({"name": "رضا", "club_mobile": SECOND})
        [result] = self.press(self.entry(SECOND, minutes=6000))
        self.assertEqual(result["partner_id"], heir.id)

    def test_the_other_number_can_be_the_one_to_write_to(self):
        self.merge(number_choice="other")
        self.assertEqual(self.kept.club_mobile, SECOND)
        self.assertRecordValues(
            self.kept.club_old_mobile_ids, [{"mobile": SARA, "still_used": True}]
        )
        [result] = self.press(self.entry(SARA, minutes=6000))
        self.assertEqual(result["partner_id"], self.kept.id)

    def test_a_refusal_stays_a_refusal(self):
        Consent = self.env["club.consent"]
        Consent._record(self.other, "advertising", False, "sms", "11")
        Consent._record(self.kept, "advertising", True, "form")
        self.merge()
        refused = Consent._refused(self.kept.ids, self.company, "advertising")
        self.assertEqual(refused, set(self.kept.ids))
        self.assertEqual(len(self.kept.club_consent_ids), 3)

    def test_what_is_not_merged(self):
        with self.assertRaises(UserError):
            self.merge(other_id=self.kept.id)
        self.env["club.personal.data"]._erase(self.other, "asked")
        with self.assertRaises(UserError):
            self.merge()
        clerk = new_test_user(
            self.env,
            login="merge_clerk",
            groups="customer_club.group_club_marketer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.merge(clerk)
