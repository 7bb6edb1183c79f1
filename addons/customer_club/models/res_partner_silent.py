"""Customers who have not come for long: a filter that the owner's page and the members share."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_silent = fields.Boolean(
        "Silent",
        compute="_compute_club_silent",
        search="_search_club_silent",
        help="Came before, and not for as many days as the company's settings say.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_club_silent(self):
        silent = self.with_context(active_test=False).search(
            [("id", "in", self._origin.ids), ("club_silent", "=", True)]
        )
        for partner in self:
            partner.club_silent = partner._origin in silent

    @api.model
    def _search_club_silent(self, operator, value):
        """By the visits to the chosen companies, each by its own number of days, in one query."""
        if operator != "in":
            return NotImplemented
        self.env["club.visit"].flush_model(["partner_id", "company_id", "visited_at", "void_date"])
        self.env["res.company"].flush_model(["club_silent_days"])
        silent = Domain(
            "id",
            "in",
            SQL(
                """SELECT v.partner_id
                     FROM club_visit v JOIN res_company c ON c.id = v.company_id
                    WHERE v.company_id = ANY(%s) AND v.void_date IS NULL
                    GROUP BY v.partner_id
                   HAVING bool_and(
                          v.visited_at < %s - make_interval(days => c.club_silent_days))""",
                self.env.companies.ids,
                fields.Datetime.now(),
            ),
        )
        wanted = set(value)
        if wanted == {True, False}:
            return Domain.TRUE
        return silent if True in wanted else ~silent
