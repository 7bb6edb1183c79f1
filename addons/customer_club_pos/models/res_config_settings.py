from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_club_count_orders = fields.Boolean(
        related="pos_config_id.club_count_orders", readonly=False
    )
    pos_club_tag_id = fields.Many2one(related="pos_config_id.club_tag_id", readonly=False)
    pos_club_merge_minutes = fields.Integer(
        related="pos_config_id.club_merge_minutes", readonly=False
    )
