from odoo.tests import freeze_time, tagged
from odoo.tools.misc import format_date

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderReason(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.env["ir.module.module"]._load_module_terms(["crm_ladder"], ["fa_IR"])

    def test_reason_names_the_deciding_facts(self):
        partner = self.partner().with_context(lang="en_US")
        self.evaluate(partner)
        self.assertEqual(
            partner.ladder_reason,
            "Only a contact: no enquiry, visit or purchase is known. "
            "Missing for Prospect: Leads: 0 (at least 1).",
        )
        self.visit(partner, 5, self.buying_tag)
        self.visit(partner, 3, self.buying_tag)
        self.evaluate(partner)
        self.assertIn("Repeat customer by Purchases: 2 (at least 2).", partner.ladder_reason)
        self.assertIn(
            f"Last purchase: {format_date(partner.env, '2026-11-21')}.", partner.ladder_reason
        )
        self.assertIn(
            "Missing for Loyal: Purchases in the last 365 days: 2 (at least 4).",
            partner.ladder_reason,
        )

    def test_reason_is_persian_for_a_persian_reader(self):
        partner = self.partner().with_context(lang="fa_IR")
        self.visit(partner, 5, self.buying_tag)
        self.visit(partner, 3, self.buying_tag)
        self.evaluate(partner)
        self.assertEqual(partner.ladder_rung_id.name, "تکرار خرید")
        self.assertIn("آخرین خرید: ۱۴۰۵/۰۸/۳۰", partner.ladder_reason)
        self.assertIn("دست‌کم ۲", partner.ladder_reason)
        self.assertNotRegex(partner.ladder_reason, "[A-Za-z0-9]")

    def test_six_rungs_have_their_persian_names(self):
        names = self.env["ladder.rung"].with_context(lang="fa_IR").search([]).mapped("name")
        self.assertEqual(names, ["مشکوک", "احتمالی", "مشتری", "تکرار خرید", "وفادار", "طرفدار"])

    def test_a_move_down_says_what_is_missing(self):
        partner = self.partner().with_context(lang="en_US")
        invoice = self.invoice(partner, 5)
        self.evaluate(partner)
        self.refund(invoice)
        self.evaluate(partner)
        move = partner.ladder_move_ids.sorted("id")[-1]
        self.assertIn("Prospect by Returned purchases: 1 (at least 1).", move.reason)
        self.assertIn("No longer Customer: Purchases: 0 (at least 1).", move.reason)

    def test_a_move_keeps_the_facts_of_its_day(self):
        partner = self.partner().with_context(lang="en_US")
        self.visit(partner, 5, self.buying_tag)
        self.evaluate(partner)
        move = partner.ladder_move_ids
        before = move.reason
        self.visit(partner, 4, self.looking_tag)
        self.visit(partner, 3, self.buying_tag)
        self.evaluate(partner)
        move.invalidate_recordset()
        self.assertEqual(move.reason, before)
        self.assertEqual(move.facts["facts"]["visits"], 1)
        self.assertEqual(move.facts["facts"]["days_since_purchase"], 5)

    def test_who_waits_is_told_what_no_longer_holds(self):
        partner = self.partner().with_context(lang="en_US")
        for days in (40, 30, 20, 10):
            self.visit(partner, days, self.buying_tag)
        self.evaluate(partner)
        self.assertIn("Loyal by", partner.ladder_reason)
        with freeze_time("2026-12-14 12:00:00"):
            self.evaluate(partner)
            self.assertIn(
                "Keeps the rung for the time being: "
                "Overdue, in own intervals: 2 times (at most 1.5 times).",
                partner.ladder_reason,
            )
