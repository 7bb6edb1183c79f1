from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .test_customer_audit_figures import audit_company


@tagged("post_install", "-at_install")
class TestCustomerCredit(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = audit_company(cls.env)
        cls.company.credit_limit_mode = "block"
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.seller = new_test_user(
            cls.env, login="credit_seller", groups="sales_team.group_sale_salesman", **companies
        )
        cls.clerk = new_test_user(
            cls.env, login="credit_clerk", groups="account.group_account_invoice", **companies
        )
        cls.chief = new_test_user(
            cls.env, login="credit_chief", groups="account.group_account_manager", **companies
        )
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=True, allowed_company_ids=cls.company.ids
            )
        )
        cls.product = cls.env["product.product"].create(
            {"name": "چای", "type": "service", "invoice_policy": "order", "taxes_id": False}
        )
        cls.partner = cls.env["res.partner"].create({"name": "مریم رضایی", "credit_limit": 1000})

    def order(self, amount, partner=None, **values):
        return (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": (partner or self.partner).id,
                    "user_id": self.seller.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": amount,
                                "tax_ids": False,
                            }
                        )
                    ],
                    **values,
                }
            )
        )

    def invoice(self, amount, days_ago=0, **values):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_date": fields.Date.today() - timedelta(days=days_ago),
                "invoice_date_due": fields.Date.today() - timedelta(days=days_ago),
                "invoice_line_ids": [
                    Command.create({"name": "چای", "price_unit": amount, "tax_ids": False})
                ],
                **values,
            }
        )

    def approvals(self, document):
        return self.env["customer.credit.approval"].search(
            [("order_id" if document._name == "sale.order" else "move_id", "=", document.id)]
        )

    def test_orders_add_up_to_the_limit(self):
        self.order(600).action_confirm()
        self.order(400).action_confirm()
        order = self.order(1)
        with self.assertRaisesRegex(UserError, "1.00"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.assertIn("1.00", order.credit_breach)

    def test_a_contact_buys_on_the_companys_limit(self):
        buyer = self.env["res.partner"].create({"name": "خریدار", "parent_id": self.partner.id})
        self.order(900, buyer).action_confirm()
        with self.assertRaises(UserError):
            self.order(200).action_confirm()

    def test_approval_by_somebody_who_may(self):
        order = self.order(1500)
        order.action_ask_credit()
        request = self.approvals(order)
        self.assertEqual((request.state, request.requested_by_id), ("requested", self.seller))
        self.assertEqual((request.amount, request.over_limit), (1500, 500))
        order.action_ask_credit()
        self.assertEqual(self.approvals(order), request, "asked for once")
        with self.assertRaises(AccessError):
            request.with_user(self.seller).action_approve()
        with self.assertRaises(UserError):
            order.action_confirm()
        request.with_user(self.chief).action_approve()
        self.assertEqual((request.state, request.decided_by_id), ("approved", self.chief))
        with self.assertRaises(UserError):
            request.with_user(self.chief).action_refuse()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        # Nobody asks again when the order is invoiced.
        move = order.sudo()._create_invoices()
        move.with_user(self.chief).action_post()
        self.assertEqual(move.state, "posted")

    def test_what_was_approved_does_not_cover_more(self):
        order = self.order(1500)
        order.action_ask_credit()
        self.approvals(order).with_user(self.chief).action_approve()
        order.order_line.price_unit = 1600
        with self.assertRaises(UserError):
            order.action_confirm()
        order.with_user(self.chief).action_approve_credit()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_refused(self):
        order = self.order(1500)
        order.action_ask_credit()
        self.approvals(order).with_user(self.chief).action_refuse()
        self.assertEqual(order.credit_request_state, "refused")
        with self.assertRaises(UserError):
            order.action_confirm()

    def test_a_warning_is_kept(self):
        self.company.credit_limit_mode = "warn"
        order = self.order(1500)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        kept = self.approvals(order)
        self.assertEqual((kept.state, kept.requested_by_id), ("warned", self.seller))

    def test_invoices(self):
        self.invoice(700).with_user(self.clerk).action_post()
        move = self.invoice(400)
        with self.assertRaises(UserError):
            move.with_user(self.clerk).action_post()
        move.with_user(self.clerk).action_ask_credit()
        self.approvals(move).with_user(self.chief).action_approve()
        move.with_user(self.clerk).action_post()
        self.assertEqual(move.state, "posted")
        # Money that comes back makes room.
        credit = self.invoice(500, move_type="out_refund")
        credit.with_user(self.clerk).action_post()
        self.invoice(300).with_user(self.clerk).action_post()

    def test_an_order_within_the_limit_is_invoiced_freely(self):
        order = self.order(1000)
        order.action_confirm()
        move = order.sudo()._create_invoices()
        move.with_user(self.clerk).action_post()
        self.assertEqual(move.state, "posted")

    def test_overdue_customers(self):
        self.company.write({"credit_limit_mode": "none", "credit_overdue_mode": "block"})
        self.invoice(50, days_ago=20).action_post()
        with self.assertRaises(UserError):
            self.order(10).action_confirm()
        self.company.credit_overdue_days = 30
        self.order(10).action_confirm()

    def test_cash_may_be_exempt(self):
        self.company.credit_cash_too = False
        self.order(5000).action_confirm()
        later = self.env["account.payment.term"].create(
            {
                "name": "۳۰ روز",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )
        with self.assertRaises(UserError):
            self.order(10, payment_term_id=later.id).action_confirm()
        with self.assertRaises(UserError):
            self.invoice(
                10,
                invoice_payment_term_id=later.id,
                invoice_date_due=fields.Date.today() + timedelta(days=30),
            ).with_user(self.chief).action_post()

    def test_other_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "rate": 0.5,
                "name": "2020-01-01",
                "company_id": self.company.id,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": euro.id, "company_id": self.company.id}
        )
        self.order(500, pricelist_id=pricelist.id).action_confirm()
        with self.assertRaises(UserError):
            self.order(1).action_confirm()

    def test_payments_that_came_in_do_not_wait(self):
        order = self.order(1500)
        order.sudo().action_confirm()
        self.assertEqual(self.approvals(order).state, "warned")

    def test_nothing_is_asked_without_a_policy_or_limit(self):
        self.company.credit_limit_mode = "none"
        self.order(9999).action_confirm()
        self.company.credit_limit_mode = "block"
        free = self.env["res.partner"].create({"name": "بی‌سقف"})
        self.order(9999, free).action_confirm()

    def test_decisions_cannot_be_written(self):
        order = self.order(1500)
        order.action_ask_credit()
        request = self.approvals(order)
        for user in (self.seller, self.clerk, self.chief):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(request.with_user(user).has_access(operation))
