from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_count_sales = fields.Boolean(related="company_id.club_count_sales", readonly=False)
    club_sale_tag_id = fields.Many2one(
        related="company_id.club_sale_tag_id",
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    club_sale_merge_minutes = fields.Integer(
        related="company_id.club_sale_merge_minutes", readonly=False
    )
    club_points_when = fields.Selection(related="company_id.club_points_when", readonly=False)
