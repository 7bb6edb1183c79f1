"""Which documents are purchases, as SQL."""

from odoo import api, models
from odoo.tools import SQL

from .ladder_facts import EPSILON, SALE_MOVES


class LadderFacts(models.AbstractModel):
    _inherit = "ladder.facts"

    @api.model
    def _ctes_purchases(self, partner_ids):
        """Everything down to ``purchase_day``: what the partners bought, day by day."""
        deals = [
            SQL("SELECT partner_id, day, value, returned FROM deal_order"),
            SQL("SELECT partner_id, day, value, returned FROM deal_invoice"),
            *self._purchase_queries(),
        ]
        return [
            SQL("co (id, tz, rate) AS (VALUES %s)", self._companies()),
            SQL(
                """
                scope (subject_id, partner_id) AS MATERIALIZED (
                    SELECT id, id FROM res_partner WHERE id = ANY(%(ids)s)
                    UNION ALL
                    SELECT commercial_partner_id, id FROM res_partner
                     WHERE commercial_partner_id = ANY(%(ids)s) AND commercial_partner_id <> id),
                doer AS MATERIALIZED (SELECT DISTINCT partner_id FROM scope)
                """,
                ids=list(partner_ids),
            ),
            *self._ctes_documents(),
            *self._ctes_deals(SQL(" UNION ALL ").join(deals)),
        ]

    @api.model
    def _ctes_documents(self):
        """``visit``, ``sale`` with ``sale_money`` (what was billed on an order) and ``bill``."""
        return [
            SQL(
                """
                visit AS (
                    SELECT v.partner_id, v.weight, t.ladder_is_purchase AS buying,
                           (v.visited_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date AS day
                      FROM doer JOIN club_visit v ON v.partner_id = doer.partner_id
                           JOIN co ON co.id = v.company_id
                           LEFT JOIN club_tag t ON t.id = v.tag_id
                     WHERE v.void_date IS NULL),
                sale AS MATERIALIZED (
                    SELECT o.id, o.partner_id, o.state,
                           (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date AS day,
                           o.amount_untaxed * co.rate
                               / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value
                      FROM doer JOIN sale_order o ON o.partner_id = doer.partner_id
                           JOIN co ON co.id = o.company_id),
                sale_money AS MATERIALIZED (
                    SELECT l.order_id,
                           SUM(-a.balance * co.rate) FILTER (
                               WHERE m.move_type <> 'out_refund') AS invoiced,
                           SUM(-a.balance * co.rate) AS net
                      FROM sale
                           JOIN sale_order_line l ON l.order_id = sale.id
                           JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                           JOIN account_move_line a ON a.id = r.invoice_line_id
                           JOIN account_move m ON m.id = a.move_id
                           JOIN co ON co.id = m.company_id
                     WHERE sale.state = 'sale' AND m.state = 'posted'
                       AND m.move_type IN %(sale_moves)s
                     GROUP BY l.order_id),
                bill AS MATERIALIZED (
                    SELECT m.id, m.partner_id, m.move_type, m.reversed_entry_id,
                           m.invoice_date AS day, m.amount_untaxed_signed * co.rate AS value,
                           EXISTS (
                               SELECT FROM account_move_line a
                                      JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = a.id
                                      JOIN sale_order_line l ON l.id = r.order_line_id
                                      JOIN sale_order o ON o.id = l.order_id
                                WHERE a.move_id = m.id AND o.state = 'sale')
                           OR %(settles)s AS of_order
                      FROM doer JOIN account_move m ON m.partner_id = doer.partner_id
                           JOIN co ON co.id = m.company_id
                     WHERE m.state = 'posted' AND m.move_type IN %(sale_moves)s)
                """,
                sale_moves=SALE_MOVES,
                settles=self._settles_order(SQL.identifier("m")),
            )
        ]

    @api.model
    def _settles_order(self, _move):
        """SQL condition: an invoice is of an order though no line of it is linked to the order's.

        :param move: the alias of ``account_move``
        """
        return SQL("FALSE")

    @api.model
    def _ctes_deals(self, deals):
        """``purchase_day``: one row per customer and day, and whether a purchase stands on it.

        A credit note without a link takes back the oldest purchase of the same customer with the
        same value; one that fits none only lowers the sums.
        """
        return [
            SQL(
                """
                deal_order AS (
                    SELECT sale.partner_id, sale.day, COALESCE(g.net, sale.value) AS value,
                           COALESCE(g.invoiced > 0 AND g.net <= %(eps)s, FALSE) AS returned
                      FROM sale LEFT JOIN sale_money g ON g.order_id = sale.id
                     WHERE sale.state = 'sale' AND (sale.value > 0 OR g.invoiced > 0)),
                credit AS (
                    SELECT c.id, c.partner_id, c.day, c.value, i.id AS invoice_id
                      FROM bill c
                           LEFT JOIN bill i ON i.id = c.reversed_entry_id AND NOT i.of_order
                     WHERE c.move_type = 'out_refund' AND NOT c.of_order),
                deal_invoice AS (
                    SELECT b.partner_id, b.day, b.value + COALESCE(c.value, 0) AS value,
                           b.value + COALESCE(c.value, 0) <= %(eps)s AS returned
                      FROM bill b
                           LEFT JOIN (SELECT invoice_id, SUM(value) AS value FROM credit
                                       GROUP BY invoice_id) c ON c.invoice_id = b.id
                     WHERE b.move_type <> 'out_refund' AND NOT b.of_order AND b.value > 0),
                deal AS (%(deals)s),
                standing AS (
                    SELECT *, ROW_NUMBER() OVER (
                               PARTITION BY partner_id, returned, ROUND(value, 2) ORDER BY day) AS n
                      FROM deal),
                loose AS (
                    SELECT partner_id, day, ROUND(-value, 2) AS value, ROW_NUMBER() OVER (
                               PARTITION BY partner_id, ROUND(-value, 2) ORDER BY day) AS n
                      FROM credit WHERE invoice_id IS NULL),
                mark AS (
                    SELECT d.partner_id, d.day, d.value, FALSE AS visit,
                           d.returned OR l.n IS NOT NULL AS returned
                      FROM standing d
                           LEFT JOIN loose l ON NOT d.returned AND l.partner_id = d.partner_id
                                AND l.value = ROUND(d.value, 2) AND l.n = d.n AND l.day >= d.day
                    UNION ALL
                    SELECT partner_id, day, 0, TRUE, FALSE FROM visit WHERE buying),
                purchase_day AS MATERIALIZED (
                    SELECT s.subject_id, m.day, SUM(m.value) FILTER (WHERE NOT returned) AS value,
                           BOOL_OR(NOT visit AND NOT returned) OR BOOL_AND(visit) AS stands
                      FROM scope s JOIN mark m USING (partner_id) GROUP BY s.subject_id, m.day)
                """,
                deals=deals,
                eps=EPSILON,
            )
        ]
