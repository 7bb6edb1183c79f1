from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .test_customer_audit_figures import audit_company


@tagged("post_install", "-at_install")
class TestCustomerReturns(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = audit_company(cls.env)
        cls.seller = new_test_user(
            cls.env,
            login="returns_seller",
            groups="sales_team.group_sale_manager,account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.env = cls.env(user=cls.seller, su=False, context={"tracking_disable": True})
        cls.product = (
            cls.env["product.product"]
            .sudo()
            .create({"name": "چای", "type": "service", "taxes_id": False})
        )
        cls.partner = cls.env["res.partner"].sudo().create({"name": "مریم رضایی"}).with_env(cls.env)
        cls.reason = cls.env.ref("crm_ladder.return_reason_late")

    def invoice(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_date": date(2026, 5, 1),
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": 90, "tax_ids": False}
                    )
                ],
            }
        )
        move.action_post()
        return move

    def order(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": 40, "tax_ids": False}
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def reverse(self, move, **values):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"date": date(2026, 5, 9), "journal_id": move.journal_id.id, **values})
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def test_the_reason_comes_from_the_wizard(self):
        credit = self.reverse(self.invoice(), audit_reason_id=self.reason.id)
        self.assertEqual(credit.audit_reason_id, self.reason)

    def test_required_on_credit_notes(self):
        move = self.invoice()
        self.reverse(move).action_post()
        self.company.sudo().audit_return_reason_required = True
        credit = self.reverse(move)
        with self.assertRaises(UserError):
            credit.action_post()
        credit.audit_reason_id = self.reason
        credit.action_post()
        self.assertEqual(credit.state, "posted")

    def test_required_on_cancelled_orders(self):
        self.order().action_cancel()
        self.company.sudo().audit_cancel_reason_required = True
        order = self.order()
        action = order.action_cancel()
        self.assertEqual(action["res_model"], "customer.cancel.reason")
        self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            order._action_cancel()
        wizard = (
            self.env["customer.cancel.reason"]
            .with_context(**action["context"])
            .create({"reason_id": self.reason.id})
        )
        wizard.action_cancel_order()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.audit_reason_id, self.reason)
        # A quotation needs none.
        quotation = order.copy()
        quotation.action_cancel()
        self.assertEqual(quotation.state, "cancel")

    def test_many_orders_with_one_reason(self):
        self.company.sudo().audit_cancel_reason_required = True
        orders = self.order() | self.order()
        wizard = self.env["sale.mass.cancel.orders"].create(
            {"sale_order_ids": [Command.set(orders.ids)]}
        )
        with self.assertRaises(UserError):
            wizard.action_mass_cancel()
        wizard.audit_reason_id = self.reason
        wizard.action_mass_cancel()
        self.assertEqual(set(orders.mapped("state")), {"cancel"})

    def test_the_report(self):
        credit = self.reverse(self.invoice(), audit_reason_id=self.reason.id)
        credit.action_post()
        order = self.order()
        order.audit_reason_id = self.reason
        order._action_cancel()
        quotation = order.copy()
        quotation._action_cancel()
        self.env.flush_all()
        report = self.env["customer.return.report"]
        rows = report.search([("partner_id", "=", self.partner.id)])
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.kind, row.amount))),
            [("cancel", 40), ("return", 90)],
        )
        self.assertEqual(rows.reason_id, self.reason)
        self.assertEqual(rows.invoice_id, credit.reversed_entry_id)
        self.assertEqual(rows.product_id, self.product)
        months = rows.filtered(lambda row: row.kind == "return")
        self.assertEqual(months.month, "2026/05")
        self.env["res.lang"].sudo()._activate_lang("fa_IR")
        months.invalidate_recordset()
        self.assertEqual(months.with_context(lang="fa_IR").month, "1405/02")
        [(reason, amount)] = report._read_group(
            [("partner_id", "=", self.partner.id)], ["reason_id"], ["amount:sum"]
        )
        self.assertEqual((reason, amount), (self.reason, 130))
