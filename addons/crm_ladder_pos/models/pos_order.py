from odoo import models


class PosOrder(models.Model):
    """A paid order is a fact of the ladder."""

    _name = "pos.order"
    _inherit = ["pos.order", "ladder.source"]

    _ladder_watched = frozenset({"partner_id", "state", "account_move", "date_order"})

    def _ladder_partner_ids(self):
        """Also of those whose orders these give back, whoever brought it back."""
        refunded = self.sudo().lines.refunded_orderline_id.order_id.partner_id
        return super()._ladder_partner_ids() | set(refunded.ids)
