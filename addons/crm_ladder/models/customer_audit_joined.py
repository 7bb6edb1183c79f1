"""The figures of the audit side by side, and what follows from them."""

from odoo import api, models
from odoo.tools import SQL


class CustomerAuditFigures(models.AbstractModel):
    _inherit = "customer.audit.figures"

    @api.model
    def _sql_joined(self, terms):
        """All of it side by side, rounded to the currency, with what follows from it."""
        amounts = (
            *("receivable", "open", "not_due", "overdue_30", "overdue_60", "overdue_90"),
            *("overdue_more", "unallocated", "sales", "returns", "loose_returns"),
            "cancelled_amount",
        )
        counts = (
            *("return_count", "loose_return_count", "cancelled_count"),
            "cancelled_delivered_count",
        )
        return SQL(
            """
            everything AS (
                SELECT partner_id, company_id, currency_id FROM owed
                 UNION SELECT partner_id, company_id, currency_id FROM deal
                 UNION SELECT partner_id, company_id, currency_id FROM dropped),
            joined AS (
                SELECT k.partner_id, k.company_id, k.currency_id, c.by_document, p.*,
                       %(amounts)s, %(counts)s, oldest_due, last_payment, first_purchase,
                       last_purchase, COALESCE(first_on_credit, FALSE) AS first_on_credit,
                       days_to_pay,
                       GREATEST((%(last)s - GREATEST(%(first)s, first_purchase) + 1) / 30.4375, 1)
                           AS months,
                       CASE WHEN c.use_limit AND NOT c.by_document AND k.partner_id <> 0
                            THEN COALESCE((p.limits ->> c.id::text)::numeric, c.default_limit)
                            ELSE 0 END AS credit_limit
                  FROM everything k
                       LEFT JOIN owed USING (partner_id, company_id, currency_id)
                       LEFT JOIN deal USING (partner_id, company_id, currency_id)
                       LEFT JOIN dropped USING (partner_id, company_id, currency_id)
                       LEFT JOIN paid USING (partner_id, company_id, currency_id)
                       JOIN company c ON c.id = k.company_id
                       JOIN res_currency y ON y.id = k.currency_id
                       LEFT JOIN LATERAL (
                           SELECT id AS customer_id, complete_name AS name, club_mobile AS mobile,
                                  concat_ws('، ', NULLIF(street, ''), NULLIF(street2, ''),
                                            NULLIF(zip, '')) AS street,
                                  country_id, state_id, NULLIF(trim(city), '') AS city,
                                  club_group_id AS group_id, ladder_rung_id AS rung_id,
                                  ladder_segment AS segment, user_id, credit_limit AS limits
                             FROM res_partner WHERE id = k.partner_id) p ON TRUE)
            """,
            amounts=SQL(", ").join(
                # Rounding takes away what adding up in another order might leave behind.
                SQL(
                    "round(COALESCE(%(name)s, 0)::numeric, y.decimal_places) AS %(name)s",
                    name=SQL.identifier(name),
                )
                for name in amounts
            ),
            counts=SQL(", ").join(
                SQL("COALESCE(%(name)s, 0) AS %(name)s", name=SQL.identifier(name))
                for name in counts
            ),
            first=terms["first"],
            last=terms["last"],
        )

    @api.model
    def _columns(self):
        """Names of the columns of :meth:`_select`, in order."""
        return (*self._expressions(), "band")

    @api.model
    def _expressions(self):
        """Column of ``customer_audit`` → how it follows from the joined figures."""
        overdue = "(overdue_30 + overdue_60 + overdue_90 + overdue_more)"
        over = "(credit_limit > 0 AND receivable > credit_limit)"
        same = (
            *("company_id", "currency_id", "name", "mobile", "street", "country_id", "state_id"),
            *("city", "group_id", "rung_id", "segment", "user_id", "receivable", "not_due"),
            *("overdue_30", "overdue_60", "overdue_90", "overdue_more", "unallocated", "sales"),
            *("returns", "return_count", "loose_returns", "loose_return_count"),
            *("cancelled_count", "cancelled_amount", "cancelled_delivered_count"),
            *("oldest_due", "last_payment", "first_purchase", "last_purchase", "first_on_credit"),
            *("days_to_pay", "credit_limit"),
        )
        return {
            "partner_id": "customer_id",
            **{name: name for name in same},
            "overdue": overdue,
            "cross_matched": "receivable - open",
            "net_sales": "sales - returns",
            "return_rate": "CASE WHEN sales > 0 THEN 100 * returns / sales END",
            "power": "round((sales - returns) / months, 2)",
            "credit_used": "GREATEST(receivable, 0)",
            "credit_free": (
                "CASE WHEN credit_limit > 0 "
                "THEN GREATEST(credit_limit - GREATEST(receivable, 0), 0) ELSE 0 END"
            ),
            "credit_over": f"CASE WHEN {over} THEN receivable - credit_limit ELSE 0 END",
            "over_limit": over,
            "overdue_buying": f"({overdue} > 0 AND last_purchase > oldest_due)",
        }

    @api.model
    def _sql_figures(self, terms):
        expressions = SQL(", ").join(
            SQL("%s AS %s", SQL(words), SQL.identifier(name))
            for name, words in self._expressions().items()
        )
        # A carries the first 80 percent of net sales, B the next 15, C the rest.
        net = SQL("GREATEST(sales - returns, 0)")
        return SQL(
            """%(expressions)s,
               CASE WHEN sales - returns <= 0 THEN NULL
                    WHEN sum(%(net)s) OVER running - %(net)s < 0.80 * sum(%(net)s) OVER whole
                    THEN 'a'
                    WHEN sum(%(net)s) OVER running - %(net)s < 0.95 * sum(%(net)s) OVER whole
                    THEN 'b' ELSE 'c' END AS band""",
            net=net,
            expressions=expressions,
        )
