from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.credit.mixin"]

    def _credit_amount(self):
        return self.amount_total / (self.currency_rate or 1)

    def _credit_due_at_once(self):
        terms = self.payment_term_id.line_ids
        return not any(line.nb_days or line.delay_type != "days_after" for line in terms)

    def _credit_is_open(self):
        return self.state in ("draft", "sent")

    def _credit_key(self):
        return "order_id"

    def _credit_went_through(self):
        """Whether this order was approved, or confirmed with a warning."""
        return self.state == "sale" and any(
            approval.state in ("approved", "warned") for approval in self._credit_approvals()
        )

    def action_confirm(self):
        self.filtered(lambda order: order.state in ("draft", "sent"))._credit_check()
        return super().action_confirm()


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.credit.mixin"]

    def _credit_amount(self):
        return self.amount_total_signed

    def _credit_ordered_before(self):
        return self._get_partner_credit_warning_exclude_amount()

    def _credit_due_at_once(self):
        start = self.invoice_date or fields.Date.context_today(self)
        return (self.invoice_date_due or start) <= start

    def _credit_is_open(self):
        return self.state == "draft" and self.move_type == "out_invoice"

    def _credit_key(self):
        return "move_id"

    def _credit_approved(self, amount):
        # What was approved as an order is not asked for again when it is invoiced.
        orders = self.line_ids.sale_line_ids.order_id
        foreign = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.sale_line_ids
        )
        if orders and not foreign and all(order._credit_went_through() for order in orders):
            return True
        return super()._credit_approved(amount)

    def _post(self, soft=True):
        today = fields.Date.context_today(self)
        self.filtered(
            lambda move: move._credit_is_open() and not (soft and move.date > today)
        )._credit_check()
        return super()._post(soft)
