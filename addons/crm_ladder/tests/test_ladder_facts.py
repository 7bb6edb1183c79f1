from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import NOW, TODAY, LadderCase, iso


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderFacts(LadderCase):
    def test_buying_tag_moves_up_rung_by_rung(self):
        partner = self.partner()
        self.evaluate(partner)
        self.assertRung(partner, "suspect")
        self.visit(partner, 9, self.looking_tag)
        self.evaluate(partner)
        self.assertRung(partner, "prospect")
        self.visit(partner, 5, self.buying_tag)
        self.evaluate(partner)
        self.assertRung(partner, "customer")
        self.visit(partner, 2, self.buying_tag)
        self.evaluate(partner)
        self.assertRung(partner, "repeat")
        self.assertEqual(
            [move.to_rung_id.code for move in partner.ladder_move_ids.sorted("id")],
            ["suspect", "prospect", "customer", "repeat"],
        )
        self.assertEqual(
            [move.from_rung_id.code for move in partner.ladder_move_ids.sorted("id")],
            [False, "suspect", "prospect", "customer"],
        )

    def test_lead_and_quotation_make_a_prospect(self):
        asked, quoted = self.partner("سارا"), self.partner("رضا")
        self.env["crm.lead"].create({"name": "پرسش قیمت", "partner_id": asked.id})
        self.order(quoted, confirm=False)
        self.evaluate(asked, quoted)
        self.assertRung(asked, "prospect")
        self.assertRung(quoted, "prospect")

    def test_a_click_and_a_form_make_a_prospect(self):
        people = [self.partner(name) for name in ("کلیک", "فرم", "دوست", "خواسته", "نخوانده")]
        clicked, answered, friend, wishes, unread = people
        rows = [
            {"kind": "url", "partner_id": clicked.id, "target": "https://shop.ir/"},
            {"kind": "form", "partner_id": answered.id},
            {"kind": "referral", "partner_id": friend.id},
            {"kind": "preferences", "partner_id": wishes.id},
            {"kind": "url", "partner_id": unread.id, "target": "https://shop.ir/"},
        ]
        Link = self.env["club.link"]
        Link._mint(self.company, rows)
        links = {
            link.partner_id: link
            for link in Link.search([("partner_id", "in", [p.id for p in people])])
        }
        self.evaluate(*people)
        for person in people:
            self.assertRung(person, "suspect")
        self.env["ladder.dirty"].search([]).unlink()
        for person in (clicked, friend, wishes):
            links[person]._clicked()
            links[person]._clicked()
        waiting = self.env["ladder.dirty"].search([]).partner_id
        self.assertIn(clicked, waiting)
        links[answered].answered_at = self.at(1)
        self.evaluate(*people)
        self.assertEqual(self.facts(clicked)["clicks"], 1)
        self.assertEqual(self.facts(answered)["forms"], 1)
        self.assertRung(clicked, "prospect")
        self.assertRung(answered, "prospect")
        for person in (friend, wishes, unread):
            self.assertRung(person, "suspect")

    def test_order_invoice_and_visit_of_one_day_are_one_purchase(self):
        partner = self.partner()
        order = self.order(partner, 3)
        self.bill_order(order, 1)  # billed later: still the same purchase
        self.visit(partner, 3, self.buying_tag)
        facts = self.facts(partner)
        self.assertEqual(facts["purchases"], 1)
        self.assertEqual(facts["last_purchase"], iso(3))
        self.assertEqual(facts["spent"], 100)

    def test_invoice_without_order_is_a_purchase(self):
        partner = self.partner()
        self.invoice(partner, 10)
        self.invoice(partner, 4)
        self.evaluate(partner)
        self.assertRung(partner, "repeat")

    def test_draft_invoice_and_vendor_bill_are_none(self):
        partner = self.partner()
        self.invoice(partner, 1).button_draft()
        self.invoice(partner, 1, move_type="in_invoice")
        self.assertNotIn("purchases", self.facts(partner))

    def test_refund_takes_it_back_down(self):
        partner = self.partner()
        order = self.order(partner, 3)
        invoice = self.bill_order(order, 3)
        self.evaluate(partner)
        self.assertRung(partner, "customer")
        self.refund(invoice)
        self.evaluate(partner)
        self.assertRung(partner, "prospect")
        self.assertEqual(partner.ladder_move_ids.sorted("id")[-1].direction, "down")
        self.assertEqual(self.facts(partner)["returns"], 1)

    def test_refund_of_an_invoice_without_order(self):
        partner = self.partner()
        invoice = self.invoice(partner, 8)
        self.invoice(partner, 2, 70)
        self.refund(invoice)
        facts = self.facts(partner)
        self.assertEqual((facts["purchases"], facts["returns"]), (1, 1))
        self.assertEqual((facts["spent"], facts["revenue"], facts["credited"]), (70, 70, 100))

    def test_returned_purchase_is_not_saved_by_the_visit_of_its_day(self):
        partner = self.partner()
        self.visit(partner, 8, self.buying_tag)
        self.refund(self.invoice(partner, 8))
        self.evaluate(partner)
        self.assertRung(partner, "prospect")

    def test_partial_refund_lowers_the_sums_only(self):
        partner = self.partner()
        self.invoice(partner, 8)
        self.invoice(partner, 1, 30, "out_refund")
        facts = self.facts(partner)
        self.assertEqual((facts["purchases"], facts["spent"]), (1, 70))

    def test_credit_note_without_link_takes_back_the_oldest_of_its_value(self):
        partner = self.partner()
        self.invoice(partner, 20)
        self.invoice(partner, 10)
        self.invoice(partner, 5, 100, "out_refund")
        facts = self.facts(partner)
        self.assertEqual((facts["purchases"], facts["returns"]), (1, 1))
        self.assertEqual(facts["first_purchase"], iso(10))

    def test_cancelled_order_is_no_purchase(self):
        partner = self.partner()
        order = self.order(partner, 3)
        self.evaluate(partner)
        self.assertRung(partner, "customer")
        order._action_cancel()
        self.evaluate(partner)
        self.assertRung(partner, "prospect")
        self.assertEqual(self.facts(partner)["cancelled"], 1)

    def test_a_gift_is_no_purchase(self):
        partner = self.partner()
        self.order(partner, 3, 0)
        self.assertNotIn("purchases", self.facts(partner))

    def test_voided_visit_is_no_fact(self):
        partner = self.partner()
        visit = self.visit(partner, 3, self.buying_tag)
        self.evaluate(partner)
        self.assertRung(partner, "customer")
        visit._void("اشتباه ثبت شد")
        self.evaluate(partner)
        self.assertRung(partner, "suspect")

    def test_day_is_the_local_one(self):
        partner = self.partner()
        self.visit(partner, 3, self.buying_tag, hour=19)  # 22:30 in Tehran
        self.visit(partner, 3, self.buying_tag, hour=21)  # 00:30 of the next day
        self.assertEqual(self.facts(partner)["purchases"], 2)
        self.assertEqual(self.facts(partner)["median_gap"], 1)

    def test_loyal_by_frequency_and_down_by_silence(self):
        partner = self.partner()
        for days in (40, 30, 20, 10):
            self.visit(partner, days, self.buying_tag)
        self.evaluate(partner)
        self.assertRung(partner, "loyal")  # no day late, ten days are usual
        with freeze_time(NOW + timedelta(days=20)):
            self.evaluate(partner)
            self.assertRung(partner, "loyal")  # two intervals late, but in the minimum stay
            self.assertTrue(partner.ladder_facts["waits"])
        with freeze_time(NOW + timedelta(days=31)):
            self.evaluate(partner)
            self.assertRung(partner, "repeat")

    def test_company_stands_by_its_contacts_too(self):
        company = self.partner("شرکت آبان", is_company=True)
        buyer = self.partner("خریدار", parent_id=company.id)
        idle = self.partner("همکار", parent_id=company.id)
        self.order(buyer, 4)
        self.invoice(company, 2)
        self.evaluate(buyer, idle)  # the company comes along
        self.assertRung(company, "repeat")
        self.assertRung(buyer, "customer")
        self.assertRung(idle, "suspect")

    def test_addresses_colleagues_and_our_company_stand_on_no_rung(self):
        address = self.partner(
            "انبار", type="delivery", parent_id=self.partner("شرکت", is_company=True).id
        )
        colleague = self.env.ref("base.user_admin").partner_id
        ours = self.company.partner_id
        self.evaluate(address, colleague, ours)
        self.assertFalse((address | colleague | ours).ladder_rung_id)
        self.visit(colleague, 1, self.looking_tag)
        colleague.sudo().club_visit_count = 1
        self.evaluate(colleague)
        self.assertRung(colleague, "prospect")

    def test_other_currency_counts_in_the_main_one(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XLT",
                "symbol": "L",
                "rate_ids": [(0, 0, {"name": TODAY - timedelta(days=90), "rate": 4.0})],
            }
        )
        partner = self.partner()
        self.invoice(partner, 2, 400, currency_id=currency.id)
        self.assertEqual(self.facts(partner)["spent"], 100)

    def test_window_of_a_fact(self):
        partner = self.partner()
        self.invoice(partner, 50, 30)
        self.invoice(partner, 5, 70)
        self.visit(partner, 5, self.looking_tag)
        facts = self.facts(partner, {"purchases": (30, 60), "spent": (30,), "visits": (3, 30)})
        self.assertEqual(facts["purchases_30"], 1)
        self.assertEqual(facts["purchases_60"], 2)
        self.assertEqual(facts["spent_30"], 70)
        self.assertEqual((facts["visits_3"], facts["visits_30"]), (0, 1))

    def test_rules_that_make_no_sense_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "number of days"), self.env.cr.savepoint():
            self.env["ladder.criterion"].create(
                {
                    "rung_id": self.rung("loyal").id,
                    "fact": "leads",
                    "value": 1,
                    "window_days": 30,
                }
            )
        with self.assertRaisesRegex(ValidationError, "lowest rung"), self.env.cr.savepoint():
            self.rung("suspect").criterion_ids = [(0, 0, {"fact": "visits", "value": 1})]
        with self.assertRaisesRegex(ValidationError, "stands below"), self.env.cr.savepoint():
            self.rung("repeat").requires_id = self.rung("loyal")
