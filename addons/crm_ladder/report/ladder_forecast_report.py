from odoo import fields, models
from odoo.tools import SQL


class LadderForecastReport(models.Model):
    """Open opportunities and their distance to a purchase, by what won ones have taken."""

    _name = "ladder.forecast.report"
    _description = "Sales Forecast"
    _auto = False
    _order = "distance_days, id"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    rung_id = fields.Many2one("ladder.rung", readonly=True)
    probability = fields.Float("Probability (%)", readonly=True, aggregator="avg")
    expected_revenue = fields.Float(digits=(16, 0), readonly=True)
    weighted_revenue = fields.Float("Expected by probability", digits=(16, 0), readonly=True)
    age_days = fields.Integer("Days open", readonly=True, aggregator="avg")
    usual_days = fields.Integer(
        "Days that won ones took",
        readonly=True,
        aggregator="avg",
        help="Median of the team's opportunities won in the last two years; of all teams where "
        "a team has won fewer than five. Empty while nobody has won any.",
    )
    distance_days = fields.Integer("Days to a purchase", readonly=True, aggregator="avg")
    purchase_date = fields.Date("Purchase expected", readonly=True)
    late = fields.Boolean(
        "Longer than usual", readonly=True, help="Open for longer than won ones took."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH won AS (
                SELECT team_id, EXTRACT(epoch FROM date_closed - create_date) / 86400 AS days
                  FROM crm_lead
                 WHERE won_status = 'won' AND date_closed IS NOT NULL
                   AND date_closed > now() AT TIME ZONE 'UTC' - interval '2 years'),
            everyone AS (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days FROM won),
            team AS (
                SELECT team_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days
                  FROM won GROUP BY team_id HAVING count(*) >= 5),
            open AS (
                SELECT l.*,
                       (EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - l.create_date) / 86400)::int
                           AS age,
                       COALESCE(team.days, everyone.days)::int AS usual
                  FROM crm_lead l
                       CROSS JOIN everyone
                       LEFT JOIN team ON team.team_id = l.team_id
                 WHERE l.type = 'opportunity' AND l.active AND l.won_status = 'pending')
            SELECT o.id, o.id AS lead_id, o.partner_id, o.company_id, o.user_id, o.team_id,
                   o.stage_id, p.ladder_rung_id AS rung_id, o.probability, o.expected_revenue,
                   o.expected_revenue * o.probability / 100 AS weighted_revenue,
                   o.age AS age_days, o.usual AS usual_days,
                   GREATEST(o.usual - o.age, 0) AS distance_days,
                   COALESCE(o.date_deadline, CURRENT_DATE + GREATEST(o.usual - o.age, 0))
                       AS purchase_date,
                   o.age > o.usual AS late
              FROM open o LEFT JOIN res_partner p ON p.id = o.partner_id
            """
        )
