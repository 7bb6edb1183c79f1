from odoo import api, fields, models

KINDS = [
    ("visit", "Visit"),
    ("visit_voided", "Visit voided"),
    ("purchase", "Purchase"),
    ("return", "Return"),
    ("opening", "Balance carried forward"),
    ("adjustment", "Change without a document"),
    ("erased", "Forfeited"),
]
# What was never earned: it counts for no level.
NOT_EARNED = ("opening", "adjustment", "erased")


class LoyaltyHistory(models.Model):
    """The account of a card: its balance is the sum of *issued* less *used*.

    Points that are taken back are a negative *issued*; *used* is what the customer spent.
    """

    _inherit = "loyalty.history"

    club_origin = fields.Char(
        readonly=True,
        copy=False,
        help="What the line was booked for; each origin is booked once.",
    )
    club_kind = fields.Selection(KINDS, "Kind", readonly=True)
    club_partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    club_program_id = fields.Many2one(related="card_id.program_id", string="Programme")

    _club_origin_uniq = models.UniqueIndex(
        "(club_origin) WHERE club_origin IS NOT NULL", "These points have been booked before."
    )

    # Whoever changes a history: what it sums up to is the balance, see loyalty.card.

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.card_id._club_balance_later()
        return lines

    def write(self, vals):
        if not vals.keys() & {"card_id", "issued", "used"}:
            return super().write(vals)
        cards = self.card_id
        result = super().write(vals)
        (cards | self.card_id)._club_balance_later()
        return result

    def unlink(self):
        self.card_id._club_balance_later()
        return super().unlink()

    def _get_order_description(self):
        """A visit is no order; the page of a customer's card shows the line's own words."""
        self.ensure_one()
        if self.order_model and self.order_model in self.env:
            return super()._get_order_description()
        return self.description
