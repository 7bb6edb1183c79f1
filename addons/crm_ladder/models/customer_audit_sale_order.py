from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """An order remembers that it was cancelled, when, why, and whether it had been confirmed."""

    _inherit = "sale.order"

    audit_cancelled_at = fields.Datetime("Cancelled on", readonly=True, copy=False)
    audit_was_confirmed = fields.Boolean("Cancelled after confirmation", readonly=True, copy=False)
    audit_reason_id = fields.Many2one(
        "customer.return.reason",
        "Reason of the cancellation",
        copy=False,
        index="btree_not_null",
        domain="[('kind', 'in', ('both', 'cancel')), ('company_id', 'in', (False, company_id))]",
    )

    def _audit_needs_reason(self):
        """Those of ``self`` that may not be cancelled without a reason."""
        return self.filtered(
            lambda order: (
                order.state == "sale"
                and order.company_id.audit_cancel_reason_required
                and not order.audit_reason_id
            )
        )

    def action_cancel(self):
        if not self.env.su and len(self) == 1 and self._audit_needs_reason() and not self.locked:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "crm_ladder.customer_cancel_reason_action"
            )
            return {**action, "context": {"default_order_id": self.id}}
        return super().action_cancel()

    def _action_cancel(self):
        # What the system cancels by itself cannot be asked for a reason.
        if not self.env.su and (nameless := self._audit_needs_reason()):
            raise UserError(
                self.env._(
                    "A confirmed order is cancelled with a reason: fill in “Reason of the "
                    "cancellation”. (%s)",
                    ", ".join(nameless.mapped("display_name")[:5]),
                )
            )
        fresh = self.filtered(lambda order: order.state != "cancel")
        confirmed = fresh.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        now = fields.Datetime.now()
        confirmed.write({"audit_cancelled_at": now, "audit_was_confirmed": True})
        (fresh - confirmed).write({"audit_cancelled_at": now, "audit_was_confirmed": False})
        return result

    def action_draft(self):
        result = super().action_draft()
        self.filtered("audit_cancelled_at").write(
            {"audit_cancelled_at": False, "audit_was_confirmed": False, "audit_reason_id": False}
        )
        return result
