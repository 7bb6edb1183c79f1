from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    club_count_sales = fields.Boolean(
        "Sales count as visits", help="A confirmed order is a visit of its customer."
    )
    club_sale_tag_id = fields.Many2one(
        "club.tag",
        "Tag of sales",
        domain="[('company_id', '=', id)]",
        help="Its texts are sent, as for an entry on the keypad.",
    )
    club_sale_merge_minutes = fields.Integer(
        "Merge window of sales (minutes)",
        default=60,
        help="An order within these minutes of a visit is the same visit.",
    )
