"""Two real transactions sell to one customer at the same moment. Rows are committed and removed."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCustomerCreditRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            company = env.company
            self.before = company.read(["credit_limit_mode", "account_use_credit_limit"])[0]
            self.before.pop("id")
            self.company_id = company.id
            company.write({"credit_limit_mode": "block", "account_use_credit_limit": True})
            partner = env["res.partner"].create({"name": "مسابقه", "credit_limit": 1000})
            product = env["product.product"].create(
                {"name": "مسابقه", "type": "service", "taxes_id": False}
            )
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": partner.id,
                        "order_line": [
                            Command.create(
                                {"product_id": product.id, "price_unit": 600, "tax_ids": False}
                            )
                        ],
                    }
                ]
                * 2
            )
            self.ids = partner.id, product.id, orders.ids
        self.addCleanup(self._clean)

    def _clean(self):
        partner_id, product_id, order_ids = self.ids
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            cr.execute("DELETE FROM customer_credit_approval WHERE partner_id = %s", [partner_id])
            orders = env["sale.order"].browse(order_ids)
            orders._action_cancel()
            orders.unlink()
            env["product.product"].browse(product_id).product_tmpl_id.unlink()
            cr.execute("DELETE FROM ladder_move WHERE partner_id = %s", [partner_id])
            env["res.partner"].browse(partner_id).unlink()
            env["res.company"].browse(self.company_id).write(self.before)

    def _verdict(self, cr, order_id):
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        order = env["sale.order"].browse(order_id)
        env["customer.credit.turn"]._take(order.partner_id, order.company_id)
        return env, order, order._credit_verdict()[0].mode

    def test_the_second_one_sees_the_first(self):
        first_id, second_id = self.ids[2]
        with self.registry.cursor() as first, self.registry.cursor() as second:
            # Both have begun, and see the world as it was.
            second.execute("SELECT count(*) FROM sale_order")
            env, order, mode = self._verdict(first, first_id)
            self.assertEqual(mode, "none")
            order.write({"state": "sale"})
            env.flush_all()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._verdict(second, second_id)
            second.rollback()
            # Odoo runs it again, and now it sees.
            self.assertEqual(self._verdict(second, second_id)[2], "block")
            second.rollback()
