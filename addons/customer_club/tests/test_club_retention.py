from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubRetention(ClubCase):
    def setUp(self):
        super().setUp()
        self.press(self.entry(), self.entry("+989350000001"))
        self.old = self.partner().club_message_ids
        self.young = self.partner("+989350000001").club_message_ids
        (self.old + self.young)._cancel("by_hand")
        self.old.planned_at = fields.Datetime.now() - timedelta(days=100)
        self.waiting = self.old.copy({"origin": "test:waiting", "state": "held"})
        self.env.flush_all()

    def test_words_are_kept_for_good_by_default(self):
        self.env["club.message"]._gc_words()
        self.assertTrue(self.old.body)

    def test_old_words_are_forgotten_and_the_row_stays(self):
        self.company.club_text_days = 90
        done, more = self.env["club.message"]._gc_words()
        self.assertEqual((done, more), (1, 0))
        self.assertRecordValues(
            self.old, [{"body": "", "state": "cancelled", "reason_code": "by_hand", "parts": 1}]
        )
        self.assertTrue(self.young.body)
        self.assertTrue(self.waiting.body, "what has not left yet keeps its words")
        self.assertEqual(self.env["club.message"]._gc_words()[0], 0)

    def test_no_negative_days(self):
        with self.assertRaises(ValidationError):
            self.company.club_text_days = -1
