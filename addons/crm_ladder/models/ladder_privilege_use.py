from odoo import api, fields, models
from odoo.tools import SQL


class LadderPrivilegeUse(models.Model):
    """One use of a privilege, with what it cost."""

    _name = "ladder.privilege.use"
    _description = "Use of a Privilege"
    _order = "used_at desc, id desc"
    _rec_name = "privilege_id"

    privilege_id = fields.Many2one(
        "ladder.privilege", required=True, readonly=True, ondelete="restrict", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    campaign_id = fields.Many2one(related="privilege_id.campaign_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    used_at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    period = fields.Date("Period begins on", required=True, readonly=True)
    number = fields.Integer("Of the period", required=True, readonly=True, aggregator=None)
    user_id = fields.Many2one("res.users", "Noted by", readonly=True)
    cost = fields.Monetary(readonly=True)
    main_cost = fields.Float(
        "Cost, main currency", readonly=True, help="At the rate of the day of use."
    )

    _place_uniq = models.UniqueIndex(
        "(privilege_id, partner_id, period, number)", "This use is noted already."
    )

    @api.model
    def _count(self, holders):
        """``{holder id: uses in the present period}``: the highest place that is taken."""
        found = {}
        for privilege, group in holders.grouped("privilege_id").items():
            highest = dict(
                self.sudo()._read_group(
                    [
                        ("privilege_id", "=", privilege.id),
                        ("partner_id", "in", group.partner_id.ids),
                        ("period", "=", privilege.sudo()._period()),
                    ],
                    ["partner_id"],
                    ["number:max"],
                )
            )
            for holder in group:
                found[holder.id] = highest.get(holder.partner_id, 0)
        return found


class LadderCampaignFacts(models.AbstractModel):
    _inherit = "ladder.campaign.facts"

    @api.model
    def _cost_queries(self):
        """Privileges that were used, and those who came to an invitation, cost their campaign."""
        return [
            *super()._cost_queries(),
            SQL(
                """
                SELECT mine.id, u.company_id, 'gift',
                       (u.used_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date,
                       concat(v.name ->> 'en_US', ' #', u.id), u.partner_id, 1, u.cost,
                       y.currency_id, 1, NULL::int, NULL::int, NULL::int, NULL::int, NULL::int,
                       NULL::int
                  FROM mine
                       JOIN ladder_privilege_use u ON u.campaign_id = mine.id
                       JOIN ladder_privilege v ON v.id = u.privilege_id
                       JOIN res_company y ON y.id = u.company_id
                       JOIN co ON co.id = u.company_id
                 WHERE mine.company_id IS NULL OR mine.company_id = u.company_id
                """
            ),
            SQL(
                """
                SELECT mine.id, g.company_id, 'gift',
                       (g.settled_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date,
                       concat(o.name, ' #', g.id), g.partner_id, 1, g.cost,
                       y.currency_id, 1, NULL::int, NULL::int, NULL::int, NULL::int, NULL::int,
                       NULL::int
                  FROM mine
                       JOIN ladder_policy o ON o.campaign_id = mine.id AND o.kind = 'invitation'
                       JOIN ladder_policy_grant g ON g.policy_id = o.id AND g.state = 'came'
                       JOIN res_company y ON y.id = g.company_id
                       JOIN co ON co.id = g.company_id
                 WHERE mine.company_id IS NULL OR mine.company_id = g.company_id
                """
            ),
        ]
