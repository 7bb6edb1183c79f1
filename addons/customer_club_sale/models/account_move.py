"""Invoices, credit notes and payments: when they change, the points of their sales follow."""

from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._club_settle_sales()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._club_settle_sales()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._club_settle_sales()
        return result

    def _club_settle_sales(self):
        """Settle the orders that these invoices and credit notes are for."""
        moves = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        orders = moves.sudo().line_ids.sale_line_ids.order_id
        if orders:
            orders._club_settle()


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._club_moves()._club_settle_sales()
        return partials

    def unlink(self):
        moves = self._club_moves()
        result = super().unlink()
        moves.exists()._club_settle_sales()
        return result

    def _club_moves(self):
        return (self.debit_move_id | self.credit_move_id).move_id
