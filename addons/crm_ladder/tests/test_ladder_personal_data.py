from odoo.tests import freeze_time, tagged

from .common import NOW, LadderCase

MOBILE = "+989121110055"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderPersonalData(LadderCase):
    def setUp(self):
        super().setUp()
        self.maryam = self.partner(club_mobile=MOBILE)
        self.order(self.maryam, 6)
        self.evaluate(self.maryam)
        self.feedback = self.env["ladder.feedback"].create(
            {"partner_id": self.maryam.id, "comment": "سرد بود، 09121110055"}
        )
        self.lead = self.env["crm.lead"].create(
            {
                "name": "مبل برای مریم رضایی",
                "partner_id": self.maryam.id,
                "phone": "09121110055",
                "description": "زنگ بزنید",
            }
        )
        self.lead.message_post(body="مریم گفت فردا")

    def test_all_that_the_ladder_knows_is_handed_out(self):
        sections = self.env["club.personal.data"]._sections(self.maryam)
        held = {records._name for records, _names in sections}
        self.assertLessEqual({"ladder.move", "ladder.feedback", "crm.lead"}, held)

    def test_words_go_and_figures_stay(self):
        rung = self.maryam.ladder_rung_id
        self.env["club.personal.data"]._erase(self.maryam, "asked")
        self.assertFalse(self.feedback.comment)
        self.assertNotIn("مریم", self.lead.name)
        self.assertFalse(self.lead.phone or self.lead.description or self.lead.message_ids)
        self.assertEqual(self.lead.partner_id, self.maryam)
        self.assertEqual(self.maryam.ladder_rung_id, rung)
        self.assertTrue(self.maryam.ladder_move_ids)
        self.assertEqual(self.env["club.personal.data"]._remains([MOBILE]), {})
