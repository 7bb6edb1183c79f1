"""A person whose two records were merged has two numbers; a visit with either is theirs."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.visit_policy import Counted


class ClubVisit(models.Model):
    _inherit = "club.visit"

    def _register_find(self, company, entries, mobiles):
        """Numbers that are nobody's first one are looked up among second ones: one query more,
        for newcomers only."""
        people = super()._register_find(company, entries, mobiles)
        unknown = [mobile for mobile in mobiles if mobile not in people]
        if not unknown:
            return people
        times = [entry["visited_at"] for entry in entries]
        widest = timedelta(minutes=max(entry["merge_minutes"] for entry in entries))
        self.env["club.mobile.history"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT h.mobile, p.id, p.name, p.lang,
                       COALESCE((SELECT max(number) FROM club_visit
                                  WHERE partner_id = p.id AND company_id = %(company)s
                                    AND void_date IS NULL), 0),
                       v.id, v.visited_at, v.number
                  FROM club_mobile_history h
                  JOIN res_partner p ON p.id = h.partner_id
                  LEFT JOIN club_visit v
                    ON v.partner_id = p.id AND v.company_id = %(company)s
                   AND v.void_date IS NULL AND v.visited_at BETWEEN %(since)s AND %(until)s
                 WHERE h.mobile = ANY(%(mobiles)s) AND h.still_used
                   AND (p.company_id IS NULL OR p.company_id = %(company)s)
                 ORDER BY p.company_id NULLS FIRST, p.id
                """,
                company=company.id,
                since=min(times) - widest,
                until=max(times) + widest,
                mobiles=unknown,
            )
        )
        found = {}
        for mobile, partner_id, name, lang, last_number, visit_id, at, number in rows:
            if mobile not in found or found[mobile]["id"] != partner_id:
                found[mobile] = self._register_person(mobile, partner_id, name, lang, last_number)
            if visit_id:
                found[mobile]["near"].append(Counted(visit_id, at, number))
        return people | found
