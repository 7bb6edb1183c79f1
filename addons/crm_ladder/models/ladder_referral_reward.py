from odoo import fields, models


class LadderReferralReward(models.Model):
    """What one side of a referral was given, what it cost, and what of it was taken back."""

    _name = "ladder.referral.reward"
    _description = "Reward of a Referral"
    _order = "given_at desc, id desc"
    _rec_name = "partner_id"

    # A merge of customers may leave two rewards of a side, never a second giving.
    referral_id = fields.Many2one(
        "ladder.referral", required=True, readonly=True, ondelete="cascade", index=True
    )
    side = fields.Selection(
        [("referrer", "Brought somebody"), ("referred", "Was brought")],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    card_id = fields.Many2one(
        "loyalty.card", "Coupon", readonly=True, ondelete="set null", index="btree_not_null"
    )
    points = fields.Float(readonly=True)
    cost = fields.Monetary(readonly=True, help="Less what was taken back.")
    main_cost = fields.Float(
        "Cost, main currency", readonly=True, help="At the rate of the day it was given."
    )
    given_at = fields.Datetime("Given", required=True, readonly=True)
    taken_at = fields.Datetime("Taken back", readonly=True)
    taken_points = fields.Float("Points taken back", readonly=True)

    _once_uniq = models.UniqueIndex(
        "(referral_id, side)", "Each side of a referral is rewarded once."
    )

    def _take_back(self, description):
        """Take what is left of it off the card; what was spent is spent."""
        now = fields.Datetime.now()
        for reward in self.filtered(lambda reward: not reward.taken_at):
            card = reward.card_id.sudo()
            taken = max(0.0, min(reward.points, card.points)) if card else 0.0
            if taken:
                card.points -= taken
                self.env["loyalty.history"].sudo().create(
                    {"card_id": card.id, "description": description, "used": taken}
                )
            left = 1 - taken / reward.points if reward.points else 1
            reward.write(
                {
                    "taken_at": now,
                    "taken_points": taken,
                    "cost": reward.cost * left,
                    "main_cost": reward.main_cost * left,
                }
            )
