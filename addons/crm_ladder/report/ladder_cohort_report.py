from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.months import months, reader_calendar


class LadderCohortReport(models.Model):
    """Retention: of those who first bought in one month, who bought again how many months later.

    Months are those of the reader's calendar: Jalali for Persian readers.
    """

    _name = "ladder.cohort.report"
    _description = "Retention by Cohort"
    _auto = False
    _order = "cohort desc, month"
    _rec_name = "label"

    cohort = fields.Date("Month begins on", readonly=True)
    label = fields.Char("First purchase", readonly=True)
    month = fields.Integer("Months later", readonly=True, aggregator=None)
    company_id = fields.Many2one("res.company", readonly=True)
    size = fields.Integer("Size of the cohort", readonly=True, aggregator="avg")
    customers = fields.Integer("Customers who bought", readonly=True)
    purchases = fields.Integer(readonly=True)
    value = fields.Float("Sales", digits=(16, 0), readonly=True)
    share = fields.Float(
        "Share of the cohort (%)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Part of the cohort that bought in that month; a total is the mean.",
    )

    def _months(self):
        """Months of the reader's calendar over all purchases, as SQL rows."""
        [(first, last)] = self.env.execute_query(
            SQL("SELECT min(day), max(day) FROM ladder_purchase")
        )
        today = fields.Date.today()
        return SQL(", ").join(
            SQL("(%s::date, %s::date, %s, %s)", *month)
            for month in months(first or today, last or today, reader_calendar(self.env.lang))
        )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH calendar (start, stop, number, label) AS (VALUES %s),
            bought AS (
                SELECT u.partner_id, COALESCE(p.company_id, 0) AS company, c.number, c.start,
                       c.label, count(*) AS purchases, sum(u.value) AS value,
                       min(c.number) OVER (PARTITION BY u.partner_id) AS first
                  FROM ladder_purchase u
                       JOIN calendar c ON u.day >= c.start AND u.day < c.stop
                       JOIN res_partner p ON p.id = u.partner_id
                 GROUP BY 1, 2, 3, 4, 5),
            cell AS (
                SELECT company, first, number - first AS month, count(*) AS customers,
                       sum(purchases) AS purchases, sum(value) AS value
                  FROM bought GROUP BY 1, 2, 3)
            -- Running numbers of months differ by calendar, so ids of the two never meet.
            SELECT (b.company * 30000::bigint + b.first) * 1000 + b.month AS id,
                   NULLIF(b.company, 0) AS company_id, c.start AS cohort, c.label, b.month,
                   s.customers AS size, b.customers, b.purchases, b.value,
                   100.0 * b.customers / s.customers AS share
              FROM cell b
                   JOIN cell s ON s.company = b.company AND s.first = b.first AND s.month = 0
                   JOIN calendar c ON c.number = b.first
            """,
            self._months(),
        )
