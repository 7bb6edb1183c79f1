from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    direct_inbox_days = fields.Integer(
        "Keep keypad entries (days)",
        default=365,
        help="After that the numbers typed and the content sent are erased. Ids stay, so that no "
        "entry can ever count twice. 0: keep everything.",
    )
