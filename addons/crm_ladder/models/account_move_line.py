from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ladder_campaign_id = fields.Many2one(
        "utm.campaign",
        "Cost of campaign",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        help="The campaign that this line of a bill was spent on.",
    )
