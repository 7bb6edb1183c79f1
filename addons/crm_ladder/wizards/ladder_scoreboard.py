from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL


class LadderScoreboard(models.TransientModel):
    """Four measures of success on one page, beside those of the time before.

    Sales revenue: posted invoices net of credit notes. Cost of service: what the texts have cost,
    and the hours until complaints were closed. Efficiency: sales for each customer who came, and
    new buyers. Satisfaction: Net Promoter Score and the share of complaints that were solved.
    """

    _name = "ladder.scoreboard"
    _description = "Four Measures of Success"

    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.today() - timedelta(days=29)
    )
    date_to = fields.Date("To", required=True, default=fields.Date.today)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    revenue = fields.Monetary("Sales", compute="_compute_measures")
    revenue_before = fields.Monetary("Sales before", compute="_compute_measures")
    text_cost = fields.Float(
        "Cost of texts", digits=(16, 2), compute="_compute_measures", help="In provider's credit."
    )
    text_cost_before = fields.Float(digits=(16, 2), compute="_compute_measures")
    texts = fields.Integer("Texts that arrived", compute="_compute_measures")
    texts_before = fields.Integer(compute="_compute_measures")
    case_hours = fields.Float("Hours until cases were closed", compute="_compute_measures")
    case_hours_before = fields.Float(compute="_compute_measures")
    buyers = fields.Integer("Customers who bought", compute="_compute_measures")
    buyers_before = fields.Integer(compute="_compute_measures")
    new_buyers = fields.Integer("Bought for the first time", compute="_compute_measures")
    new_buyers_before = fields.Integer(compute="_compute_measures")
    revenue_per_buyer = fields.Monetary("Sales for each of them", compute="_compute_measures")
    revenue_per_buyer_before = fields.Monetary(compute="_compute_measures")
    nps = fields.Float("Net Promoter Score", digits=(16, 0), compute="_compute_measures")
    nps_before = fields.Float(digits=(16, 0), compute="_compute_measures")
    answers = fields.Integer(compute="_compute_measures")
    answers_before = fields.Integer(compute="_compute_measures")
    solved_share = fields.Float("Cases closed (%)", compute="_compute_measures")
    solved_share_before = fields.Float(compute="_compute_measures")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for board in self:
            if board.date_from > board.date_to:
                raise ValidationError(self.env._("The time ends before it begins."))

    @api.depends("date_from", "date_to", "company_id")
    def _compute_measures(self):
        for board in self:
            if board.company_id not in self.env.companies:
                raise AccessError(self.env._("Choose one of your own companies."))
            start, end = board.date_from, board.date_to
            if not start or not end:
                board.update(dict.fromkeys(self._measure_names(), 0))
                continue
            span = end - start + timedelta(days=1)
            now = self._measures(board.company_id, start, end)
            before = self._measures(board.company_id, start - span, start - timedelta(days=1))
            board.update(now | {f"{name}_before": value for name, value in before.items()})

    @api.model
    def _measure_names(self):
        return [
            name for name, field in self._fields.items() if field.compute == "_compute_measures"
        ]

    @api.model
    def _measures(self, company, start, end):
        """Measures of a company from ``start`` to ``end``, both days included."""
        self.env.flush_all()
        [row] = self.env.execute_query_dict(
            SQL(
                """
                WITH span AS (
                    SELECT (%(start)s::date)::timestamp AT TIME ZONE %(tz)s AT TIME ZONE 'UTC'
                               AS since,
                           (%(end)s::date + 1)::timestamp AT TIME ZONE %(tz)s AT TIME ZONE 'UTC'
                               AS until),
                bought AS (
                    SELECT partner_id, min(first) AS first FROM (
                        SELECT u.partner_id, (SELECT min(day) FROM ladder_purchase f
                                               WHERE f.partner_id = u.partner_id) AS first
                          FROM ladder_purchase u JOIN res_partner p ON p.id = u.partner_id
                         WHERE u.day BETWEEN %(start)s AND %(end)s
                           AND (p.company_id IS NULL OR p.company_id = %(company)s)
                           AND (p.parent_id IS NULL OR p.is_company)) t
                     GROUP BY partner_id)
                SELECT (SELECT COALESCE(sum(amount_untaxed_signed), 0)::float8 FROM account_move
                         WHERE company_id = %(company)s AND state = 'posted'
                           AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                           AND invoice_date BETWEEN %(start)s AND %(end)s) AS revenue,
                       (SELECT COALESCE(sum(cost), 0) FROM club_message, span
                         WHERE company_id = %(company)s
                           AND queued_at >= since AND queued_at < until) AS text_cost,
                       (SELECT count(*) FROM club_message, span
                         WHERE company_id = %(company)s AND state = 'delivered'
                           AND delivered_at >= since AND delivered_at < until) AS texts,
                       (SELECT COALESCE(avg(hours_to_close), 0) FROM ladder_feedback, span
                         WHERE company_id = %(company)s AND is_case AND state = 'closed'
                           AND closed_at >= since AND closed_at < until) AS case_hours,
                       (SELECT count(*) FROM bought) AS buyers,
                       (SELECT count(*) FROM bought WHERE first >= %(start)s) AS new_buyers,
                       (SELECT COALESCE(avg(nps), 0) FROM ladder_feedback, span
                         WHERE company_id = %(company)s AND kind = 'nps'
                           AND answered_at >= since AND answered_at < until) AS nps,
                       (SELECT count(*) FROM ladder_feedback, span
                         WHERE company_id = %(company)s AND kind = 'nps'
                           AND answered_at >= since AND answered_at < until) AS answers,
                       (SELECT COALESCE(100.0 * count(*) FILTER (WHERE state = 'closed')
                                        / NULLIF(count(*), 0), 0)
                          FROM ladder_feedback, span
                         WHERE company_id = %(company)s AND is_case
                           AND answered_at >= since AND answered_at < until) AS solved_share
                """,
                company=company.id,
                tz=company._ladder_tz(),
                start=start,
                end=end,
            )
        )
        buyers = row["buyers"]
        return row | {"revenue_per_buyer": row["revenue"] / buyers if buyers else 0}

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        self.display_name = self.env._("Four Measures")
