"""Where codes come in, and what is shown of them."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..tools.referral_code import normalize_code
from .common import NOW
from .referral_case import ReferralCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReferralDoors(ReferralCase):
    def test_with_a_visit(self):
        entry = {
            "mobile": "+989121230007",
            "visited_at": NOW,
            "tag_id": False,
            "group_id": False,
            "source": "keypad",
            "origin": "test:referral",
            "company_id": self.company.id,
            "merge_minutes": 10,
            "silent_reason": False,
            "referral_code": self.code(),
        }
        wrong = {**entry, "mobile": "+989121230008", "origin": "t:2", "referral_code": "000000"}
        plain = {**entry, "mobile": "+989121230009", "origin": "t:3"}
        del plain["referral_code"]
        results = self.env["club.visit"]._register_entries([entry, wrong, plain])
        self.assertEqual([r.get("referral") for r in results], ["waiting", "unknown", None])
        self.assertEqual([r["status"] for r in results], ["accepted"] * 3)
        referral = self.maryam.ladder_referral_ids
        self.assertEqual((referral.source, referral.referred_at), ("keypad", NOW))

    def test_at_the_desk(self):
        form = Form(self.env["club.visit.add"])
        form.mobile = "0912 123 0007"
        form.referral_code = self.code()
        action = form.save().action_add()
        referral = self.maryam.ladder_referral_ids
        self.assertEqual(referral.state, "waiting")
        self.assertIn("مریم رضایی", action["params"]["message"])
        form = Form(self.env["club.visit.add"])
        form.mobile = "0912 123 0008"
        form.referral_code = "123"
        with self.assertRaises(UserError):
            form.save().action_add()
        self.assertFalse(
            self.env["res.partner"].search([("club_mobile", "=", "+989121230008")]),
            "nothing is counted with a code that is misread",
        )

    def test_on_an_order(self):
        sara = self.partner("سارا")
        order = self.order(sara, 0, confirm=False)
        with self.assertRaises(ValidationError):
            order.ladder_referral_code = "123456"
        code = self.code()
        order.ladder_referral_code = "-".join(
            code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        )
        self.assertEqual(order.ladder_referral_code, code)
        self.assertFalse(self.maryam.ladder_referral_ids)
        order.action_confirm()
        self.assertEqual(self.maryam.ladder_referral_ids.source, "order")
        self.assertEqual(self.maryam.ladder_referral_ids.referred_id, sara)

    def test_by_staff(self):
        sara = self.partner("سارا")
        form = Form(
            self.env["ladder.referral.add"].with_context(default_partner_id=sara.id),
        )
        form.entered = "۰۹۱۲۱۲۳۰۰۰۱"
        self.assertEqual(form.referrer_id, self.maryam)
        form.entered = "4455"
        self.assertFalse(form.referrer_id)
        self.assertTrue(form.wrong)
        form.entered = self.code()
        form.save().action_add()
        self.assertEqual(sara.ladder_brought_by_id, self.maryam)
        self.assertEqual(
            self.env["res.partner"].search([("ladder_brought_by_id", "=", self.maryam.id)]), sara
        )

    def test_the_card_tells_the_code(self):
        code = self.code()
        shown = self.maryam._club_card()[self.maryam.id]["referral_code"]
        self.assertEqual(normalize_code(shown), code)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReferralReports(ReferralCase):
    def test_best_advocates(self):
        """The table against sums by hand."""
        self.program.wait_days = 0
        sara, reza, ali = (self.partner(name) for name in ("سارا", "رضا", "علی"))
        self.claim(sara)
        self.claim(reza)
        self.claim(ali, sara)
        self.claim(self.maryam)  # oneself: refused
        self.pay(self.invoice(sara, 0, 120))
        big = self.pay(self.invoice(sara, 0, 300))
        self.refund(big)
        unpaid = self.invoice(reza, 0, 40)
        self.assertEqual(unpaid.payment_state, "not_paid")
        self.settle()
        self.env.flush_all()
        [row] = self.env["ladder.advocate.report"].search([("partner_id", "=", self.maryam.id)])
        self.assertEqual((row.brought, row.bought, row.rewarded), (2, 2, 1))
        self.assertEqual((row.waiting, row.refused), (1, 1))
        self.assertEqual((row.revenue, row.cost, row.net), (160, 8, 152))
        self.assertEqual(row.action_referrals()["domain"][0][2], self.maryam.id)

    def test_tree(self):
        sara, reza, ali = (self.partner(name) for name in ("سارا", "رضا", "علی"))
        self.claim(sara)
        self.claim(reza)
        self.claim(ali, sara)
        rows = self.env["ladder.referral.tree"].search([("root_id", "=", self.maryam.id)])
        self.assertEqual(
            [(row.partner_id.id, row.depth, row.brought, row.below) for row in rows],
            [
                (self.maryam.id, 0, 2, 3),
                (sara.id, 1, 1, 1),
                (ali.id, 2, 0, 0),
                (reza.id, 1, 0, 0),
            ],
        )
        action = ali.action_ladder_referral_tree()
        self.assertEqual(action["domain"], [("root_id", "=", self.maryam.id)])
        self.assertEqual(rows[1].action_partner()["res_id"], sara.id)
