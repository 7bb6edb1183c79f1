from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.months import months, reader_calendar

from ..models.ladder_campaign_entry import COSTS

SERIES = [
    ("revenue_plan", "Expected revenue"),
    ("revenue", "Revenue"),
    ("spent_plan", "Budget"),
    ("spent", "Spending"),
]


class LadderCampaignProgress(models.Model):
    """What campaigns brought and cost day by day, beside their plans spread evenly over the days.

    Months are those of the reader's calendar.
    """

    _name = "ladder.campaign.progress"
    _description = "Campaigns over Time"
    _auto = False
    _order = "day, id"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    day = fields.Date("Date", readonly=True)
    month = fields.Char(readonly=True)
    series = fields.Selection(SERIES, "What", readonly=True)
    amount = fields.Monetary(readonly=True)

    def _months(self):
        [(first, last)] = self.env.execute_query(
            SQL(
                """
                SELECT min(day), max(day) FROM (
                    (SELECT min(day) AS day FROM ladder_campaign_entry)
                     UNION ALL (SELECT max(day) FROM ladder_campaign_entry)
                     UNION ALL (SELECT min(ladder_date_from) FROM utm_campaign)
                     UNION ALL (SELECT max(ladder_date_to) FROM utm_campaign)) found
                """
            )
        )
        today = fields.Date.today()
        rows = months(first or today, last or today, reader_calendar(self.env.lang))
        return SQL(", ").join(
            SQL("(%s::date, %s::date, %s)", start, stop, label)
            for start, stop, _number, label in rows
        )

    @property
    def _table_query(self):
        main = self.env["res.company"]._ladder_main()
        return SQL(
            """
            WITH calendar (start, stop, label) AS (VALUES %(months)s),
            planned AS (
                SELECT c.id AS campaign_id, c.company_id,
                       COALESCE(y.currency_id, %(currency)s) AS currency_id,
                       d.day::date AS day, c.ladder_budget AS budget,
                       c.ladder_expected_revenue AS revenue,
                       c.ladder_date_to - c.ladder_date_from + 1 AS days
                  FROM utm_campaign c
                       LEFT JOIN res_company y ON y.id = c.company_id
                       CROSS JOIN generate_series(
                           c.ladder_date_from::timestamp, c.ladder_date_to, '1 day') d (day)),
            line AS (
                SELECT e.id::bigint * 4 AS id, e.campaign_id, e.company_id, e.currency_id, e.day,
                       CASE WHEN e.kind IN ('sale', 'return') THEN 'revenue' ELSE 'spent' END
                           AS series,
                       e.amount
                  FROM ladder_campaign_entry e WHERE e.kind IN %(kinds)s
                 UNION ALL
                SELECT (p.campaign_id::bigint * 20000 + (p.day - '2000-01-01'::date)) * 4 + k.n,
                       p.campaign_id, p.company_id, p.currency_id, p.day, k.series,
                       k.amount / p.days
                  FROM planned p CROSS JOIN LATERAL (
                       VALUES (1, 'revenue_plan', p.revenue), (2, 'spent_plan', p.budget))
                       k (n, series, amount)
                 WHERE k.amount > 0)
            SELECT line.*, c.label AS month
              FROM line LEFT JOIN calendar c ON line.day >= c.start AND line.day < c.stop
            """,
            months=self._months(),
            currency=main.currency_id.id,
            kinds=("sale", "return", *COSTS),
        )
