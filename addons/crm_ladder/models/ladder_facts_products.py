"""Who bought which product, line by line: what offers and suggestions go by."""

from odoo import api, models
from odoo.tools import SQL

from .ladder_facts import EPSILON, SALE_INVOICES


class LadderFacts(models.AbstractModel):
    _inherit = "ladder.facts"

    @api.model
    def _product_queries(self, since=None):
        """Selects of products that customers bought or gave back. Bridges add theirs.

        Columns: ``partner_id, company_id, product_id, at`` (UTC), ``origin`` (the document, as
        ``model:id``), ``value`` (untaxed, net of credit notes, in the company's currency at the
        document's date), ``kept`` (whether anything of it was kept).

        :param since: a moment; purchases before it may be left out
        """
        return [self._products_of_orders(since), *self._products_of_invoices(since)]

    @api.model
    def _products_of_orders(self, since):
        return SQL(
            """
            SELECT o.partner_id, o.company_id, l.product_id, o.date_order AS at,
                   'sale.order:' || o.id AS origin,
                   CASE WHEN g.billed > 0 THEN g.net
                        ELSE l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) END
                       AS value,
                   NOT (COALESCE(g.billed, 0) > 0 AND g.quantity <= %(eps)s) AS kept
              FROM sale_order o
                   JOIN sale_order_line l ON l.order_id = o.id
                   LEFT JOIN LATERAL (
                       SELECT COUNT(*) FILTER (WHERE m.move_type <> 'out_refund') AS billed,
                              SUM(-a.balance) AS net,
                              SUM(CASE WHEN m.move_type = 'out_refund' THEN -a.quantity
                                       ELSE a.quantity END) AS quantity
                         FROM sale_order_line_invoice_rel r
                              JOIN account_move_line a ON a.id = r.invoice_line_id
                              JOIN account_move m ON m.id = a.move_id
                        WHERE r.order_line_id = l.id AND m.state = 'posted'
                          AND m.move_type IN ('out_invoice', 'out_receipt', 'out_refund')) g
                        ON TRUE
             WHERE o.state = 'sale' AND l.display_type IS NULL AND l.product_id IS NOT NULL
               AND l.product_uom_qty > 0 AND l.reward_id IS NULL
               AND l.is_downpayment IS NOT TRUE AND %(since)s
            """,
            eps=EPSILON,
            since=SQL("o.date_order >= %s", since) if since else SQL("TRUE"),
        )

    @api.model
    def _products_of_invoices(self, since):
        """Invoices without an order, and what credit notes took back."""
        recent = SQL("m.invoice_date >= %s::date", since) if since else SQL("TRUE")
        without_order = SQL(
            "NOT EXISTS (SELECT FROM sale_order_line_invoice_rel r WHERE r.invoice_line_id = a.id)"
            " AND NOT %s",
            self._settles_order(SQL.identifier("m")),
        )
        return [
            SQL(
                """
                SELECT m.partner_id, m.company_id, a.product_id, m.invoice_date::timestamp AS at,
                       'account.move:' || m.id AS origin,
                       -a.balance + COALESCE(c.value, 0) AS value,
                       a.quantity > COALESCE(c.quantity, 0) + %(eps)s AS kept
                  FROM account_move m
                       JOIN account_move_line a ON a.move_id = m.id
                       LEFT JOIN LATERAL (
                           SELECT SUM(b.quantity) AS quantity, SUM(-b.balance) AS value
                             FROM account_move n JOIN account_move_line b ON b.move_id = n.id
                            WHERE n.reversed_entry_id = m.id AND n.state = 'posted'
                              AND n.move_type = 'out_refund' AND b.display_type = 'product'
                              AND b.product_id = a.product_id) c ON TRUE
                 WHERE m.state = 'posted' AND m.move_type IN %(invoices)s
                   AND a.display_type = 'product' AND a.product_id IS NOT NULL AND a.quantity > 0
                   AND %(without_order)s AND %(recent)s
                """,
                eps=EPSILON,
                invoices=SALE_INVOICES,
                without_order=without_order,
                recent=recent,
            ),
            # Whatever was credited came back, also if nobody linked it to an invoice.
            SQL(
                """
                SELECT m.partner_id, m.company_id, a.product_id, m.invoice_date::timestamp AS at,
                       'account.move:' || m.id AS origin, 0 AS value, FALSE AS kept
                  FROM account_move m JOIN account_move_line a ON a.move_id = m.id
                 WHERE m.state = 'posted' AND m.move_type = 'out_refund'
                   AND a.display_type = 'product' AND a.product_id IS NOT NULL AND a.quantity > 0
                   AND %(recent)s
                """,
                recent=recent,
            ),
        ]

    @api.model
    def _discount_queries(self):
        """Selects of discounts for coupons (``card_id, value``) on orders; bridges add tills."""
        return [
            SQL(
                """
                SELECT l.coupon_id AS card_id,
                       -l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value
                  FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id
                 WHERE l.coupon_id IS NOT NULL AND o.state = 'sale'
                """
            )
        ]

    @api.model
    def _had(self, partners, products, days=0):
        """What persons have, and what they gave back.

        A company and its contacts are one: what one of them has, all have.

        :param partners: res.partner records
        :param products: SQL condition on ``x.product_id``, or None for all products
        :param days: what was bought longer ago does not count as had; 0: for ever. What came back
            counts for ever.
        :return: ``{commercial partner id: {product id: "has" | "returned"}}``
        """
        families = partners.sudo().commercial_partner_id
        if not families:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH doer AS MATERIALIZED (
                    SELECT id, commercial_partner_id AS family FROM res_partner
                     WHERE commercial_partner_id = ANY(%(families)s))
                SELECT d.family, x.product_id, BOOL_OR(NOT x.kept),
                       BOOL_OR(x.kept AND %(recent)s)
                  FROM (%(queries)s) x JOIN doer d ON d.id = x.partner_id
                 WHERE x.partner_id = ANY(ARRAY(SELECT id FROM doer)) AND %(products)s
                 GROUP BY 1, 2
                """,
                families=families.ids,
                queries=SQL(" UNION ALL ").join(self._product_queries()),
                products=products or SQL("TRUE"),
                recent=SQL("x.at >= now() AT TIME ZONE 'UTC' - make_interval(days => %s)", days)
                if days
                else SQL("TRUE"),
            )
        )
        had = {}
        for family, product_id, returned, has in rows:
            if returned or has:
                had.setdefault(family, {})[product_id] = "returned" if returned else "has"
        return had
