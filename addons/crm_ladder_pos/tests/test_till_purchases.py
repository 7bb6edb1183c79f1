from odoo.fields import Command
from odoo.tests import tagged

from .common import TillCase


@tagged("post_install", "-at_install")
class TestTillPurchases(TillCase):
    def test_an_order_at_the_till_is_a_purchase(self):
        self.env["ladder.dirty"].search([]).unlink()
        order = self.pay(self.tea + self.cake)
        self.assertIn(self.buyer, self.env["ladder.dirty"].search([]).partner_id)
        facts = self.facts()
        self.assertEqual((facts["purchases"], facts["spent"]), (1, 40))
        self.env["ladder.dirty"]._drain(100)
        self.assertEqual(self.buyer.ladder_rung_id.code, "customer")
        kept = self.env["ladder.purchase"].search([("partner_id", "=", self.buyer.id)])
        self.assertEqual(kept.value, 40)
        self.yesterday(order)
        self.pay(self.tea)
        self.assertEqual(self.facts()["purchases"], 2)

    def test_with_an_invoice_it_is_the_invoice_s_purchase(self):
        order = self.pay(self.tea, invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        facts = self.facts()
        self.assertEqual((facts["purchases"], facts["spent"], facts["revenue"]), (1, 10, 10))
        # also if it were of another day
        self.yesterday(order, 5)
        self.assertEqual(self.facts()["purchases"], 1)

    def test_invoiced_later_it_moves_over(self):
        order = self.pay(self.tea)
        self.assertEqual(self.facts()["spent"], 10)
        order.action_pos_order_invoice()
        facts = self.facts()
        self.assertEqual((facts["purchases"], facts["spent"], facts["revenue"]), (1, 10, 10))

    def test_refunded_altogether_it_is_a_return(self):
        order = self.pay(self.tea + self.cake)
        other = self.env["res.partner"].create({"name": "علی"})
        self.env["ladder.dirty"].search([]).unlink()
        self.pay(self.tea + self.cake, customer=other, refund_of=order)
        self.assertIn(self.buyer, self.env["ladder.dirty"].search([]).partner_id)
        facts = self.facts()
        self.assertEqual((facts.get("purchases", 0), facts["returns"]), (0, 1))
        self.assertEqual(facts["spent"], 0)
        self.assertFalse(self.facts(other).get("purchases"))

    def test_refunded_in_part_the_rest_stays(self):
        order = self.pay(self.tea + self.cake)
        self.pay(self.cake, refund_of=order)
        facts = self.facts()
        self.assertEqual((facts["purchases"], facts["spent"]), (1, 10))

    def test_an_invoiced_one_that_is_refunded_with_a_credit_note(self):
        order = self.pay(self.tea, invoice=True)
        self.pay(self.tea, invoice=True, refund_of=order)
        facts = self.facts()
        self.assertEqual((facts.get("purchases", 0), facts["returns"]), (0, 1))
        self.assertEqual(facts["spent"], 0)

    def test_what_settles_a_sales_order_is_that_order(self):
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.id,
                "order_line": [
                    Command.create({"product_id": self.tea.id, "tax_ids": False, "price_unit": 10})
                ],
            }
        )
        sale.action_confirm()
        sale.date_order = sale.date_order.replace(year=sale.date_order.year - 1)
        for invoice in (False, True):
            order = self.pay(self.tea, invoice=invoice)
            before = self.facts()["purchases"]
            order.lines.write(
                {"sale_order_origin_id": sale.id, "sale_order_line_id": sale.order_line.id}
            )
            self.assertEqual((before, self.facts()["purchases"]), (2, 1))
        products = self.env["ladder.facts"]._had(self.buyer, None)
        self.assertEqual(products, {self.buyer.id: {self.tea.id: "has"}})

    def test_what_a_person_has_and_gave_back(self):
        order = self.pay(self.tea + self.cake)
        had = self.env["ladder.facts"]._had
        both = {self.tea.id: "has", self.cake.id: "has"}
        self.assertEqual(had(self.buyer, None), {self.buyer.id: both})
        self.pay(self.cake, refund_of=order)
        both[self.cake.id] = "returned"
        self.assertEqual(had(self.buyer, None), {self.buyer.id: both})

    def test_baskets_of_the_till(self):
        self.company.write({"ladder_basket_months": 12, "ladder_basket_minimum": 2})
        for invoice in (False, False, True):
            self.pay(self.tea + self.cake, invoice=invoice)
        back = self.pay(self.tea + self.cake)
        self.pay(self.cake, refund_of=back)
        self.env.flush_all()
        run = self.env["ladder.basket.run"]._open(self.company)
        while run.state != "done":
            run._step(1, 1)
        self.assertEqual((run.baskets, run.pairs), (4, 1))
        pair = self.env["ladder.basket.pair"].search(
            [("run_id", "=", run.id), ("product_id", "=", self.tea.id)]
        )
        self.assertEqual((pair.together, pair.first_baskets, pair.second_baskets), (3, 4, 3))
