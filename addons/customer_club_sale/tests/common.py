from odoo.fields import Command

from odoo.addons.customer_club.tests.common import ClubCase


class SalePointsCase(ClubCase):
    """A shop whose programme gives a point for each unit of money; customers without a mobile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.program = cls.company._club_make_program()
        cls.program.rule_ids.unlink()
        cls.program.rule_ids = [
            Command.create({"reward_point_mode": "money", "reward_point_amount": 1})
        ]
        cls.program.reward_ids.unlink()
        cls.program.reward_ids = [
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "per_order",
                    "discount": 5,
                    "required_points": 50,
                }
            )
        ]
        cls.product = cls.env["product.product"].create(
            {"name": "چای", "invoice_policy": "order", "taxes_id": False, "type": "service"}
        )
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )
        cls.customer = cls.env["res.partner"].create({"name": "زهرا"})

    def order(self, amount=100.0, partner=None, confirm=True, product=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or self.product).id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order._update_programs_and_rewards()
        if confirm:
            order.action_confirm()
        return order

    def invoice(self, order, part=1.0):
        move = order._create_invoices()
        if part != 1:
            move.invoice_line_ids.quantity = part
        move.action_post()
        return move

    def credit(self, invoice, amount=None):
        """A credit note over the invoice, or a part of it: posted, not reconciled."""
        note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        if amount is not None:
            note.invoice_line_ids.price_unit = amount
        note.action_post()
        return note

    def pay(self, move, amount=None):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": self.bank.id, "amount": amount or move.amount_residual})
        )
        return wizard._create_payments()

    def settle(self):
        """What a commit does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def card(self, partner=None):
        return self.env["loyalty.card"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("program_id", "=", self.program.id),
            ]
        )

    def balance(self, partner=None):
        self.settle()
        return self.card(partner).points

    def gaps(self):
        self.settle()
        rows = self.env["club.points.audit"].with_context(active_test=False)
        return rows.search([("company_id", "=", self.company.id), ("gap", "!=", 0)])

    def unexplained(self):
        return self.env["loyalty.history"].search(
            [("card_id.program_id", "=", self.program.id), ("club_kind", "=", "adjustment")]
        )
