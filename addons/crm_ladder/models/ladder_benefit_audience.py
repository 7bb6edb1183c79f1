"""Who may get a benefit at all, as SQL on ``res_partner p``."""

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

# Awards that count as won, also while they wait for an answer.
WON = ("offered", "accepted", "handed_over")


class LadderBenefit(models.Model):
    _inherit = "ladder.benefit"

    def _exclusions(self):
        """``{reason: condition on res_partner p}`` for each exclusion that is switched on."""
        self.ensure_one()
        today = self.env["ladder.engine"]._today()
        found = {}
        if self.exclude_staff:
            found["staff"] = SQL("p.partner_share IS FALSE")
        if self.exclude_winner_months:
            found["winner"] = SQL(
                """EXISTS (SELECT FROM ladder_award a JOIN ladder_benefit b ON b.id = a.benefit_id
                            WHERE a.partner_id = p.id AND a.state IN %s AND b.id <> %s
                              AND b.company_id = %s AND b.decided_at >= %s)""",
                WON,
                self.id or 0,
                self.company_id.id,
                today - relativedelta(months=self.exclude_winner_months),
            )
        if self.exclude_overdue:
            found["overdue"] = SQL(
                """EXISTS (SELECT FROM account_move_line l
                             JOIN account_account c ON c.id = l.account_id
                            WHERE l.partner_id IN (p.id, p.commercial_partner_id)
                              AND l.company_id = %s AND c.account_type = 'asset_receivable'
                              AND l.parent_state = 'posted' AND NOT l.reconciled
                              AND l.amount_residual > 0 AND l.date_maturity < %s)""",
                self.company_id.id,
                today,
            )
        if self.exclude_opted_out:
            found["opted_out"] = SQL(
                "(%s)",
                SQL(" OR ").join(
                    self.env["club.consent"]._refused_conditions(self.company_id, "advertising")
                ),
            )
        return found

    def _eligible_sql(self):
        """Select of the ids (column ``partner_id``) of everybody who may get it."""
        self.env.flush_all()
        return SQL(
            "SELECT p.id AS partner_id FROM res_partner p WHERE p.id IN %s %s",
            self._audience_sql(),
            SQL("").join(SQL(" AND NOT %s", out) for out in self._exclusions().values()),
        )

    def _count_excluded(self):
        """``{reason: persons}`` that the filters let in and an exclusion keeps out, and ``all``."""
        self.env.flush_all()
        exclusions = self._exclusions()
        counts = SQL("").join(
            SQL(", COUNT(*) FILTER (WHERE %s)", out) for out in exclusions.values()
        )
        [row] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*)%s FROM res_partner p WHERE p.id IN %s",
                counts,
                self._audience_sql(),
            )
        )
        return dict(zip(("all", *exclusions), row, strict=True))
