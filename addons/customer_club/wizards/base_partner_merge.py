from odoo import api, models
from odoo.tools import SQL


class BasePartnerMerge(models.TransientModel):
    """Two records of one person become one: nothing is lost and nothing is counted twice."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Move visits without a clash of their numbers, then number them anew by time.

        Odoo moves rows by SQL and fails where they hit a unique index, so what may be there once
        makes way first.
        """
        everyone = src_partners | dst_partner
        self.env.flush_all()
        # A key press that comes now waits for the rows, and then finds the survivor.
        self.env.cr.execute(
            "SELECT 1 FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [everyone.ids]
        )
        self._club_free_visit_numbers(src_partners, everyone)
        self._club_drop_doubles(src_partners, dst_partner)
        refusals = self._club_refusals(everyone)
        mobiles = src_partners.sudo().mapped("club_mobile")
        self.env.cr.execute(
            """
            UPDATE res_partner SET club_joined_on =
                   (SELECT min(club_joined_on) FROM res_partner WHERE id = ANY(%(all)s))
             WHERE id = %(kept)s;
            UPDATE res_partner SET club_mobile = NULL WHERE id = ANY(%(src)s)
            """,
            {"all": everyone.ids, "kept": dst_partner.id, "src": src_partners.ids},
        )
        everyone.invalidate_recordset(["club_mobile", "club_joined_on"], flush=False)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self._club_keep_numbers(dst_partner, [mobile for mobile in mobiles if mobile])
        self._club_keep_refusals(dst_partner, refusals)
        self.env["club.visit"].sudo()._recount_by_time(dst_partner)
        # Earlier numbers moved by SQL: the survivor is found by them, too.
        survivor = dst_partner.sudo()
        self.env.add_to_compute(survivor._fields["club_search_key"], survivor)
        return result

    def _club_free_visit_numbers(self, src_partners, everyone):
        """Numbers of moved visits beyond any that is taken, each source its own range."""
        self.env.cr.execute(
            """
            WITH span AS (
                SELECT COALESCE(max(number), 0) AS top FROM club_visit
                 WHERE partner_id = ANY(%(all)s)),
            place AS (
                SELECT v.id, s.top + row_number() OVER (ORDER BY v.visited_at, v.id) AS number
                  FROM club_visit v, span s WHERE v.partner_id = ANY(%(src)s))
            UPDATE club_visit v SET number = p.number FROM place p WHERE p.id = v.id
            """,
            {"all": everyone.ids, "src": src_partners.ids},
        )

    def _club_drop_doubles(self, src_partners, dst_partner):
        """The same profile on two records is one profile of the one person."""
        self.env.cr.execute(
            """
            DELETE FROM club_social_profile s USING club_social_profile other
             WHERE s.partner_id = ANY(%(src)s)
               AND other.network = s.network AND other.handle = s.handle
               AND (other.partner_id = %(kept)s
                    OR (other.partner_id = ANY(%(src)s) AND other.id < s.id))
            """,
            {"src": src_partners.ids, "kept": dst_partner.id},
        )
        self.env["club.social.profile"].invalidate_model(flush=False)

    def _club_keep_numbers(self, partner, numbers):
        """The survivor has one number to write to; visits with the others count for them too."""
        if numbers and not partner.club_mobile:
            partner.sudo().club_mobile = numbers.pop(0)
        self.env["club.mobile.history"].sudo().create(
            [
                {"partner_id": partner.id, "mobile": number, "still_used": True}
                for number in numbers
                if number != partner.club_mobile
            ]
        )

    # What one of the two refused stays refused ---------------------------------------------------

    def _club_last_words(self, partners):
        """Rows ``(partner, purpose, company, given)``: the last word of each on each purpose."""
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (partner_id, purpose, company_id)
                       partner_id, purpose, company_id, given
                  FROM club_consent WHERE partner_id = ANY(%s)
                 ORDER BY partner_id, purpose, company_id, at DESC, id DESC
                """,
                partners.ids,
            )
        )

    def _club_refusals(self, partners):
        return {
            (purpose, company_id)
            for _partner, purpose, company_id, given in self._club_last_words(partners)
            if not given
        }

    def _club_keep_refusals(self, partner, refusals):
        agreed = {
            (purpose, company_id)
            for _partner, purpose, company_id, given in self._club_last_words(partner)
            if given
        }
        for purpose, company_id in sorted(refusals & agreed, key=str):
            self.env["club.consent"].sudo()._record(
                partner,
                purpose,
                given=False,
                channel="staff",
                wording=self.env._("Merged with a record of the same person that had refused."),
                company=company_id and self.env["res.company"].browse(company_id),
            )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        wizard = self.with_context(club_ignore_results=True)
        result = super(BasePartnerMerge, wizard)._update_values(
            src_partners, dst_partner.with_env(wizard.env)
        )
        # Odoo fills gaps of the survivor from the others; what follows from visits is counted.
        self.env["club.visit"].sudo()._recount(dst_partner)
        return result
