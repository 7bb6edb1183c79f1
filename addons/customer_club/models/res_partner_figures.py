"""The figures of a shared member in the companies that the reader has chosen.

``club_visit_count`` and the first and last visit are stored: all companies together. In a database
with several companies that share members, each reads its own beside them, from the visits.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_OPERATORS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "!=": "<>"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_company_visit_count = fields.Integer(
        "Visits here",
        compute="_compute_club_company_figures",
        search="_search_club_company_visit_count",
        help="Visits to the companies that you have chosen at the top.",
    )
    club_company_first_visit = fields.Datetime(
        "First visit here", compute="_compute_club_company_figures"
    )
    club_company_last_visit = fields.Datetime(
        "Last visit here",
        compute="_compute_club_company_figures",
        search="_search_club_company_last_visit",
    )

    @api.depends("club_visit_ids.void_date")
    @api.depends_context("allowed_company_ids")
    def _compute_club_company_figures(self):
        """One query for all, along the index of visits by person and company."""
        self.env["club.visit"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, sum(weight), min(visited_at), max(visited_at) FROM club_visit
                 WHERE partner_id = ANY(%s) AND company_id = ANY(%s) AND void_date IS NULL
                 GROUP BY partner_id
                """,
                self._origin.ids,
                self.env.companies.ids,
            )
        )
        figures = {partner_id: rest for partner_id, *rest in rows}
        for partner in self:
            count, first, last = figures.get(partner._origin.id, (0, False, False))
            partner.club_company_visit_count = count
            partner.club_company_first_visit = first
            partner.club_company_last_visit = last

    def _club_company_having(self, condition):
        """Ids of those whose visits to the chosen companies meet a condition."""
        self.env["club.visit"].flush_model()
        return Domain(
            "id",
            "in",
            SQL(
                "SELECT partner_id FROM club_visit WHERE company_id = ANY(%s)"
                " AND void_date IS NULL GROUP BY partner_id HAVING %s",
                self.env.companies.ids,
                condition,
            ),
        )

    @api.model
    def _search_club_company_visit_count(self, operator, value):
        if operator in ("in", "not in"):
            found = self._club_company_having(SQL("sum(weight) = ANY(%s)", list(value)))
            if 0 in value:
                found |= ~self._club_company_having(SQL("TRUE"))
            return ~found if operator == "not in" else found
        if operator not in _OPERATORS:
            return NotImplemented
        found = self._club_company_having(SQL(f"sum(weight) {_OPERATORS[operator]} %s", value))
        # Those who never came have no rows to count.
        zero = {"<": value > 0, "<=": value >= 0, ">": value < 0, ">=": value <= 0}
        return found | ~self._club_company_having(SQL("TRUE")) if zero.get(operator) else found

    @api.model
    def _search_club_company_last_visit(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        return self._club_company_having(SQL(f"max(visited_at) {operator} %s", value))
