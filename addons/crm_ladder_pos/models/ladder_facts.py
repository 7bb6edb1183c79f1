"""POS orders as purchases: those without an invoice, because an invoice is a purchase already."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_ladder.models.ladder_facts import EPSILON

# Lines that are sales of the till itself: not refunds, not what settles a sales order.
SOLD = SQL("l.qty > 0 AND l.refunded_orderline_id IS NULL AND l.sale_order_origin_id IS NULL")
# What refunds without an invoice took back; with one, the credit note does it.
BACK = SQL(
    """SELECT SUM(ABS(b.qty)) AS quantity, SUM(ABS(b.price_subtotal)) AS value
         FROM pos_order_line b JOIN pos_order r ON r.id = b.order_id
        WHERE b.refunded_orderline_id = l.id AND r.state IN ('paid', 'done')
          AND r.account_move IS NULL"""
)


class LadderFacts(models.AbstractModel):
    _inherit = "ladder.facts"

    @api.model
    def _settles_order(self, move):
        """Also the invoice of an order at the till that settles a sales order."""
        return SQL(
            """(%s OR EXISTS (
                   SELECT FROM pos_order p
                          JOIN pos_order_line pl ON pl.order_id = p.id
                          JOIN sale_order so ON so.id = pl.sale_order_origin_id
                    WHERE p.account_move = %s.id AND so.state = 'sale'))""",
            super()._settles_order(move),
            move,
        )

    @api.model
    def _till_orders(self):
        """Select of what was bought at tills: ``partner_id, day, value, returned``."""
        return SQL(
            """
            SELECT t.partner_id, t.day, t.sold - t.back AS value,
                   t.sold > 0 AND t.sold - t.back <= %(eps)s AS returned
              FROM (
                  SELECT p.id, p.partner_id,
                         (p.date_order AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date AS day,
                         SUM(l.price_subtotal * co.rate
                             / COALESCE(NULLIF(p.currency_rate, 0), 1)) AS sold,
                         SUM(COALESCE(g.value, 0) * co.rate
                             / COALESCE(NULLIF(p.currency_rate, 0), 1)) AS back
                    FROM doer
                         JOIN pos_order p ON p.partner_id = doer.partner_id
                         JOIN co ON co.id = p.company_id
                         JOIN pos_order_line l ON l.order_id = p.id
                         LEFT JOIN LATERAL (%(back)s) g ON TRUE
                   WHERE p.state IN ('paid', 'done') AND p.account_move IS NULL AND %(sold)s
                   GROUP BY p.id, p.partner_id, day) t
             WHERE t.sold > 0
            """,
            eps=EPSILON,
            back=BACK,
            sold=SOLD,
        )

    @api.model
    def _purchase_queries(self):
        return [*super()._purchase_queries(), self._till_orders()]

    @api.model
    def _extra_facts(self):
        return super()._extra_facts() | {
            "till_spent": (
                SQL("SUM(value)"),
                SQL("SELECT partner_id, value FROM (%s) till", self._till_orders()),
            )
        }

    @api.model
    def _spent_terms(self):
        return [*super()._spent_terms(), SQL("fact_till_spent.value")]

    @api.model
    def _product_queries(self, since=None):
        recent = SQL("p.date_order >= %s", since) if since else SQL("TRUE")
        return [
            *super()._product_queries(since),
            SQL(
                """
                SELECT p.partner_id, p.company_id, l.product_id, p.date_order AS at,
                       'pos.order:' || p.id AS origin,
                       (l.price_subtotal - COALESCE(g.value, 0))
                           / COALESCE(NULLIF(p.currency_rate, 0), 1) AS value,
                       l.qty > COALESCE(g.quantity, 0) + %(eps)s AS kept
                  FROM pos_order p
                       JOIN pos_order_line l ON l.order_id = p.id
                       LEFT JOIN LATERAL (%(back)s) g ON TRUE
                 WHERE p.state IN ('paid', 'done') AND p.account_move IS NULL
                   AND l.reward_id IS NULL AND %(sold)s AND %(recent)s
                """,
                eps=EPSILON,
                back=BACK,
                sold=SOLD,
                recent=recent,
            ),
            # What came back at the till; where there is a credit note, that says so.
            SQL(
                """
                SELECT p.partner_id, p.company_id, l.product_id, p.date_order AS at,
                       'pos.order:' || p.id AS origin, 0 AS value, FALSE AS kept
                  FROM pos_order p JOIN pos_order_line l ON l.order_id = p.id
                 WHERE p.state IN ('paid', 'done') AND p.account_move IS NULL AND l.qty < 0
                   AND l.reward_id IS NULL AND %(recent)s
                """,
                recent=recent,
            ),
        ]

    @api.model
    def _discount_queries(self):
        return [
            *super()._discount_queries(),
            SQL(
                """
                SELECT l.coupon_id AS card_id,
                       -l.price_subtotal / COALESCE(NULLIF(p.currency_rate, 0), 1) AS value
                  FROM pos_order_line l JOIN pos_order p ON p.id = l.order_id
                 WHERE l.coupon_id IS NOT NULL AND p.state IN ('paid', 'done')
                """
            ),
        ]
