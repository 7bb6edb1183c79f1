"""Codes, and who may be said to have brought whom."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..tools.referral_code import is_code
from .common import NOW
from .referral_case import ReferralCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReferralClaim(ReferralCase):
    def test_codes_are_each_ones_own(self):
        people = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(60)])
        codes = self.env["ladder.referral.code"]._mint(self.company, people.ids)
        self.assertEqual(codes.keys(), set(people.ids))
        self.assertEqual(len(set(codes.values())), 60)
        self.assertTrue(all(is_code(code) for code in codes.values()))
        again = self.env["ladder.referral.code"]._mint(self.company, people.ids)
        self.assertEqual(again, codes)

    def test_minting_is_set_wise(self):
        people = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(300)])
        self.env.flush_all()
        mint = self.env["ladder.referral.code"]._mint
        self.patch(
            type(self.env["ladder.referral.code"]), "_cron_mint", lambda self: None
        )  # not under test
        with self.assertQueryCount(8):  # a draw may have to be repeated
            mint(self.company, people.ids)

    def test_a_code_is_found_however_it_is_typed(self):
        code = self.code()
        persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        find = self.env["ladder.referral.code"]._find
        typed = [code, persian, f" {persian[:3]}-{persian[3:]} ", code[:-1] + "x", "", "123456789"]
        self.assertEqual(
            [partner.id for partner in find(self.company, typed)],
            [self.maryam.id] * 3 + [False] * 3,
        )
        self.assertEqual(
            self.env["res.partner"].search([("ladder_referral_code", "=", persian)]), self.maryam
        )
        other = self.env["res.company"].create({"name": "دیگری"})
        self.assertFalse(find(other, [code])[0])

    def test_known_customers(self):
        cases = {
            "bought": self.partner("الف"),
            "returned": self.partner("ب"),
            "visited": self.partner("پ"),
            "member": self.partner("ت", club_mobile="+989121230003", club_joined_on="2026-11-01"),
            "yesterday": self.partner("ث", club_mobile="+989121230004"),
            "enquired": self.partner("ج"),
        }
        self.invoice(cases["bought"], 30)
        self.refund(self.invoice(cases["returned"], 30))
        self.visit(cases["visited"], 30, self.looking_tag)
        self.visit(cases["yesterday"], 1, self.buying_tag)
        self.order(cases["enquired"], 30, confirm=False)
        found = {name: self.claim(partner).reason for name, partner in cases.items()}
        self.assertEqual(
            found,
            {
                "bought": "known",
                "returned": "known",
                "visited": "known",
                "member": "known",
                "yesterday": False,
                "enquired": False,
            },
        )

    def test_oneself_in_every_disguise(self):
        same = self.claim(self.maryam)
        self.assertEqual((same.state, same.reason), ("refused", "oneself"))
        old = self.partner("مریم ر", club_mobile="+989121230005")
        old.club_mobile = "+989121230006"
        self.maryam.club_mobile = "+989121230005"
        self.assertEqual(self.claim(old).reason, "oneself")
        self.maryam.email = "Maryam@Example.com"
        mail = self.partner("م. رضایی", email="maryam@example.com")
        self.assertEqual(self.claim(mail).reason, "oneself")
        bank = self.partner("خانم رضایی")
        for partner in (self.maryam, bank):
            self.env["res.partner.bank"].create(
                {"partner_id": partner.id, "acc_number": "IR12 0000 1234"}
            )
        self.assertEqual(self.claim(bank).reason, "oneself")

    def test_rings(self):
        people = [self.partner(name) for name in "ابپت"]
        first, second, third, fourth = people
        for referrer, referred in ((first, second), (second, third), (third, fourth)):
            self.assertEqual(self.claim(referred, referrer).state, "waiting")
        self.assertEqual(self.claim(first, second).reason, "ring")
        self.assertEqual(self.claim(first, fourth).reason, "ring")
        self.assertEqual(self.claim(third, first).reason, "named")

    def test_several_at_once_see_each_other(self):
        first, second = self.partner("الف"), self.partner("ب")
        referrals = self.env["ladder.referral"].create(
            [
                {"referrer_id": first.id, "referred_id": second.id},
                {"referrer_id": second.id, "referred_id": first.id},
            ]
        )
        self.assertEqual(referrals.mapped("reason"), [False, "ring"])

    def test_saying_it_twice_changes_nothing(self):
        sara = self.partner("سارا")
        self.assertEqual(self.claim(sara), self.claim(sara))
        bought = self.partner("رضا")
        self.invoice(bought, 30)
        self.assertEqual(self.claim(bought), self.claim(bought))

    def test_merged_into_one_person(self):
        sara = self.partner("سارا")
        self.program.wait_days = 0
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        self.settle()
        self.assertEqual(referral.state, "rewarded")
        old = self.code(sara)
        mine = self.code()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (sara | self.maryam).ids, self.maryam
        )
        self.env.invalidate_all()
        self.assertEqual((referral.state, referral.reason), ("taken_back", "oneself"))
        self.assertEqual(sum(self.card(self.maryam).mapped("points")), 0)
        self.assertEqual(self.code(), mine)
        find = self.env["ladder.referral.code"]._find
        self.assertEqual([p.id for p in find(self.company, [old, mine])], [self.maryam.id] * 2)

    def test_a_merge_closes_no_ring(self):
        first, second, third = (self.partner(name) for name in "ابپ")
        self.claim(second, first)
        back = self.claim(third, second)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (first | third).ids, first
        )
        self.env.invalidate_all()
        self.assertEqual((back.state, back.reason), ("refused", "ring"))

    def test_what_proves_to_be_one_person_before_the_reward(self):
        sara = self.partner("سارا")
        self.maryam.email = "m@example.com"
        referral = self.claim(sara)
        self.pay(self.invoice(sara, 0, 120))
        self.settle()
        sara.email = "m@example.com"
        with freeze_time(NOW + timedelta(days=14)):
            self.settle()
        self.assertEqual((referral.state, referral.reason), ("refused", "oneself"))
