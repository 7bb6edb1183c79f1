from odoo import api, models
from odoo.tools import SQL

from ..tools.referral_judge import ring


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Make way for the merge where one row a customer is all there may be.

        Of several referrers the first one stays, and never oneself; what was given for the others
        is taken back. Purchases are counted anew, since two of one day become one.
        """
        everyone = src_partners | dst_partner
        self.env.cr.execute(
            SQL("DELETE FROM ladder_purchase WHERE partner_id = ANY(%s)", everyone.ids)
        )
        referrals = self.env["ladder.referral"].sudo()
        standing = [("state", "not in", ("refused", "taken_back"))]
        named = referrals.search(
            [("referred_id", "in", everyone.ids), *standing], order="referred_at, id"
        )
        outside = named.filtered(lambda referral: referral.referrer_id not in everyone)
        for referral in named - outside[:1]:
            referral._end("oneself" if referral.referrer_id in everyone else "named")
        # Whoever came through one of them cannot have brought the one that stays.
        brought_by = referrals._brought_by(outside[:1].referrer_id.ids)
        if any(
            ring(brought_by, up.id, one) for up in outside[:1].referrer_id for one in everyone.ids
        ):
            outside[:1]._end("ring")
        referrals.flush_model()
        self._forget_second_grants(everyone, dst_partner)
        self._join_privileges(everyone, dst_partner)
        self.env["ladder.referral.code"].sudo()._merge(everyone, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _forget_second_grants(self, everyone, kept):
        """Who got something by one policy twice, as two records, has it once; the cost stays."""
        self.env["ladder.policy.grant"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ladder_policy_grant g SET partner_id = NULL
                  FROM (SELECT id, ROW_NUMBER() OVER (
                                   PARTITION BY policy_id ORDER BY partner_id <> %s, id) AS n
                          FROM ladder_policy_grant WHERE partner_id = ANY(%s)) o
                 WHERE o.id = g.id AND o.n > 1
                """,
                kept.id,
                everyone.ids,
            )
        )
        self.env["ladder.policy.grant"].invalidate_model(flush=False)

    @api.model
    def _join_privileges(self, everyone, kept):
        """What two records had, one person has once; the uses of both count as the person's."""
        for model in ("ladder.privilege.holder", "ladder.privilege.use"):
            self.env[model].flush_model()
        values = {"kept": kept.id, "people": everyone.ids}
        self.env.cr.execute(
            SQL(
                """
                UPDATE ladder_privilege_holder h SET until = NOW() AT TIME ZONE 'UTC'
                  FROM (SELECT id, ROW_NUMBER() OVER (
                                   PARTITION BY privilege_id ORDER BY partner_id <> %(kept)s, id)
                                   AS n
                          FROM ladder_privilege_holder
                         WHERE partner_id = ANY(%(people)s) AND until IS NULL) o
                 WHERE o.id = h.id AND o.n > 1
                """,
                **values,
            )
        )
        # Numbered anew over all of them; first out of the way, since each number is unique.
        self.env.cr.execute(
            SQL(
                "UPDATE ladder_privilege_use SET number = number + 1000000 "
                "WHERE partner_id = ANY(%(people)s)",
                **values,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE ladder_privilege_use u SET number = o.n
                  FROM (SELECT id, ROW_NUMBER() OVER (
                                   PARTITION BY privilege_id, period ORDER BY used_at, id) AS n
                          FROM ladder_privilege_use WHERE partner_id = ANY(%(people)s)) o
                 WHERE o.id = u.id
                """,
                **values,
            )
        )
        for model in ("ladder.privilege.holder", "ladder.privilege.use"):
            self.env[model].invalidate_model(flush=False)

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
