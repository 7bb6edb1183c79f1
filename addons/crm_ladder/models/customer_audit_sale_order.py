from odoo import fields, models


class SaleOrder(models.Model):
    """An order remembers that it was cancelled, when, and whether it had been confirmed."""

    _inherit = "sale.order"

    audit_cancelled_at = fields.Datetime("Cancelled on", readonly=True, copy=False)
    audit_was_confirmed = fields.Boolean("Cancelled after confirmation", readonly=True, copy=False)

    def _action_cancel(self):
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
            {"audit_cancelled_at": False, "audit_was_confirmed": False}
        )
        return result
