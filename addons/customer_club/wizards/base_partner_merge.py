from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Move visits without a clash of their numbers, then number them anew by time.

        Odoo moves rows by SQL and deletes those that hit a unique index; a deleted visit would be
        a lost visit, so the moved ones first get numbers beyond any of the surviving partner.
        """
        cr = self.env.cr
        self.env.flush_all()
        # Each source its own range, whatever the company.
        cr.execute(
            """
            WITH span AS (
                SELECT COALESCE(max(number), 0) AS top FROM club_visit
                 WHERE partner_id = ANY(%(all)s)),
            place AS (
                SELECT v.id, s.top + row_number() OVER (ORDER BY v.visited_at, v.id) AS number
                  FROM club_visit v, span s WHERE v.partner_id = ANY(%(src)s))
            UPDATE club_visit v SET number = p.number FROM place p WHERE p.id = v.id
            """,
            {"all": (src_partners + dst_partner).ids, "src": src_partners.ids},
        )
        mobiles = src_partners.mapped("club_mobile")
        cr.execute(
            "UPDATE res_partner SET club_mobile = NULL WHERE id = ANY(%s)", [src_partners.ids]
        )
        src_partners.invalidate_recordset(["club_mobile"], flush=False)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        numbers = [mobile for mobile in mobiles if mobile]
        if numbers and not dst_partner.club_mobile:
            dst_partner.sudo().club_mobile = numbers.pop(0)
        # The survivor keeps one number; by the others the person is still found.
        self.env["club.mobile.history"].sudo().create(
            [{"partner_id": dst_partner.id, "mobile": mobile} for mobile in numbers]
        )
        self.env["club.visit"].sudo()._recount_by_time(dst_partner)
        return result

    @api.model
    def _update_values(self, src_partners, dst_partner):
        wizard = self.with_context(club_ignore_results=True)
        result = super(BasePartnerMerge, wizard)._update_values(
            src_partners, dst_partner.with_env(wizard.env)
        )
        # Odoo fills gaps of the survivor from the others; what follows from visits is counted.
        self.env["club.visit"].sudo()._recount(dst_partner)
        return result
