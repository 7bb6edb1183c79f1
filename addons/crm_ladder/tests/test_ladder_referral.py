from psycopg2.errors import UniqueViolation

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderReferral(LadderCase):
    def loyal(self, name="مریم"):
        partner = self.partner(name)
        for days in (40, 30, 20, 10):
            self.visit(partner, days, self.buying_tag)
        self.evaluate(partner)
        self.assertRung(partner, "loyal")
        return partner

    def refer(self, referrer, referred, **values):
        return self.env["ladder.referral"].create(
            {"referrer_id": referrer.id, "referred_id": referred.id, **values}
        )

    def drain(self):
        while self.env["ladder.dirty"]._drain(100):
            pass
        self.env.invalidate_all()

    def test_a_referred_buyer_makes_an_advocate(self):
        maryam, sara = self.loyal(), self.partner("سارا")
        referral = self.refer(maryam, sara)
        self.drain()
        self.assertRung(maryam, "loyal")
        self.assertFalse(referral.bought)
        invoice = self.invoice(sara, 1)
        self.drain()  # Sara moves, and that brings Maryam into the queue
        self.assertRung(sara, "customer")
        self.assertTrue(referral.bought)
        self.assertRung(maryam, "advocate")
        self.refund(invoice)
        self.drain()
        self.assertRung(maryam, "loyal")

    def test_a_high_answer_with_a_referral_makes_an_advocate(self):
        maryam = self.loyal()
        self.env["ladder.feedback"]._ask(maryam)._answer(9)
        self.drain()
        self.assertRung(maryam, "loyal")
        self.refer(maryam, self.partner("سارا"))
        self.drain()
        self.assertRung(maryam, "advocate")

    def test_the_latest_answer_counts(self):
        maryam = self.loyal()
        self.refer(maryam, self.partner("سارا"))
        self.env["ladder.feedback"]._ask(maryam)._answer(10)
        self.drain()
        self.assertRung(maryam, "advocate")
        with freeze_time("2026-11-25 12:00:00"):
            self.env["ladder.feedback"]._ask(maryam)._answer(0)
            self.drain()
        self.assertRung(maryam, "loyal")
        self.assertEqual(maryam.ladder_facts["facts"]["nps"], 0)

    def test_one_referrer_and_no_circles(self):
        maryam, sara, reza = self.partner("م"), self.partner("س"), self.partner("ر")
        self.refer(maryam, sara)
        self.refer(sara, reza)
        self.assertEqual(self.refer(reza, maryam).reason, "ring")
        self.assertEqual(self.refer(reza, sara).reason, "named")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.refer(reza, sara)._advance({"state": "waiting", "reason": False})

    def test_merge_keeps_the_first_referrer(self):
        maryam, sara, double, other = (self.partner(name) for name in "مسدغ")
        self.refer(maryam, sara)
        self.refer(sara, other)
        self.refer(other, double, referred_at="2026-11-25 12:00:00")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((sara | double).ids, sara)
        self.env.invalidate_all()
        referrals = self.env["ladder.referral"].search(
            [("referred_id", "in", (sara | other).ids), ("state", "!=", "refused")]
        )
        self.assertEqual(
            {(r.referrer_id, r.referred_id) for r in referrals}, {(maryam, sara), (sara, other)}
        )
