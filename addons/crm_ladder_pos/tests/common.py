from uuid import uuid4

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.point_of_sale.tests.common import TestPoSCommon


class TillCase(TestPoSCommon):
    """Orders as the till sends them, by a cashier without any right in the club."""

    def setUp(self):
        super().setUp()
        self.config = self.basic_config
        self.tea = self.create_product("Tea", self.categ_basic, 10)
        self.cake = self.create_product("Cake", self.categ_basic, 30)
        self.buyer = self.env["res.partner"].create({"name": "زهرا"})
        self.open_new_session()
        # Whoever keeps the books of the tests has no rights in the club.
        self.env = self.env(su=True)
        self.cashier = new_test_user(
            self.env,
            login="ladder_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def pay(self, products, customer=None, invoice=False, refund_of=None, **values):
        """Sell one of each product, or give an order back; return the order."""
        sign = -1 if refund_of else 1
        data = self.create_ui_order_data(
            [(product, sign) for product in products],
            customer=customer if customer is not None else self.buyer,
            payments=[(self.cash_pm1, sign * sum(products.mapped("list_price")))],
            is_invoiced=invoice,
            uuid=str(uuid4()),
        )
        if refund_of:
            data["is_refund"] = True
            for line in data["lines"]:
                line[2]["refunded_orderline_id"] = refund_of.lines.filtered(
                    lambda sold, line=line: sold.product_id.id == line[2]["product_id"]
                ).id
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([{**data, **values}])
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def facts(self, partner=None):
        self.env.flush_all()
        [row] = self.env["ladder.facts"]._collect([(partner or self.buyer).id], {})
        return row[4]

    def yesterday(self, order, days=1):
        order.date_order = fields.Datetime.subtract(order.date_order, days=days)
        return order
