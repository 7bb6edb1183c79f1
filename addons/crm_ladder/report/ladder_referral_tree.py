from odoo import fields, models
from odoo.tools import SQL


class LadderReferralTree(models.Model):
    """Who came through whom, as a tree: one row for each person in it, from the top down."""

    _name = "ladder.referral.tree"
    _description = "Tree of Referrals"
    _auto = False
    _order = "path"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    referrer_id = fields.Many2one("res.partner", "Brought by", readonly=True)
    root_id = fields.Many2one("res.partner", "At the top", readonly=True)
    depth = fields.Integer("Level", readonly=True, aggregator="max")
    path = fields.Char(readonly=True)
    referral_id = fields.Many2one("ladder.referral", readonly=True)
    referred_at = fields.Datetime("When", readonly=True)
    state = fields.Selection(related="referral_id.state")
    rung_id = fields.Many2one(related="partner_id.ladder_rung_id", string="Rung")
    brought = fields.Integer(readonly=True)
    below = fields.Integer("Below, all levels", readonly=True, aggregator="max")
    bought = fields.Boolean(readonly=True)
    revenue = fields.Float(
        "Bought for", digits=(16, 0), readonly=True, help="Net of credit notes, main currency."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH RECURSIVE edge AS (
                SELECT id, referred_id, referrer_id, referred_at FROM ladder_referral
                 WHERE state NOT IN ('refused', 'taken_back') AND company_id = ANY(%(companies)s)),
            node AS (
                SELECT DISTINCT e.referrer_id AS partner_id, NULL::int AS referrer_id,
                       e.referrer_id AS root_id, 0 AS depth, ARRAY[e.referrer_id] AS way,
                       NULL::int AS referral_id, NULL::timestamp AS referred_at
                  FROM edge e
                 WHERE NOT EXISTS (SELECT FROM edge u WHERE u.referred_id = e.referrer_id)
                 UNION ALL
                SELECT e.referred_id, e.referrer_id, n.root_id, n.depth + 1,
                       n.way || e.referred_id, e.id, e.referred_at
                  FROM node n JOIN edge e ON e.referrer_id = n.partner_id),
            under AS (
                SELECT above, COUNT(*) AS persons
                  FROM node CROSS JOIN LATERAL unnest(way) AS above
                 WHERE above <> partner_id GROUP BY above),
            direct AS (SELECT referrer_id, COUNT(*) AS persons FROM edge GROUP BY referrer_id),
            sales AS (
                SELECT u.partner_id, SUM(u.value) AS value
                  FROM node JOIN ladder_purchase u ON u.partner_id = node.partner_id
                 GROUP BY u.partner_id)
            SELECT n.partner_id AS id, n.partner_id, n.referrer_id, n.root_id, n.depth,
                   n.referral_id, n.referred_at,
                   (SELECT string_agg(lpad(step::text, 10, '0'), '/' ORDER BY place)
                      FROM unnest(n.way) WITH ORDINALITY AS s(step, place)) AS path,
                   COALESCE(d.persons, 0) AS brought, COALESCE(u.persons, 0) AS below,
                   s.partner_id IS NOT NULL AS bought, COALESCE(s.value, 0) AS revenue
              FROM node n
                   LEFT JOIN direct d ON d.referrer_id = n.partner_id
                   LEFT JOIN under u ON u.above = n.partner_id
                   LEFT JOIN sales s ON s.partner_id = n.partner_id
            """,
            companies=self.env.companies.ids,
        )

    def action_partner(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(self.env.ref("customer_club.res_partner_view_form_member").id, "form")],
        }
