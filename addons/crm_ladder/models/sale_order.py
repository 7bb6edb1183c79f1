from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "ladder.source"]

    _ladder_watched = frozenset({"partner_id", "state", "date_order", "order_line"})
