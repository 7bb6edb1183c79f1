"""Which campaign is credited with what, as SQL: purchases, credit notes, steps up the ladder."""

from odoo import api, models
from odoo.tools import SQL

from .ladder_campaign_facts import SHARES
from .ladder_facts import SALE_INVOICES


class LadderCampaignFacts(models.AbstractModel):
    _inherit = "ladder.campaign.facts"

    @api.model
    def _ctes_events(self):
        """``event``: invoices, first purchases and steps up the ladder, with their moments."""
        return [
            SQL(
                """
                first_day AS (
                    SELECT r.customer_id, min(p.day) AS day
                      FROM reached r JOIN ladder_purchase p ON p.partner_id = r.customer_id
                     GROUP BY 1),
                first_time AS (
                    SELECT f.customer_id, min(t.at) AS at
                      FROM first_day f
                           JOIN res_partner p ON p.commercial_partner_id = f.customer_id
                           JOIN LATERAL (
                               SELECT o.date_order AS at, o.company_id FROM sale_order o
                                WHERE o.partner_id = p.id AND o.state = 'sale'
                                UNION ALL
                               SELECT v.visited_at, v.company_id FROM club_visit v
                                WHERE v.partner_id = p.id AND v.void_date IS NULL) t ON TRUE
                           JOIN co ON co.id = t.company_id
                     WHERE (t.at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date = f.day
                     GROUP BY 1),
                first_bought AS (
                    SELECT f.customer_id, f.day,
                           COALESCE(t.at, f.day::timestamp AT TIME ZONE main.tz
                                    AT TIME ZONE 'UTC') AS moment
                      FROM first_day f CROSS JOIN main LEFT JOIN first_time t USING (customer_id)),
                height AS (
                    SELECT id, row_number() OVER (ORDER BY sequence, id) AS rank FROM ladder_rung),
                climb AS (
                    SELECT v.id, v.partner_id, v.moved_at,
                           GREATEST(high.rank - low.rank, 1) AS steps
                      FROM reached r
                           JOIN ladder_move v ON v.partner_id = r.customer_id
                                AND v.direction = 'up'
                           JOIN height high ON high.id = v.to_rung_id
                           JOIN height low ON low.id = v.from_rung_id),
                event AS (
                    SELECT 'sale' AS kind, id AS ref_id, customer_id, company_id, tz, moment,
                           campaign_id
                      FROM doc WHERE move_type IN %(sales)s
                     UNION ALL
                    SELECT 'won', customer_id, customer_id, NULL, main.tz, moment, NULL
                      FROM first_bought CROSS JOIN main
                     UNION ALL
                    SELECT 'rung', climb.id, partner_id, NULL, main.tz, moved_at, NULL
                      FROM climb CROSS JOIN main)
                """,
                sales=SALE_INVOICES,
            ),
        ]

    @api.model
    def _ctes_credits(self):
        """``credit``: each credit note with the invoice whose campaigns it takes from.

        That is the invoice it reverses, else the first invoice of the same order. One without
        either, and without a campaign of its own, takes back the customer's oldest invoice of the
        same amount.
        """
        return [
            SQL(
                """
                sold AS MATERIALIZED (
                    SELECT id, order_id, day, customer_id, company_id, round(amount, 2) AS amount
                      FROM doc WHERE move_type IN %(sales)s),
                sold_first AS (
                    SELECT DISTINCT ON (order_id) order_id, id FROM sold
                     WHERE order_id IS NOT NULL ORDER BY order_id, day, id),
                linked AS (
                    SELECT c.id, COALESCE(i.id, f.id) AS invoice_id
                      FROM doc c
                           LEFT JOIN sold i ON i.id = c.reversed_entry_id
                           LEFT JOIN sold_first f ON f.order_id = c.order_id
                     WHERE c.move_type = 'out_refund'),
                whole AS (
                    SELECT i.*, row_number() OVER (
                               PARTITION BY i.customer_id, i.company_id, i.amount
                               ORDER BY i.day, i.id) AS n
                      FROM sold i
                     WHERE NOT EXISTS (SELECT FROM linked k WHERE k.invoice_id = i.id)),
                loose AS (
                    SELECT c.id, c.customer_id, c.company_id, c.day, round(-c.amount, 2) AS amount,
                           row_number() OVER (PARTITION BY c.customer_id, c.company_id,
                               round(c.amount, 2) ORDER BY c.day, c.id) AS n
                      FROM doc c JOIN linked k ON k.id = c.id
                     WHERE k.invoice_id IS NULL AND c.campaign_id IS NULL),
                credit AS (
                    SELECT c.*, COALESCE(k.invoice_id, w.id) AS invoice_id
                      FROM doc c
                           JOIN linked k ON k.id = c.id
                           LEFT JOIN loose l ON l.id = c.id
                           LEFT JOIN whole w ON w.customer_id = l.customer_id
                                AND w.company_id = l.company_id AND w.amount = l.amount
                                AND w.n = l.n AND w.day <= l.day)
                """,
                sales=SALE_INVOICES,
            )
        ]

    @api.model
    def _cte_shares(self):
        """``share``: what of each event counts for which campaign."""
        return SQL(
            """
            candidate AS (
                SELECT e.kind, e.ref_id, t.campaign_id, max(t.at) AS last_at,
                       min(t.at) AS first_at
                  FROM event e
                       JOIN touch t ON t.customer_id = e.customer_id AND t.at <= e.moment
                       JOIN camp c ON c.id = t.campaign_id
                            AND (c.company_id IS NULL OR e.company_id IS NULL
                                 OR c.company_id = e.company_id)
                            AND (e.moment AT TIME ZONE 'UTC' AT TIME ZONE e.tz)::date
                                - (t.at AT TIME ZONE 'UTC' AT TIME ZONE e.tz)::date <= c.days
                 WHERE NOT %(own)s OR t.own AND (e.kind <> 'sale' OR e.campaign_id = t.campaign_id)
                 GROUP BY 1, 2, 3),
            share AS (SELECT kind, ref_id, campaign_id, %(share)s AS share FROM candidate)
            """,
            own=self._model() == "own",
            share=SQL(SHARES[self._model()]),
        )

    @api.model
    def _won_queries(self):
        """Selects of what campaigns brought; columns as in :meth:`_ctes`."""
        return [
            SQL(
                """
                SELECT s.campaign_id, d.company_id, 'sale', d.day, d.name,
                       d.partner_id, s.share, s.share * d.amount, y.currency_id, NULL::numeric,
                       d.id, NULL::int, NULL::int, NULL::int, NULL::int, NULL::int
                  FROM share s
                       JOIN mine ON mine.id = s.campaign_id
                       JOIN doc d ON d.id = s.ref_id
                       JOIN res_company y ON y.id = d.company_id
                 WHERE s.kind = 'sale' AND s.share > 0
                """
            ),
            SQL(
                """
                SELECT mine.id, d.company_id, 'return', d.day, d.name,
                       d.partner_id, COALESCE(s.share, 1),
                       COALESCE(s.share, 1) * d.amount, y.currency_id, NULL,
                       d.id, NULL, NULL, NULL, NULL, NULL
                  FROM credit d
                       LEFT JOIN share s ON s.kind = 'sale' AND s.ref_id = d.invoice_id
                            AND s.share > 0
                       JOIN mine ON mine.id = CASE WHEN d.invoice_id IS NULL THEN d.campaign_id
                                                   ELSE s.campaign_id END
                            AND (mine.company_id IS NULL OR mine.company_id = d.company_id)
                       JOIN res_company y ON y.id = d.company_id
                """
            ),
            SQL(
                """
                SELECT s.campaign_id, mine.company_id, 'won', f.day, NULL,
                       p.id, s.share, NULL, NULL, s.share, NULL, NULL, NULL, NULL, NULL, NULL
                  FROM share s
                       JOIN mine ON mine.id = s.campaign_id
                       JOIN first_bought f ON f.customer_id = s.ref_id
                       JOIN res_partner p ON p.id = s.ref_id
                 WHERE s.kind = 'won' AND s.share > 0
                """
            ),
            SQL(
                """
                SELECT s.campaign_id, mine.company_id, 'rung',
                       (v.moved_at AT TIME ZONE 'UTC' AT TIME ZONE main.tz)::date, NULL,
                       p.id, s.share, NULL, NULL, s.share * v.steps, NULL, NULL, NULL, NULL, v.id,
                       NULL
                  FROM share s
                       JOIN mine ON mine.id = s.campaign_id
                       JOIN climb v ON v.id = s.ref_id
                       JOIN res_partner p ON p.id = v.partner_id
                       CROSS JOIN main
                 WHERE s.kind = 'rung' AND s.share > 0
                """
            ),
        ]
