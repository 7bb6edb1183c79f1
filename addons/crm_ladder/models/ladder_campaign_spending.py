"""What campaigns cost and whom they touched, as SQL."""

from odoo import api, models
from odoo.tools import SQL

from .ladder_facts import SALE_MOVES


class LadderCampaignFacts(models.AbstractModel):
    _inherit = "ladder.campaign.facts"

    @api.model
    def _cte_facts(self, raw):
        """``fact``: the rows of ``raw`` with their amounts in the campaign's currency.

        Each is rounded as money is, so that what a list shows adds up to its figure.
        """
        return SQL(
            """
            raw (campaign_id, company_id, kind, day, document, partner_id, share, amount,
                 amount_currency_id, quantity, move_id, line_id, cost_id, award_id, ladder_move_id,
                 broadcast_id)
                AS (%(raw)s),
            fact AS (
                SELECT raw.campaign_id, raw.company_id, mine.currency_id, kind, day, document,
                       partner_id, share,
                       round((amount * CASE WHEN COALESCE(amount, 0) = 0
                                                 OR amount_currency_id = mine.currency_id THEN 1
                                            ELSE %(to_rate)s / %(from_rate)s END)::numeric,
                             money.decimal_places) AS amount,
                       quantity, move_id, line_id, cost_id, award_id, ladder_move_id,
                       broadcast_id
                  FROM raw
                       JOIN mine ON mine.id = raw.campaign_id
                       JOIN res_currency money ON money.id = mine.currency_id)
            """,
            raw=raw,
            to_rate=self._rate_of(SQL("mine.currency_id")),
            from_rate=self._rate_of(SQL("raw.amount_currency_id")),
        )

    @api.model
    def _rate_of(self, currency):
        """Rate of ``currency`` on the row's day: as Odoo finds it.

        The last rate up to the day, else the first one after it, else one.
        """
        rate = SQL(
            """
            SELECT r.rate FROM res_currency_rate r
             WHERE r.currency_id = %s AND (r.company_id IS NULL OR r.company_id = mine.rates_of)
            """,
            currency,
        )
        return SQL(
            "COALESCE((%(rate)s AND r.name <= raw.day ORDER BY r.company_id, r.name DESC LIMIT 1),"
            " (%(rate)s ORDER BY r.company_id, r.name LIMIT 1), 1)",
            rate=rate,
        )

    @api.model
    def _cost_queries(self):
        """Selects of costs and touches; columns as in ``_ctes``."""
        return [
            self._query_sms(),
            self._query_discounts(),
            self._query_gifts(),
            self._query_bills(),
            self._query_lines(),
            self._query_touches(),
            self._query_test(),
        ]

    @api.model
    def _query_sms(self):
        """What the gateway charged, in its units or else parts, at the price of a part."""
        return SQL(
            """
            SELECT u.campaign_id, u.company_id, 'sms', u.day, NULL, NULL, NULL,
                   u.units * COALESCE(NULLIF(mine.part_price, 0), y.club_part_price, 0),
                   CASE WHEN mine.part_price > 0 THEN mine.currency_id ELSE y.currency_id END,
                   u.units, NULL, NULL, NULL, NULL, NULL, NULL
              FROM (SELECT m.campaign_id, m.company_id,
                           (COALESCE(m.sent_at, m.delivered_at, m.ended_at, m.planned_at)
                            AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date AS day,
                           sum(COALESCE(NULLIF(m.cost, 0), m.parts, 0))::numeric AS units
                      FROM club_message m JOIN co ON co.id = m.company_id
                     WHERE m.campaign_id IS NOT NULL
                       AND (m.state IN ('sent', 'delivered') OR m.cost > 0)
                     GROUP BY 1, 2, 3) u
                   JOIN mine ON mine.id = u.campaign_id
                        AND (mine.company_id IS NULL OR mine.company_id = u.company_id)
                   JOIN res_company y ON y.id = u.company_id
             WHERE u.units > 0
            """
        )

    @api.model
    def _query_discounts(self):
        """Discounts and free products on the campaign's own invoices, less those credited."""
        return SQL(
            """
            SELECT g.campaign_id, g.company_id, 'discount', g.day, g.name,
                   g.partner_id, 1, g.amount, y.currency_id, NULL, g.id, NULL, NULL, NULL, NULL,
                   NULL
              FROM (SELECT m.id, m.name, m.campaign_id, m.company_id, m.partner_id,
                           COALESCE(m.invoice_date, m.date) AS day, sum(
                               CASE WHEN reward.given OR l.product_id = y.sale_discount_product_id
                                    THEN CASE WHEN l.discount >= 100 THEN free.worth
                                              ELSE l.balance END
                                    WHEN l.discount >= 100 THEN free.worth
                                    ELSE -l.balance * l.discount / (100 - l.discount) END) AS amount
                      FROM account_move m
                           JOIN res_company y ON y.id = m.company_id
                           JOIN account_move_line l ON l.move_id = m.id
                                AND l.display_type = 'product'
                           CROSS JOIN LATERAL (
                               SELECT EXISTS (
                                   SELECT FROM sale_order_line_invoice_rel i
                                          JOIN sale_order_line o ON o.id = i.order_line_id
                                    WHERE i.invoice_line_id = l.id AND o.reward_id IS NOT NULL)
                                   AS given) reward
                           CROSS JOIN LATERAL (
                               SELECT l.price_unit * l.quantity
                                      / COALESCE(NULLIF(m.invoice_currency_rate, 0), 1)
                                      * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                                      AS worth) free
                     WHERE m.campaign_id IS NOT NULL AND m.state = 'posted'
                       AND m.move_type IN %(moves)s
                       AND (l.discount > 0 OR reward.given
                            OR l.product_id = y.sale_discount_product_id)
                     GROUP BY m.id) g
                   JOIN mine ON mine.id = g.campaign_id
                        AND (mine.company_id IS NULL OR mine.company_id = g.company_id)
                   JOIN res_company y ON y.id = g.company_id
             WHERE g.amount <> 0
            """,
            moves=SALE_MOVES,
        )

    @api.model
    def _query_gifts(self):
        """Units of scarce benefits that were handed over."""
        return SQL(
            """
            SELECT mine.id, a.company_id, 'gift',
                   (a.handed_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date, a.person,
                   a.partner_id, 1, a.cost, y.currency_id, 1, NULL, NULL, NULL, a.id, NULL, NULL
              FROM mine
                   JOIN ladder_benefit b ON b.campaign_id = mine.id
                   JOIN ladder_award a ON a.benefit_id = b.id AND a.state = 'handed_over'
                   JOIN res_company y ON y.id = a.company_id
                   JOIN co ON co.id = a.company_id
             WHERE mine.company_id IS NULL OR mine.company_id = a.company_id
            """
        )

    @api.model
    def _query_bills(self):
        """Journal items that name the campaign, of posted bills, refunds and entries."""
        return SQL(
            """
            SELECT mine.id, l.company_id, 'bill',
                   COALESCE(m.invoice_date, l.date), m.name, NULL, 1, l.balance, y.currency_id,
                   NULL, NULL, l.id, NULL, NULL, NULL, NULL
              FROM mine
                   JOIN account_move_line l ON l.ladder_campaign_id = mine.id
                        AND l.parent_state = 'posted'
                   JOIN account_move m ON m.id = l.move_id
                   JOIN res_company y ON y.id = l.company_id
             WHERE mine.company_id IS NULL OR mine.company_id = l.company_id
            """
        )

    @api.model
    def _query_lines(self):
        """What was written down by hand."""
        return SQL(
            """
            SELECT mine.id, mine.company_id, c.kind, c.day, c.name, NULL, 1,
                   c.amount, c.currency_id, NULLIF(c.hours, 0), NULL, NULL, c.id, NULL,
                   NULL, NULL
              FROM mine JOIN ladder_campaign_cost c ON c.campaign_id = mine.id
            """
        )

    @api.model
    def _query_touches(self):
        """How many were touched on each day, by company."""
        return SQL(
            """
            SELECT t.campaign_id, t.company_id, t.kind,
                   (t.at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(co.tz, main.tz))::date,
                   NULL, NULL, NULL, NULL::numeric, NULL, count(*), NULL, NULL, NULL, NULL, NULL,
                   NULL
              FROM contact t
                   JOIN mine ON mine.id = t.campaign_id
                        AND (mine.company_id IS NULL OR t.company_id IS NULL
                             OR mine.company_id = t.company_id)
                   CROSS JOIN main
                   LEFT JOIN co ON co.id = t.company_id
             GROUP BY 1, 2, 3, 4
            """
        )

    @api.model
    def _query_test(self):
        """Of group messages with a hold-out group: who was in which, and who bought.

        Counted are all who were drawn, whether the text arrived or not: only so are the groups
        alike. Both have the same days, from the beginning of the sending.
        """
        return SQL(
            """
            SELECT t.campaign_id, t.company_id, k.kind, t.day, t.name, NULL, NULL, NULL, NULL,
                   k.quantity, NULL, NULL, NULL, NULL, NULL, t.id
              FROM (SELECT b.id, b.campaign_id, b.company_id, b.name,
                           (b.started_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date AS day,
                           count(*) FILTER (WHERE arm <> 'holdout') AS written,
                           count(*) FILTER (WHERE arm <> 'holdout' AND bought.yes)
                               AS written_bought,
                           count(*) FILTER (WHERE arm = 'holdout') AS held,
                           count(*) FILTER (WHERE arm = 'holdout' AND bought.yes) AS held_bought
                      FROM mine
                           JOIN club_broadcast b ON b.campaign_id = mine.id
                                AND b.started_at IS NOT NULL AND b.holdout_count > 0
                           JOIN co ON co.id = b.company_id
                           JOIN club_broadcast_recipient r ON r.broadcast_id = b.id
                                AND r.arm IN ('a', 'b', 'winner', 'holdout')
                           JOIN res_partner p ON p.id = r.partner_id
                           CROSS JOIN LATERAL (SELECT %s AS yes) bought
                     WHERE mine.company_id IS NULL OR mine.company_id = b.company_id
                     GROUP BY b.id, co.tz) t
                   CROSS JOIN LATERAL (VALUES
                       ('written', t.written), ('written_bought', t.written_bought),
                       ('held', t.held), ('held_bought', t.held_bought)) k (kind, quantity)
            """,
            self._bought_in_window(SQL("mine.days")),
        )

    @api.model
    def _bought_in_window(self, days):
        """Whether ``p`` bought within ``days`` of the beginning of the group message ``b``."""
        return SQL(
            """
            EXISTS (SELECT FROM ladder_purchase l
                     WHERE l.partner_id = p.commercial_partner_id
                       AND l.day - (b.started_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date
                           BETWEEN 0 AND %s)
            """,
            days,
        )
