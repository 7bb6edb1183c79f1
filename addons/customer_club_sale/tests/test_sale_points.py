"""Points of sales: earned once, when the company says; returns take them back once, in part."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SalePointsCase


@tagged("post_install", "-at_install")
class TestSalePoints(SalePointsCase):
    def tearDown(self):
        """Whatever a test did: every balance is the sum of its history."""
        self.assertFalse(self.gaps())
        super().tearDown()

    def test_odoo_books_a_confirmed_sale(self):
        order = self.order()
        self.assertEqual(self.balance(), 100)
        self.assertEqual(self.card().history_ids.mapped("issued"), [100])
        self.assertEqual(order.club_points_ids.booked, 100)
        self.invoice(order)
        self.assertEqual(self.balance(), 100)
        self.assertEqual(len(self.card().history_ids), 1)

    def test_a_return_takes_back_its_part_once(self):
        order = self.order()
        invoice = self.invoice(order)
        note = self.credit(invoice, 40)
        self.assertEqual(self.balance(), 60)
        order._club_settle()
        note._club_settle_sales()
        self.assertEqual(self.balance(), 60, "settled again, nothing changes")
        line = self.card().history_ids[0]
        self.assertEqual((line.issued, line.club_kind), (-40, "return"))
        self.credit(invoice, 60)
        self.assertEqual(self.balance(), 0)
        note.button_draft()
        self.assertEqual(self.balance(), 40, "a credit note that is no more")
        note.action_post()
        self.assertEqual(self.balance(), 0)
        self.assertFalse(self.unexplained())

    def test_credited_and_invoiced_anew_is_no_return(self):
        order = self.order()
        invoice = self.invoice(order)
        self.credit(invoice)
        self.assertEqual(self.balance(), 0)
        again = order._create_invoices()
        again.action_post()
        self.assertEqual(self.balance(), 100)

    def test_a_cancelled_sale(self):
        order = self.order()
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertFalse(order.club_points_ids)
        order.action_draft()
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual(self.balance(), 100, "confirmed anew it earns anew, once")
        self.assertFalse(self.unexplained())

    def test_returned_in_part_and_then_cancelled(self):
        self.order(30)
        order = self.order()
        self.credit(self.invoice(order), 40)
        self.assertEqual(self.balance(), 90)
        order._action_cancel()
        self.assertEqual(self.balance(), 30)
        self.assertFalse(self.unexplained())

    def test_on_credit_when_it_is_paid(self):
        self.company.club_points_when = "paid"
        order = self.order()
        self.assertEqual(self.balance(), 0)
        self.assertEqual(order.club_points_pending, 100)
        invoice = self.invoice(order)
        self.assertEqual(self.balance(), 0)
        self.pay(invoice, 25)
        self.assertEqual(self.balance(), 25)
        self.assertEqual(order.club_points_ids.open_points, 75)
        self.pay(invoice)
        self.assertEqual(self.balance(), 100)
        self.assertEqual([line.issued for line in self.card().history_ids if line.issued], [75, 25])
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self.balance(), 0, "the payment was taken back")
        self.assertFalse(self.unexplained())

    def test_on_credit_and_returned_before_it_is_paid(self):
        self.company.club_points_when = "paid"
        invoice = self.invoice(self.order())
        note = self.credit(invoice, 40)
        self.assertEqual(self.balance(), 0)
        (invoice | note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self.balance(), 0, "a credit note is no payment")
        self.pay(invoice)
        self.assertEqual(self.balance(), 60)

    def test_when_it_is_invoiced(self):
        self.company.club_points_when = "invoiced"
        order = self.order()
        self.assertEqual(self.balance(), 0)
        invoice = self.invoice(order, 0.4)
        self.assertEqual(self.balance(), 40)
        invoice.button_draft()
        self.assertEqual(self.balance(), 0)
        invoice.action_post()
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertFalse(self.unexplained())

    def test_a_new_setting_leaves_confirmed_orders_as_they_were(self):
        order = self.order()
        self.company.club_points_when = "paid"
        self.credit(self.invoice(order), 10)
        self.assertEqual(self.balance(), 90)

    def test_points_that_are_spent(self):
        self.order()
        order = self.order(confirm=False)
        order._apply_program_reward(self.program.reward_ids, self.card())
        order.action_confirm()
        self.assertEqual(self.balance(), 150)
        order._action_cancel()
        self.assertEqual(self.balance(), 100)
        self.assertFalse(self.unexplained())

    def test_points_of_later_cannot_be_spent_now(self):
        self.company.club_points_when = "paid"
        self.card() or self.env["loyalty.card"]._club_cards(self.program, self.customer.ids)
        order = self.order(confirm=False)
        self.assertEqual(order._get_real_points_for_coupon(self.card()), 0)
        self.assertIn("error", order._apply_program_reward(self.program.reward_ids, self.card()))

    def test_who_owes_points_can_still_buy(self):
        order = self.order()
        spent = self.order(20, confirm=False)
        spent._apply_program_reward(self.program.reward_ids, self.card())
        spent.action_confirm()
        before = self.balance()
        self.assertLess(before, 100)
        self.credit(self.invoice(order))
        self.assertEqual(self.balance(), before - 100)
        self.assertLess(self.balance(), 0)
        next_one = self.order(30)
        self.assertEqual(next_one.state, "sale")
        self.assertEqual(self.balance(), before - 70)

    def test_a_coupon_stays_until_all_came_back(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Next time",
                "program_type": "next_order_coupons",
                "applies_on": "future",
                "trigger": "auto",
                "company_id": self.company.id,
                "rule_ids": [Command.create({"reward_point_mode": "order"})],
                "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
            }
        )
        self.company.club_points_when = "paid"
        order = self.order()
        coupon = order.coupon_point_ids.coupon_id.filtered(lambda c: c.program_id == program)
        self.assertEqual(coupon.points, 1, "a coupon goes out with the order")
        invoice = self.invoice(order)
        self.credit(invoice, 40)
        self.assertEqual(coupon.points, 1)
        self.credit(invoice, 60)
        self.assertEqual(coupon.points, 0)

    def test_a_confirmed_order_that_is_changed(self):
        order = self.order()
        order.order_line.filtered(lambda line: not line.is_reward_line).price_unit = 150
        order._update_programs_and_rewards()
        self.assertEqual(self.balance(), 150)
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertFalse(self.unexplained())

    def test_a_customer_whose_first_points_come_with_a_change(self):
        order = self.order(0)
        order.order_line.price_unit = 70
        order._update_programs_and_rewards()
        order._club_settle()
        self.assertIn(self.balance(), (0, 70))

    def test_orders_from_before(self):
        order = self.order()
        order.club_points_ids.unlink()
        Rows = self.env["club.sale.points"]
        self.env.flush_all()
        self.assertGreaterEqual(Rows._adopt_confirmed(), 1)
        self.assertEqual(Rows._adopt_confirmed(), 0)
        order.invalidate_recordset()
        self.credit(self.invoice(order), 40)
        self.assertEqual(self.balance(), 60)

    def test_merged_members(self):
        other = self.env["res.partner"].create({"name": "زهرا"})
        order = self.order(partner=other)
        self.order(30)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer | other).ids, self.customer, extra_checks=False)
        self.assertEqual(self.balance(), 130)
        self.credit(self.invoice(order), 40)
        self.assertEqual(self.balance(), 90)
        order._action_cancel()
        self.assertEqual(self.balance(), 30)

    def test_another_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    Command.create({"name": "2000-01-01", "rate": 4, "company_id": self.company.id})
                ],
            }
        )
        invoice = self.order()._create_invoices()
        invoice.currency_id = currency
        invoice.invoice_line_ids.price_unit = 400
        invoice.action_post()
        self.credit(invoice, 100)
        self.assertEqual(self.balance(), 75)

    def test_a_level_that_is_bought(self):
        Level = self.env["club.level"]
        ticket = self.env["product.product"].create(
            {"name": "عضویت طلایی", "invoice_policy": "order", "type": "service"}
        )
        gold = Level.create(
            {
                "name": "طلایی",
                "how": "given",
                "company_id": self.company.id,
                "product_ids": [Command.set(ticket.ids)],
                "product_days": 30,
            }
        )
        self.company.club_points_when = "paid"
        order = self.order(product=ticket)
        self.assertFalse(self.customer.club_level_id)
        invoice = self.invoice(order)
        self.pay(invoice)
        self.assertEqual(self.customer.club_level_id, gold)
        grant = self.customer.club_level_grant_ids
        self.assertEqual(grant.reason, order.name)
        self.assertEqual(grant.valid_until - grant.valid_from, timedelta(days=30))
        self.credit(invoice)
        self.assertFalse(self.customer.club_level_id)
        self.assertTrue(grant.ended_at)
        free = self.order(product=ticket)
        self.pay(self.invoice(free))
        self.assertEqual(self.customer.club_level_id, gold)
        free._action_cancel()
        self.assertFalse(self.customer.club_level_id)

    def test_purchases_raise_a_level(self):
        silver = self.env["club.level"].create(
            {"name": "نقره‌ای", "min_points": 100, "company_id": self.company.id}
        )
        self.company.club_level_keep_days = 0
        order = self.order()
        self.settle()
        self.assertEqual(self.customer.club_level_id, silver)
        self.credit(self.invoice(order), 40)
        self.assertFalse(self.customer.club_level_id)

    def test_the_member_reads_what_waits(self):
        self.company.club_points_when = "paid"
        page = self.customer._club_member_page(self.company)
        self.assertFalse(page["pending"])
        self.order()
        page = self.customer._club_member_page(self.company)
        self.assertEqual(page["pending"], "100")

    def test_who_sees_them(self):
        row = self.order().club_points_ids
        salesman = self.club_user("points_sales", "sales_team.group_sale_salesman_all_leads")
        self.assertEqual(row.with_user(salesman).booked, 100)
        self.assertFalse(row.with_user(salesman).has_access("write"))
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="points_sales_other",
            groups="sales_team.group_sale_manager,customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(theirs["club.sale.points"].search([("id", "=", row.id)]))

    def test_a_salesman_confirms_and_an_accountant_credits(self):
        salesman = self.club_user("points_seller", "sales_team.group_sale_salesman_all_leads")
        accountant = self.club_user("points_account", "account.group_account_invoice")
        order = self.order(confirm=False)
        order.with_user(salesman).action_confirm()
        invoice = order._create_invoices()
        invoice.with_user(accountant).action_post()
        note = invoice.with_user(accountant)._reverse_moves([{"invoice_date": fields.Date.today()}])
        note.action_post()
        self.assertEqual(self.balance(), 0)
