from odoo import fields, models
from odoo.tools import SQL


class LadderAdvocateReport(models.Model):
    """The best advocates: whom they brought, what those bought, what the rewards cost."""

    _name = "ladder.advocate.report"
    _description = "Best Advocates"
    _auto = False
    _order = "revenue desc, brought desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Advocate", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    rung_id = fields.Many2one(related="partner_id.ladder_rung_id", string="Rung")
    brought = fields.Integer(
        "Persons brought", readonly=True, help="Without those whose referral was refused."
    )
    bought = fields.Integer(readonly=True, help="Of them, who has a purchase that stands.")
    waiting = fields.Integer("Not rewarded yet", readonly=True)
    rewarded = fields.Integer(readonly=True)
    refused = fields.Integer("Refused or taken back", readonly=True)
    revenue = fields.Monetary(
        "Revenue from them",
        readonly=True,
        help="Purchases of those who were brought, net of credit notes.",
    )
    cost = fields.Monetary("Rewards, both sides", readonly=True, help="Less what was taken back.")
    net = fields.Monetary("Left after rewards", readonly=True)
    last_at = fields.Datetime("Last one", readonly=True)

    @property
    def _table_query(self):
        main = self.env["res.company"]._ladder_main().currency_id
        return SQL(
            """
            WITH spent AS (
                SELECT r.id, SUM(u.value) AS value
                  FROM ladder_referral r JOIN ladder_purchase u ON u.partner_id = r.referred_id
                 WHERE r.state NOT IN ('refused', 'taken_back') GROUP BY r.id),
            given AS (
                SELECT referral_id AS id, SUM(main_cost) AS cost
                  FROM ladder_referral_reward GROUP BY referral_id),
            total AS (
                SELECT MIN(r.id) AS id, r.referrer_id AS partner_id, r.company_id,
                       COUNT(*) FILTER (WHERE r.state <> 'refused') AS brought,
                       COUNT(spent.id) AS bought,
                       COUNT(*) FILTER (WHERE r.state IN ('waiting', 'due')) AS waiting,
                       COUNT(*) FILTER (WHERE r.state = 'rewarded') AS rewarded,
                       COUNT(*) FILTER (WHERE r.state IN ('refused', 'taken_back')) AS refused,
                       COALESCE(SUM(spent.value), 0) AS revenue,
                       COALESCE(SUM(given.cost), 0) AS cost,
                       MAX(r.referred_at) AS last_at
                  FROM ladder_referral r
                       LEFT JOIN spent USING (id) LEFT JOIN given USING (id)
                 GROUP BY r.referrer_id, r.company_id)
            SELECT *, %s AS currency_id, revenue - cost AS net FROM total
            """,
            main.id,
        )

    def action_referrals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_ladder.ladder_referral_action")
        action["domain"] = [
            ("referrer_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        return action
