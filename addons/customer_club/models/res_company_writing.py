from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    club_part_price = fields.Monetary(
        "Price of an SMS part",
        currency_field="currency_id",
        help="What one part of a text costs, to show the cost while somebody writes.",
    )
    club_links_allowed = fields.Boolean(
        "Sender line may send links",
        help="Operators stop texts with links from lines that have no permission for them.",
    )
    club_optout_words = fields.Char(
        "Opt-out words",
        default="لغو۱۱",
        help="What every advertising text holds, so that its reader can stop it.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the texts' price"
    )
    club_part_price = fields.Monetary(
        related="company_id.club_part_price", readonly=False, currency_field="club_currency_id"
    )
    club_links_allowed = fields.Boolean(related="company_id.club_links_allowed", readonly=False)
    club_optout_words = fields.Char(related="company_id.club_optout_words", readonly=False)
