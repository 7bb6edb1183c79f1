from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import NOW
from .test_ladder_basket import BasketCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderSuggestion(BasketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coffee, cls.cake, cls.tea, cls.pot, cls.cup = cls.products[:5]
        cls.products.categ_id = cls.env["product.category"].create({"name": "کافه"})
        cls.maryam = cls.env["res.partner"].create({"name": "مریم رضایی"})

    def history(self):
        """Coffee goes with cake: 8 of 10 coffees, where cake is in 8 of 30 purchases."""
        for place in range(30):
            if place < 8:
                self.basket(self.coffee + self.cake)
            elif place < 10:
                self.basket(self.coffee)
            else:
                self.basket(self.tea)
        self.env.flush_all()
        self.analyse()

    def suggest(self, products, partner=None):
        return self.env["ladder.suggestion"]._for(self.company, products, partner)

    def names(self, products, partner=None):
        return [one["product_id"] for one in self.suggest(products, partner)]

    def test_what_is_bought_together_with_its_reason(self):
        self.history()
        [found] = self.suggest(self.coffee, self.maryam)
        self.assertEqual((found["product_id"], found["source"]), (self.cake.id, "basket"))
        self.assertEqual(
            found["reason"],
            f"Bought together in 80 % of orders with {self.coffee.name}, "
            "3.0 × more often than by chance",
        )
        self.assertEqual(found["kind"], "up")  # dearer, of the same category
        self.assertFalse(self.suggest(self.tea, self.maryam))

    def test_never_what_is_in_the_basket_already(self):
        self.history()
        self.assertFalse(self.suggest(self.coffee + self.cake))

    def test_never_what_the_person_has_or_gave_back(self):
        self.history()
        has, gave_back = self.partner("علی"), self.partner("زهرا")
        self.basket(self.cake, partner=has)
        move = self.bill(self.cake, partner=gave_back)
        self.give_back(move, self.cake)
        self.assertFalse(self.suggest(self.coffee, has))
        self.assertFalse(self.suggest(self.coffee, gave_back))
        self.assertTrue(self.suggest(self.coffee, self.maryam))

    def test_a_company_and_its_contacts_have_it_together(self):
        self.history()
        firm = self.partner("شرکت", is_company=True)
        contact = self.partner("خریدار", parent_id=firm.id)
        self.basket(self.cake, partner=firm)
        self.assertFalse(self.suggest(self.coffee, contact))

    def test_what_is_used_up_is_suggested_again(self):
        self.history()
        self.basket(self.cake, days_ago=40, partner=self.maryam)
        self.assertFalse(self.suggest(self.coffee, self.maryam))
        self.company.ladder_had_days = 30
        self.assertEqual(self.names(self.coffee, self.maryam), [self.cake.id])
        self.give_back(self.bill(self.cake, 50, self.maryam), self.cake)
        self.assertFalse(self.suggest(self.coffee, self.maryam))  # what came back, never

    def test_what_is_not_sold_is_not_suggested(self):
        self.history()
        self.cake.sale_ok = False
        self.assertFalse(self.suggest(self.coffee))

    def test_products_of_another_company_are_not_suggested(self):
        other = self.env["res.company"].create({"name": "دیگر"})
        sweets = self.env["product.category"].create({"name": "شیرینی"})
        values = {"name": "کلوچه", "company_id": other.id, "categ_id": sweets.id}
        theirs = self.env["product.product"].create(values)
        self.env["ladder.pairing"].create(
            {"categ_id": self.coffee.categ_id.id, "other_categ_id": sweets.id}
        )
        self.assertFalse(self.suggest(self.coffee))
        theirs.company_id = False
        self.assertEqual(self.names(self.coffee), theirs.ids)

    def test_optional_products_and_the_figures_first(self):
        self.history()
        self.coffee.optional_product_ids = self.pot.product_tmpl_id + self.cake.product_tmpl_id
        found = self.suggest(self.coffee)
        self.assertEqual(
            [(one["product_id"], one["source"]) for one in found],
            [(self.cake.id, "basket"), (self.pot.id, "optional")],
        )
        self.assertEqual(found[1]["reason"], f"Goes with {self.coffee.name}")

    def test_by_trade(self):
        Pairing = self.env["ladder.pairing"]
        pairings = Pairing._load_trade("furniture", self.company)
        self.assertEqual(len(pairings), 4)
        self.assertEqual(Pairing._load_trade("furniture", self.company), pairings)
        sofas, tables = pairings[0].categ_id, pairings[0].other_categ_id
        self.coffee.categ_id = self.env["product.category"].create(
            {"name": "مبل راحتی", "parent_id": sofas.id}
        )
        self.cup.categ_id = tables
        [found] = self.suggest(self.coffee)
        self.assertEqual((found["product_id"], found["source"]), (self.cup.id, "trade"))
        self.assertEqual(found["reason"], f"{tables.name} goes with {sofas.name}")

    def test_a_marketer_takes_over_the_rows_of_a_trade(self):
        marketer = self.user("marketer", "customer_club.group_club_marketer")
        wizard = self.env["ladder.pairing.trade"].with_user(marketer).create({"trade": "cafe"})
        self.assertIn("+", wizard.preview)
        wizard.action_load()
        self.assertTrue(self.env["ladder.pairing"].with_user(marketer).search([]))
        with self.assertRaises(AccessError):
            seller = self.user("seller_1", "sales_team.group_sale_salesman")
            self.env["ladder.pairing.trade"].with_user(seller).create({"trade": "cafe"})

    def user(self, login, groups):
        return new_test_user(
            self.env,
            login=login,
            groups=f"base.group_user,{groups}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_on_the_quotation_by_a_seller_without_rights_in_the_club(self):
        self.history()
        seller = self.user("seller", "sales_team.group_sale_salesman")
        with Form(self.env["sale.order"].with_user(seller)) as form:
            form.partner_id = self.maryam
            with form.order_line.new() as line:
                line.product_id = self.coffee
            self.assertEqual([o["product_id"] for o in form.ladder_suggestions], [self.cake.id])
        order = form.record
        order.action_ladder_add(self.cake.id)
        self.assertEqual(order.order_line.product_id, self.coffee + self.cake)
        self.assertFalse(order.ladder_suggestions)
        with self.assertRaisesRegex(UserError, "not suggested"):
            order.action_ladder_add(self.tea.id)
        order.action_confirm()
        self.assertFalse(order.ladder_suggestions)
        with self.assertRaises(UserError):
            order.action_ladder_add(self.cake.id)

    def test_who_may_not_touch_a_quotation_adds_nothing(self):
        self.history()
        order = self.basket(self.coffee, confirm=False, partner=self.maryam)
        clerk = self.user("clerk", "customer_club.group_club_user")
        with self.assertRaises(AccessError):
            order.with_user(clerk).action_ladder_add(self.cake.id)
        with self.assertRaises(AccessError):
            order.with_user(clerk).action_ladder_shown()
