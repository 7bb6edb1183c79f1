"""Who is credited with which sale, customer and rung, as SQL."""

from odoo import api, models
from odoo.tools import SQL

from .ladder_facts import SALE_INVOICES, SALE_MOVES

PARAMETER = "crm_ladder.attribution"
# As ``tools.campaign.shares`` says it, over the candidates of one event.
SHARES = {
    "last": "(row_number() OVER (PARTITION BY kind, ref_id"
    " ORDER BY last_at DESC, campaign_id DESC) = 1)::int::numeric",
    "first": "(row_number() OVER (PARTITION BY kind, ref_id"
    " ORDER BY first_at, campaign_id) = 1)::int::numeric",
    "linear": "1.0 / count(*) OVER (PARTITION BY kind, ref_id)",
}
SHARES["own"] = SHARES["last"]


class LadderCampaignFacts(models.AbstractModel):
    """Collects what campaigns brought and cost, for many campaigns in one statement.

    A company and its contacts are one customer here. A touch is a message that went out, a link
    that was clicked, a lead, an order, or an invoice without an order. A purchase counts for a
    touch before it, at most the campaign's window of days earlier. On the same day it counts only
    if the time of the purchase is known (of orders and visits) and later than the touch.
    """

    _name = "ladder.campaign.facts"
    _description = "Facts of Campaigns"

    @api.model
    def _model(self):
        """The rule by which sales are credited, for all campaigns alike."""
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        return value if value in SHARES else "last"

    @api.model
    def _ctes(self, campaign_ids):
        """Everything down to ``fact``: the rows of ``ladder.campaign.entry``."""
        return [
            SQL("co (id, tz, rate) AS (VALUES %s)", self.env["ladder.facts"]._companies()),
            self._cte_campaigns(campaign_ids),
            *self._ctes_touches(),
            *self._ctes_events(),
            *self._ctes_credits(),
            self._cte_shares(),
            self._cte_facts(SQL(" UNION ALL ").join([*self._won_queries(), *self._cost_queries()])),
        ]

    @api.model
    def _cte_campaigns(self, campaign_ids):
        """``camp``: all campaigns, whose touches compete; ``mine``: those that are asked for."""
        main = self.env["res.company"]._ladder_main()
        return SQL(
            """
            camp AS (
                SELECT c.id, c.company_id, c.ladder_window_days AS days,
                       c.ladder_part_price AS part_price,
                       COALESCE(y.currency_id, %(currency)s) AS currency_id,
                       COALESCE(split_part(y.parent_path, '/', 1)::int, %(root)s) AS rates_of
                  FROM utm_campaign c LEFT JOIN res_company y ON y.id = c.company_id),
            mine AS MATERIALIZED (SELECT * FROM camp WHERE id = ANY(%(ids)s)),
            main (id, tz) AS (VALUES (%(main)s, %(tz)s))
            """,
            currency=main.currency_id.id,
            main=main.id,
            root=main.root_id.id,
            tz=main._ladder_tz(),
            ids=list(campaign_ids),
        )

    @api.model
    def _touch_queries(self):
        """Selects of touches: ``campaign_id, company_id, partner_id, at, kind``.

        ``at`` is in UTC. They may use ``co``.
        """
        return [
            SQL(
                """
                SELECT campaign_id, company_id, partner_id, COALESCE(sent_at, delivered_at) AS at,
                       'message' AS kind
                  FROM club_message
                 WHERE campaign_id IS NOT NULL AND state IN ('sent', 'delivered')
                   AND COALESCE(sent_at, delivered_at) IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT m.campaign_id, m.company_id, m.partner_id, k.first_click_at, 'click'
                  FROM club_link k
                       JOIN club_message m ON m.rule_key = k.rule_key AND m.origin = k.origin
                 WHERE k.first_click_at IS NOT NULL AND m.campaign_id IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT campaign_id, company_id, partner_id, create_date, 'lead'
                  FROM crm_lead WHERE campaign_id IS NOT NULL AND partner_id IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT campaign_id, company_id, partner_id, date_order, 'order'
                  FROM sale_order WHERE campaign_id IS NOT NULL AND state <> 'cancel'
                """
            ),
        ]

    @api.model
    def _ctes_touches(self):
        """``touch``: those of the customers whom the campaigns touched, of any campaign."""
        return [
            SQL(
                """
                contact AS (
                    SELECT t.*, p.commercial_partner_id AS customer_id
                      FROM (%(touches)s) t (campaign_id, company_id, partner_id, at, kind)
                           JOIN res_partner p ON p.id = t.partner_id),
                reached AS (
                    SELECT t.customer_id FROM contact t JOIN mine ON mine.id = t.campaign_id
                     UNION
                    SELECT p.commercial_partner_id FROM account_move m
                           JOIN mine ON mine.id = m.campaign_id
                           JOIN res_partner p ON p.id = m.partner_id
                     WHERE m.move_type IN %(moves)s AND m.state = 'posted')
                """,
                touches=SQL(" UNION ALL ").join(self._touch_queries()),
                moves=SALE_MOVES,
            ),
            SQL(
                """
                paper AS MATERIALIZED (
                    SELECT m.id, m.name, m.move_type, r.customer_id, m.partner_id, m.company_id,
                           m.campaign_id, m.reversed_entry_id, co.tz,
                           COALESCE(m.invoice_date, m.date) AS day,
                           m.amount_untaxed_signed AS amount
                      FROM reached r
                           JOIN res_partner p ON p.commercial_partner_id = r.customer_id
                           JOIN account_move m ON m.partner_id = p.id
                           JOIN co ON co.id = m.company_id
                     WHERE m.state = 'posted' AND m.move_type IN %(moves)s),
                ordered AS (
                    SELECT DISTINCT ON (d.id) d.id, o.id AS order_id, o.date_order
                      FROM paper d
                           JOIN account_move_line a ON a.move_id = d.id
                           JOIN sale_order_line_invoice_rel i ON i.invoice_line_id = a.id
                           JOIN sale_order_line l ON l.id = i.order_line_id
                           JOIN sale_order o ON o.id = l.order_id
                     ORDER BY d.id, o.date_order, o.id),
                doc AS MATERIALIZED (
                    SELECT d.*, o.order_id,
                           COALESCE(o.date_order,
                                    d.day::timestamp AT TIME ZONE d.tz AT TIME ZONE 'UTC')
                               AS moment
                      FROM paper d LEFT JOIN ordered o ON o.id = d.id),
                touch AS MATERIALIZED (
                    SELECT t.campaign_id, t.customer_id, t.at, t.kind = 'order' AS own
                      FROM contact t JOIN reached USING (customer_id)
                     UNION ALL
                    SELECT campaign_id, customer_id, moment, TRUE FROM doc
                     WHERE campaign_id IS NOT NULL AND move_type IN %(sales)s)
                """,
                moves=SALE_MOVES,
                sales=SALE_INVOICES,
            ),
        ]
