from odoo import fields, models


class CustomerCancelReason(models.TransientModel):
    """Asks why a confirmed order is cancelled, then cancels it."""

    _name = "customer.cancel.reason"
    _description = "Cancel an Order with a Reason"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    company_id = fields.Many2one(related="order_id.company_id")
    reason_id = fields.Many2one(
        "customer.return.reason",
        required=True,
        domain="[('kind', 'in', ('both', 'cancel')), ('company_id', 'in', (False, company_id))]",
    )

    def action_cancel_order(self):
        """Cancel the order for the chosen reason."""
        self.ensure_one()
        self.order_id.audit_reason_id = self.reason_id
        return self.order_id.action_cancel()


class SaleMassCancelOrders(models.TransientModel):
    _inherit = "sale.mass.cancel.orders"

    audit_reason_id = fields.Many2one(
        "customer.return.reason",
        "Reason of the cancellation",
        domain="[('kind', 'in', ('both', 'cancel'))]",
    )

    def action_mass_cancel(self):
        if self.audit_reason_id:
            self.sale_order_ids.filtered(
                lambda order: order.state == "sale"
            ).audit_reason_id = self.audit_reason_id
        return super().action_mass_cancel()


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    audit_reason_id = fields.Many2one(
        "customer.return.reason",
        "Reason of the return",
        domain="[('kind', 'in', ('both', 'return')), ('company_id', 'in', (False, company_id))]",
    )
    audit_reason_required = fields.Boolean(related="company_id.audit_return_reason_required")

    def _prepare_default_reversal(self, move):
        values = super()._prepare_default_reversal(move)
        if move.move_type == "out_invoice":
            values["audit_reason_id"] = self.audit_reason_id.id
        return values
