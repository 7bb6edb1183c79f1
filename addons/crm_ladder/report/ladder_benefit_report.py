from odoo import fields, models
from odoo.tools import SQL

DAYS = 90


class LadderBenefitReport(models.Model):
    """What a benefit did: those who got it beside those who just missed it.

    Purchases of the 90 days before the decision and of the 90 days after it, or as many of them as
    have passed. The two groups stood next to each other in the order, so they compare fairly.
    """

    _name = "ladder.benefit.report"
    _description = "Effect of Scarce Benefits"
    _auto = False
    _rec_name = "partner_id"
    _order = "decided_at desc, id"

    benefit_id = fields.Many2one("ladder.benefit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    rung_id = fields.Many2one("ladder.rung", "Rung then", readonly=True)
    group = fields.Selection([("got", "Got it"), ("missed", "Just missed it")], readonly=True)
    rule = fields.Selection(related="benefit_id.rule")
    decided_at = fields.Datetime("Decided", readonly=True)
    customers = fields.Integer(readonly=True)
    cost = fields.Float(readonly=True, digits=(16, 0))
    purchases_before = fields.Integer("Purchases, 90 days before", readonly=True)
    purchases_after = fields.Integer("Purchases, 90 days after", readonly=True)
    value_before = fields.Float("Bought, 90 days before", readonly=True, digits=(16, 0))
    value_after = fields.Float("Bought, 90 days after", readonly=True, digits=(16, 0))
    value_change = fields.Float("Change", readonly=True, digits=(16, 0))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id, a.benefit_id, b.company_id, a.partner_id, a.rung_id, b.decided_at,
                   CASE WHEN a.state IN ('accepted', 'handed_over') THEN 'got' ELSE 'missed' END
                       AS "group",
                   1 AS customers, COALESCE(a.cost, 0) AS cost,
                   COALESCE(s.purchases_before, 0) AS purchases_before,
                   COALESCE(s.purchases_after, 0) AS purchases_after,
                   COALESCE(s.value_before, 0) AS value_before,
                   COALESCE(s.value_after, 0) AS value_after,
                   COALESCE(s.value_after, 0) - COALESCE(s.value_before, 0) AS value_change
              FROM ladder_award a
                   JOIN ladder_benefit b ON b.id = a.benefit_id
                   LEFT JOIN LATERAL (
                       SELECT COUNT(*) FILTER (WHERE day < b.decided_at::date) AS purchases_before,
                              COUNT(*) FILTER (WHERE day >= b.decided_at::date) AS purchases_after,
                              SUM(value) FILTER (WHERE day < b.decided_at::date) AS value_before,
                              SUM(value) FILTER (WHERE day >= b.decided_at::date) AS value_after
                         FROM ladder_purchase p
                        WHERE p.partner_id = a.partner_id
                          AND p.day BETWEEN b.decided_at::date - %(days)s
                                        AND b.decided_at::date + %(days)s) s ON TRUE
             WHERE a.state IN ('accepted', 'handed_over', 'reserve')
            """,
            days=DAYS,
        )
