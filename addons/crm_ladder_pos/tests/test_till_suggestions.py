from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TillCase


@tagged("post_install", "-at_install")
class TestTillSuggestions(TillCase):
    def setUp(self):
        super().setUp()
        self.config.ladder_suggest_at_till = True
        self.pot = self.create_product("Pot", self.categ_basic, 50)
        self.till = self.config.with_user(self.cashier)

    def offer(self, partner):
        """An offer of cake to a person, given."""
        offer = self.env["ladder.offer"].create(
            {
                "name": "کیک",
                "company_id": self.company.id,
                "after_product_ids": [(6, 0, self.tea.ids)],
                "product_id": self.cake.id,
                "percent": 50,
                "valid_days": 5,
                "holdout_percent": 0,
            }
        )
        offer.action_start()
        offer.started_at = fields.Datetime.now() - timedelta(hours=1)
        self.pay(self.tea, customer=partner)
        self.assertEqual(offer._plan(), 1)
        offer._give(10)
        self.env.invalidate_all()
        return offer.line_ids

    def test_what_goes_with_it_and_no_more_of_it(self):
        self.tea.optional_product_ids = self.pot.product_tmpl_id
        [found] = self.till.ladder_suggest(self.tea.ids)
        self.assertEqual((found["product_id"], found["code"]), (self.pot.id, False))
        self.assertFalse(self.till.ladder_suggest((self.tea + self.pot).ids))
        self.pay(self.pot)
        self.assertFalse(self.till.ladder_suggest(self.tea.ids, self.buyer.id))
        self.assertTrue(self.till.ladder_suggest(self.tea.ids))

    def test_what_is_not_sold_at_the_till_is_not_shown_there(self):
        self.tea.optional_product_ids = self.pot.product_tmpl_id
        self.pot.available_in_pos = False
        self.assertFalse(self.till.ladder_suggest(self.tea.ids))

    def test_nothing_where_the_shop_does_not_want_it(self):
        self.tea.optional_product_ids = self.pot.product_tmpl_id
        self.config.ladder_suggest_at_till = False
        self.assertFalse(self.till.ladder_suggest(self.tea.ids))

    def test_the_offer_of_the_customer_with_its_coupon(self):
        line = self.offer(self.buyer)
        self.assertEqual((line.state, line.origin[:10]), ("given", "pos.order:"))
        [found] = self.till.ladder_suggest(self.pot.ids, self.buyer.id)
        self.assertEqual((found["product_id"], found["code"]), (self.cake.id, line.card_id.code))
        self.assertTrue(line.shown_at)
        self.assertFalse(self.till.ladder_suggest(self.pot.ids))
        self.pay(self.cake)
        line.offer_id._settle()
        self.env.invalidate_all()
        self.assertEqual(line.revenue, 30)

    def test_garbage_gets_no_answer_and_no_error(self):
        for products in ([], None, "x", ["1"], [-1, 0, 2**40, True], [2**31 - 1]):
            self.assertEqual(self.till.ladder_suggest(products, "1"), [])

    def test_who_has_no_business_at_the_till_is_refused(self):
        clerk = new_test_user(
            self.env,
            login="no_till",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.config.with_user(clerk).ladder_suggest(self.tea.ids)
