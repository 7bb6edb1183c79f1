"""Group messages by rung, the four audiences from rungs, and what was bought after a text."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import LadderCase

CODES = ("unheard", "known", "bought", "loyal")


@tagged("post_install", "-at_install")
class TestLadderBroadcast(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rungs = ("suspect", "prospect", "customer", "repeat", "loyal", "advocate", None)
        cls.members = cls.env["res.partner"].create(
            [
                {"name": f"عضو {place}", "club_mobile": f"+9891288800{place:02}"}
                for place in range(len(rungs))
            ]
        )
        for member, code in zip(cls.members, rungs, strict=True):
            rung_id = cls.env.ref(f"crm_ladder.rung_{code}").id if code else None
            cls.env.cr.execute(
                "UPDATE res_partner SET ladder_rung_id = %s WHERE id = %s", [rung_id, member.id]
            )
        cls.members.invalidate_recordset()

    def audience(self, code):
        Partner = self.env["res.partner"]
        return Partner.search(Partner._club_audience_domain(code)) & self.members

    def broadcast(self, **values):
        broadcast = self.env["club.broadcast"].create(
            {
                "name": "پله‌ها",
                "text": "سلام",
                "domain": repr([("id", "in", self.members.ids)]),
                **values,
            }
        )
        broadcast.action_start()
        while broadcast._step() is not None:
            pass
        return broadcast

    def test_the_four_audiences_follow_the_rungs(self):
        suspect, prospect, customer, repeat, loyal, advocate, none = self.members
        self.assertEqual(self.audience("unheard"), suspect | none)
        self.assertEqual(self.audience("known"), prospect)
        self.assertEqual(self.audience("bought"), customer | repeat)
        self.assertEqual(self.audience("loyal"), loyal | advocate)

    def test_a_rung_between_belongs_to_what_is_below(self):
        between = self.env["ladder.rung"].create(
            {"name": "میانه", "code": "between", "sequence": 35}
        )
        self.env.cr.execute(
            "UPDATE res_partner SET ladder_rung_id = %s WHERE id = %s",
            [between.id, self.members[0].id],
        )
        self.members.invalidate_recordset()
        self.assertIn(self.members[0], self.audience("bought"))
        self.assertEqual(sum(len(self.audience(code)) for code in CODES), len(self.members))

    def test_a_group_message_to_rungs(self):
        rungs = self.rung("loyal") | self.rung("advocate")
        broadcast = self.broadcast(ladder_rung_ids=[(6, 0, rungs.ids)])
        self.assertEqual(broadcast.recipient_ids.partner_id, self.members[4:6])

    def test_what_was_bought_afterwards(self):
        broadcast = self.broadcast(holdout_percent=50, window_days=5)
        arms = broadcast.recipient_ids.grouped("arm")
        self.assertEqual(sum(len(rows) for rows in arms.values()), 7)
        buyer = arms["a"][0].partner_id
        today = self.company._club_day(fields.Datetime.now())
        self.env["ladder.purchase"].create(
            [
                {"partner_id": buyer.id, "day": today + timedelta(days=days), "value": value}
                for days, value in ((-1, 1.0), (1, 20.0), (2, 5.0), (9, 300.0))
            ]
        )
        broadcast.action_refresh()
        self.assertTrue(broadcast.has_purchases)
        row = broadcast.arm_ids.filtered(lambda line: line.arm == "a")
        self.assertEqual((row.bought, row.revenue), (1, 25.0))
        self.assertEqual(arms["a"][0].revenue, 25.0)
