from odoo import fields, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    club_count_orders = fields.Boolean(
        "Orders count as visits", help="A paid order is a visit of the customer chosen in it."
    )
    club_tag_id = fields.Many2one(
        "club.tag",
        "Tag of its visits",
        check_company=True,
        help="Its texts are sent, as for an entry on the keypad.",
    )
    club_merge_minutes = fields.Integer(
        "Merge window (minutes)",
        default=60,
        help="An order within these minutes of a visit is the same visit. 0 counts every order.",
    )

    _club_merge_minutes_sane = models.Constraint(
        "CHECK (club_merge_minutes BETWEEN 0 AND 10080)",
        "The merge window is between 0 minutes and a week.",
    )
