"""The six rules: who stands where, as SQL."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

YEAR = 365


class LadderBenefit(models.Model):
    _inherit = "ladder.benefit"

    def _candidates_sql(self, rule, date_from=None, date_to=None):
        """Select of ``partner_id, score, moment, tickets`` under one of the six rules.

        Score is a whole number, higher first; moment is in seconds since 1970, earlier first.
        Purchases are net of returns and cancellations: those that the ladder counts, in the main
        company's currency; package prices are in the currency of the benefit's company.

        :param date_from: first day, instead of the benefit's own
        :param date_to: last day, likewise
        """
        self.ensure_one()
        period = {"first": date_from or self.date_from, "last": date_to or self.date_to}
        query = getattr(self, f"_candidates_{rule}")(**period)
        return SQL(
            """
            SELECT e.partner_id, COALESCE(c.score, 0)::bigint AS score,
                   COALESCE(c.moment, 0)::bigint AS moment, c.tickets::int AS tickets
              FROM (%s) e JOIN (%s) c ON c.partner_id = e.partner_id
            """,
            self._eligible_sql(),
            query,
        )

    def _candidates_draw_all(self, first, last):
        return SQL(
            "SELECT id AS partner_id, 0 AS score, 0 AS moment, 1 AS tickets FROM res_partner"
        )

    def _candidates_draw_buyers(self, first, last):
        tickets = SQL("COUNT(*)") if self.tickets == "purchase" else SQL("1")
        return SQL(
            """SELECT partner_id, 0 AS score, 0 AS moment, %s AS tickets FROM ladder_purchase
                WHERE day BETWEEN %s AND %s GROUP BY partner_id""",
            tickets,
            first,
            last,
        )

    def _candidates_year(self, first, last):
        today = self.env["ladder.engine"]._today()
        return self._sums(SQL("day > %s AND day <= %s", today - timedelta(days=YEAR), today))

    def _candidates_ever(self, first, last):
        return self._sums(SQL("TRUE"))

    def _sums(self, when):
        """By what was bought; of equals, the one who bought first."""
        return SQL(
            """SELECT partner_id, ROUND(SUM(value)) AS score,
                      EXTRACT(EPOCH FROM MIN(day))::bigint AS moment, 1 AS tickets
                 FROM ladder_purchase WHERE %s GROUP BY partner_id HAVING ROUND(SUM(value)) > 0""",
            when,
        )

    def _candidates_first_come(self, first, last):
        """By the first visit that counts, or order, in the period."""
        company, zone = self.company_id, self.company_id._ladder_tz()
        within = SQL(
            "BETWEEN (%s::date::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC') AND "
            "((%s::date + 1)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC' - interval '1 us')",
            first,
            zone,
            last,
            zone,
        )
        return SQL(
            """
            SELECT partner_id, 0 AS score, FLOOR(EXTRACT(EPOCH FROM MIN(at))) AS moment,
                   1 AS tickets
              FROM (SELECT partner_id, visited_at AS at FROM club_visit
                     WHERE void_date IS NULL AND company_id = %(company)s AND visited_at %(within)s
                    UNION ALL
                    SELECT partner_id, date_order FROM sale_order
                     WHERE state = 'sale' AND company_id = %(company)s AND date_order %(within)s) t
             GROUP BY partner_id
            """,
            company=company.id,
            within=within,
        )

    def _candidates_dearest(self, first, last):
        """By the highest price of one package that was bought and not given back."""
        zone = self.company_id._ladder_tz()
        products = (
            SQL("AND l.product_id = ANY(%s)", self.product_ids.ids) if self.product_ids else SQL("")
        )
        return SQL(
            """
            WITH sold AS (
                SELECT o.partner_id, o.date_order AS at,
                       l.price_subtotal / l.product_uom_qty
                           / COALESCE(NULLIF(o.currency_rate, 0), 1) AS price,
                       l.product_uom_qty - COALESCE((
                           SELECT SUM(a.quantity) FROM sale_order_line_invoice_rel r
                             JOIN account_move_line a ON a.id = r.invoice_line_id
                             JOIN account_move m ON m.id = a.move_id
                            WHERE r.order_line_id = l.id AND m.state = 'posted'
                              AND m.move_type = 'out_refund'), 0) AS kept
                  FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id
                 WHERE o.state = 'sale' AND o.company_id = %(company)s AND l.product_uom_qty > 0
                   AND l.display_type IS NULL AND NOT COALESCE(l.is_downpayment, FALSE)
                   AND (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       BETWEEN %(first)s AND %(last)s %(products)s
                UNION ALL
                SELECT m.partner_id, m.invoice_date, -l.balance / l.quantity, 1
                  FROM account_move m JOIN account_move_line l ON l.move_id = m.id
                 WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_receipt')
                   AND m.company_id = %(company)s AND l.display_type = 'product'
                   AND l.quantity > 0 AND m.invoice_date BETWEEN %(first)s AND %(last)s %(products)s
                   AND NOT EXISTS (SELECT FROM sale_order_line_invoice_rel r
                                    WHERE r.invoice_line_id = l.id)
                   AND COALESCE((SELECT -SUM(c.amount_untaxed_signed) FROM account_move c
                                  WHERE c.reversed_entry_id = m.id AND c.state = 'posted'), 0)
                       < m.amount_untaxed_signed)
            SELECT DISTINCT ON (partner_id) partner_id, ROUND(price) AS score,
                   FLOOR(EXTRACT(EPOCH FROM at)) AS moment, 1 AS tickets
              FROM sold WHERE kept > 0 AND price > 0
             ORDER BY partner_id, ROUND(price) DESC, at
            """,
            company=self.company_id.id,
            zone=zone,
            first=first,
            last=last,
            products=products,
        )
