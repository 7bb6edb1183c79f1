from odoo import fields, models


class CustomerReturnReason(models.Model):
    """Why goods came back or an order was cancelled; the shop's own list."""

    _name = "customer.return.reason"
    _description = "Reason of Returns and Cancellations"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("both", "Both"), ("return", "Returns"), ("cancel", "Cancelled orders")],
        "For",
        required=True,
        default="both",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
