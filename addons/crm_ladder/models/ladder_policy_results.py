"""What a policy brought, beside those who were only watched."""

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits


class LadderPolicy(models.Model):
    _inherit = "ladder.policy"

    used_count = fields.Integer("Used it", compute="_compute_results")
    came_count = fields.Integer("Come or came", compute="_compute_results")
    watched_count = fields.Integer("Watched only", compute="_compute_results")
    buyer_count = fields.Integer("Bought afterwards", compute="_compute_results")
    buyer_share = fields.Float(
        "Of those who got it (%)", digits=(16, 1), compute="_compute_results"
    )
    watched_share = fields.Float(
        "Of those watched only (%)", digits=(16, 1), compute="_compute_results"
    )
    revenue = fields.Float(
        "They bought for",
        digits=(16, 0),
        compute="_compute_results",
        help="In the days after it was given, net of credit notes, in the main company's currency.",
    )
    cost = fields.Monetary(
        "Cost so far",
        compute="_compute_results",
        help="Of what was used, of points that were given, and of those who came; texts are "
        "counted with the campaign.",
    )

    def _compute_results(self):
        rows = {}
        if self.ids:
            self.env["ladder.policy.grant"].flush_model()
            rows = {
                row[0]: row[1:]
                for row in self.env.execute_query(
                    SQL(
                        """
                        WITH grants AS (
                            SELECT g.policy_id, g.state, g.cost, b.value,
                                   COALESCE(l.program_type IN ('loyalty', 'ewallet'), FALSE)
                                       AS points
                              FROM ladder_policy_grant g
                                   JOIN ladder_policy y ON y.id = g.policy_id
                                   LEFT JOIN loyalty_program l ON l.id = y.program_id
                                   CROSS JOIN LATERAL (
                                       SELECT SUM(u.value) AS value FROM ladder_purchase u
                                        WHERE u.partner_id = g.partner_id
                                          AND u.day > g.granted_at::date
                                          AND u.day <= g.granted_at::date + y.window_days) b
                             WHERE g.policy_id = ANY(%s))
                        SELECT policy_id,
                               COUNT(*) FILTER (WHERE state = 'used'),
                               COUNT(*) FILTER (WHERE state IN ('accepted', 'came')),
                               COUNT(*) FILTER (WHERE state = 'watched'),
                               COUNT(*) FILTER (WHERE state <> 'watched'),
                               COUNT(value) FILTER (WHERE state <> 'watched'),
                               COUNT(value) FILTER (WHERE state = 'watched'),
                               SUM(value) FILTER (WHERE state <> 'watched'),
                               SUM(cost) FILTER (WHERE state IN ('used', 'came') OR points)
                          FROM grants GROUP BY policy_id
                        """,
                        self.ids,
                    )
                )
            }
        for policy in self:
            used, came, watched, got, bought, by_themselves, revenue, cost = rows.get(
                policy.id, (0,) * 8
            )
            policy.used_count, policy.came_count = used, came
            policy.watched_count, policy.buyer_count = watched, bought
            policy.buyer_share = 100 * bought / got if got else 0
            policy.watched_share = 100 * by_themselves / watched if watched else 0
            policy.revenue, policy.cost = revenue or 0, cost or 0

    def action_view_grants(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_policy_grant_action"
        )
        action["domain"] = [("policy_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_count_audience(self):
        """Say how many would get it today, before anything is given."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%s customers are in this segment today and may get it.",
                    localize_digits(str(len(self._candidates())), self.env.lang),
                ),
                "type": "info",
            },
        }
