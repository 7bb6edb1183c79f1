from odoo import api, models
from odoo.tools import SQL


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Make way for the merge where one row a customer is all there may be.

        Of several referrers the first one stays, and never oneself. Purchases are counted anew,
        since two of one day become one.
        """
        everyone = src_partners | dst_partner
        self.env.cr.execute(
            SQL("DELETE FROM ladder_purchase WHERE partner_id = ANY(%s)", everyone.ids)
        )
        referrals = self.env["ladder.referral"].sudo()
        named = referrals.search([("referred_id", "in", everyone.ids)], order="referred_at, id")
        outside = named.filtered(lambda referral: referral.referrer_id not in everyone)
        (named - outside[:1]).unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """The verdicts of the merged records are not values to carry over.

        Their moves are: the foreign keys of the history follow the merge by themselves. The one
        that stays is judged anew, by the deeds of all of them.
        """
        wizard = self.with_context(crm_ladder_merging=True)
        result = super(BasePartnerMerge, wizard)._update_values(
            src_partners, dst_partner.with_env(wizard.env)
        )
        self.env["ladder.dirty"]._add(
            {*dst_partner.ids, *dst_partner.sudo().commercial_partner_id.ids}
        )
        return result
