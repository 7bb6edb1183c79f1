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
    club_points_when = fields.Selection(
        [
            ("confirmed", "As soon as the order is confirmed"),
            ("invoiced", "When it is invoiced"),
            ("paid", "When it is paid"),
        ],
        "Sales bring points",
        required=True,
        default="confirmed",
        help="Points of a sale on credit wait until the invoice, or its payment; part by part.",
    )
