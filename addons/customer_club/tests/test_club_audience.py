"""The four audiences of a shop, from visits and from what was sent."""

from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tests import tagged

from .common import ClubCase

CODES = ("unheard", "known", "bought", "loyal")


@tagged("post_install", "-at_install")
class TestClubAudience(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.club_members_shared = False
        cls.stranger, cls.told, cls.buyer, cls.friend, cls.lapsed = cls.env["res.partner"].create(
            [
                {"name": name, "club_mobile": f"+98912777000{n}", "company_id": cls.company.id}
                for n, name in enumerate(("غریبه", "آشنا", "خریدار", "وفادار", "رفته"))
            ]
        )

    def come(self, partner, *days_ago):
        now = fields.Datetime.now()
        self.env["club.visit"]._register_entries(
            [
                self.entry(
                    partner.club_mobile,
                    visited_at=now - timedelta(days=days),
                    origin=f"manual:{uuid4()}",
                    source="manual",
                    tag_id=False,
                )
                for days in days_ago
            ]
        )

    def tell(self, partner, state="delivered"):
        self.env["club.message"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "number": partner.club_mobile,
                "body": "سلام",
                "purpose": "advertising",
                "rule_key": "test",
                "origin": str(uuid4()),
                "state": state,
                "queued_at": fields.Datetime.now() if state != "cancelled" else False,
            }
        )

    def audience(self, code):
        Partner = self.env["res.partner"]
        mine = self.stranger | self.told | self.buyer | self.friend | self.lapsed
        return Partner.search(Partner._club_audience_domain(code)) & mine

    def _fill(self):
        self.tell(self.told)
        self.tell(self.stranger, state="cancelled")
        self.come(self.buyer, 3)
        self.come(self.friend, 80, 60, 40, 20, 1)
        self.come(self.lapsed, 400, 390, 380, 370, 360, 350)

    def test_each_by_itself(self):
        self._fill()
        self.assertEqual(self.audience("unheard"), self.stranger)
        self.assertEqual(self.audience("known"), self.told)
        self.assertEqual(self.audience("bought"), self.buyer | self.lapsed)
        self.assertEqual(self.audience("loyal"), self.friend)

    def test_everybody_is_in_one_and_only_one(self):
        self._fill()
        seen = [partner for code in CODES for partner in self.audience(code)]
        self.assertEqual(len(seen), 5)
        self.assertEqual(len(set(seen)), 5)

    def test_each_member_says_which_one(self):
        self._fill()
        for code in CODES:
            self.assertEqual(set(self.audience(code).mapped("club_audience")), {code})
        self.stranger.club_mobile = False
        self.assertFalse(self.stranger.club_audience)
        self.assertIn(
            self.stranger, self.env["res.partner"].search([("club_audience", "=", False)])
        )

    def test_an_audience_that_is_none_is_refused(self):
        with self.assertRaises(ValueError):
            self.env["res.partner"]._club_audience_domain("everybody")

    def test_a_group_message_to_one_of_them(self):
        self._fill()
        broadcast = self.env["club.broadcast"].create(
            {
                "name": "وفادارها",
                "text": "سپاس",
                "audience_code": "unheard",
                "domain": "[('club_mobile', 'like', '+98912777000')]",
            }
        )
        broadcast.action_start()
        while broadcast._step() is not None:
            pass
        self.assertEqual(broadcast.recipient_ids.partner_id, self.audience("unheard"))
