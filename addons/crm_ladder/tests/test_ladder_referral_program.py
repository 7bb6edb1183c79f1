"""What both sides of a referral get, and when: from the code to the reward and back."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOW
from .referral_case import ReferralCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReferralReward(ReferralCase):
    def test_from_the_code_to_the_reward(self):
        sara = self.partner("سارا", club_mobile="+989121230002")
        referral = self.claim(sara)
        self.assertEqual((referral.state, referral.source), ("waiting", "code"))
        invoice = self.invoice(sara, 0, 120)
        self.settle()
        self.assertEqual(referral.state, "waiting", "not paid yet")
        self.pay(invoice)
        self.settle()
        self.assertEqual(referral.state, "due")
        self.assertEqual((referral.purchase_day, referral.purchase_value), (NOW.date(), 120))
        self.assertEqual(referral.due_at, NOW + timedelta(days=14))
        self.assertFalse(self.card(self.maryam))
        with freeze_time(NOW + timedelta(days=13, hours=23)):
            self.settle()
            self.assertEqual(referral.state, "due")
        with freeze_time(NOW + timedelta(days=14)):
            self.settle()
            self.assertEqual(referral.state, "rewarded")
            self.settle()  # once more changes nothing
        self.assertEqual(self.card(self.maryam).points, 50)
        coupon = self.card(sara, self.coupons)
        self.assertEqual(coupon.points, 1)
        self.assertEqual(
            coupon.expiration_date, (NOW + timedelta(days=14 + 90)).date(), "valid from the reward"
        )
        self.assertEqual(
            {(r.side, r.partner_id, r.cost, r.main_cost) for r in referral.reward_ids},
            {("referrer", self.maryam, 5, 5), ("referred", sara, 3, 3)},
        )
        texts = self.env["club.message"].search([("origin", "=", f"ladder.referral:{referral.id}")])
        self.assertEqual(
            {(t.rule_key, t.partner_id, t.purpose) for t in texts},
            {("referral:referrer", self.maryam, "service"), ("referral:referred", sara, "service")},
        )
        self.assertIn(coupon.code, texts.filtered(lambda t: t.partner_id == sara).body)

    def test_returned_while_waiting_begins_again(self):
        sara = self.partner("سارا")
        referral = self.claim(sara)
        invoice = self.pay(self.invoice(sara, 0, 120))
        self.settle()
        self.assertEqual(referral.state, "due")
        self.refund(invoice)
        with freeze_time(NOW + timedelta(days=20)):
            self.settle()
            self.assertEqual((referral.state, referral.purchase_day), ("waiting", False))
            self.assertFalse(referral.reward_ids)

    def test_returned_after_the_reward_is_taken_back(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        invoice = self.pay(self.invoice(sara, 0, 120))
        self.settle()
        self.assertEqual(referral.state, "rewarded")
        card = self.card(self.maryam)
        card.points -= 20  # spent already
        self.refund(invoice)
        self.settle()
        self.assertEqual((referral.state, referral.reason), ("taken_back", "returned"))
        self.assertEqual(card.points, 0)
        rewards = {reward.side: reward for reward in referral.reward_ids}
        self.assertEqual(rewards["referrer"].taken_points, 30)
        self.assertAlmostEqual(rewards["referrer"].cost, 5 * 20 / 50)
        self.assertEqual((rewards["referred"].taken_points, rewards["referred"].cost), (1, 0))
        self.assertEqual(self.card(sara, self.coupons).points, 0)

    def test_new_terms_take_nothing_back(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        self.settle()
        self.program.least_value = 1000
        self.settle()
        self.assertEqual(referral.state, "rewarded")

    def test_after_the_take_back_days_it_stays(self):
        self.program.write({"wait_days": 0, "take_back_days": 10})
        sara = self.partner("سارا")
        referral = self.claim(sara)
        invoice = self.pay(self.invoice(sara, 0, 120))
        self.settle()
        self.refund(invoice)
        with freeze_time(NOW + timedelta(days=11)):
            self.settle()
        self.assertEqual(referral.state, "rewarded")

    def test_paid_order(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        order = self.order(sara, 0, 70)
        self.settle()
        self.assertEqual(referral.state, "waiting")
        self.pay(self.bill_order(order))
        self.settle()
        self.assertEqual((referral.state, referral.purchase_value), ("rewarded", 70))

    def test_visits_that_are_purchases_count_where_the_company_says_so(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.visit(sara, 0, self.looking_tag)
        self.visit(sara, 0, self.buying_tag, hour=10)
        self.settle()
        self.assertEqual(referral.state, "waiting")
        self.program.paid_by = "visit"
        self.settle()
        self.assertEqual(referral.state, "rewarded")
        self.assertEqual(referral.purchase_value, 0)

    def test_the_least_value(self):
        self.program.write({"wait_days": 0, "least_value": 100})
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 99))
        self.settle()
        self.assertEqual(referral.state, "waiting")
        with freeze_time(NOW + timedelta(days=1)):
            self.pay(self.invoice(sara, -1, 100))
            self.settle()
        self.assertEqual(referral.state, "rewarded")
        self.assertEqual(referral.purchase_day, (NOW + timedelta(days=1)).date())

    def test_who_does_not_buy_in_time(self):
        sara = self.partner("سارا")
        referral = self.claim(sara)
        with freeze_time(NOW + timedelta(days=181)):
            self.settle()
        self.assertEqual((referral.state, referral.reason), ("refused", "late"))
        with freeze_time(NOW + timedelta(days=182)):
            again = self.claim(sara)
        self.assertNotEqual(again, referral)
        self.assertEqual(again.state, "waiting")

    def test_nothing_while_the_programme_sleeps(self):
        self.program.write({"running": False, "wait_days": 0})
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        self.settle()
        self.assertEqual(referral.state, "waiting")

    def test_what_goes_wrong_is_said_and_tried_again(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        deed = type(self.env["club.deed"])
        give = deed._give

        def refuse(*_args, **_kwargs):
            raise UserError(self.env._("Closed"))

        self.patch(deed, "_give", refuse)
        self.settle()
        self.assertEqual((referral.state, referral.error), ("due", "Closed"))
        self.assertFalse(referral.reward_ids)
        self.patch(deed, "_give", give)
        self.settle()
        self.assertEqual((referral.state, referral.error), ("rewarded", False))

    def test_each_side_once_by_the_database(self):
        self.program.wait_days = 0
        sara = self.partner("سارا")
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        self.settle()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            referral._reward(self.program)
            self.env.flush_all()

    def test_cron(self):
        sara = self.partner("سارا")
        self.claim(sara)
        self.program.wait_days = 0
        self.pay(self.invoice(sara, 0, 120))
        while self.env["ladder.dirty"]._drain(100):
            pass
        with self.enter_registry_test_mode():
            for name in ("settle", "code"):
                cron = self.env.ref(f"crm_ladder.ir_cron_ladder_referral_{name}")
                self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual(self.card(self.maryam).points, 50)

    def test_a_programme_that_gives_nothing_does_not_run(self):
        with self.assertRaises(ValidationError):
            self.program.write({"referrer_program_id": False, "referred_program_id": False})
        with self.assertRaises(ValidationError):
            self.program.referrer_text = "{friend}"
