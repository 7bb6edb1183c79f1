from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    ladder_role_ids = fields.One2many("ladder.role", "partner_id", "Roles in purchases")
    ladder_next_step = fields.Char(
        "Next step",
        compute="_compute_ladder_next_step",
        groups="customer_club.group_club_user",
        help="The earliest open activity on the customer or on an open opportunity.",
    )
    ladder_next_step_date = fields.Date("Next step due", compute="_compute_ladder_next_step")
    ladder_has_next_step = fields.Boolean(
        "Has a next step",
        compute="_compute_ladder_next_step",
        search="_search_ladder_has_next_step",
    )

    @api.model
    def _ladder_steps_sql(self):
        """Open activities by customer: on the customer, or on the customer's open opportunities."""
        self.env["mail.activity"].flush_model()
        self.env["crm.lead"].flush_model(["partner_id", "active", "won_status"])
        return SQL(
            """
            SELECT a.res_id AS partner_id, a.date_deadline, a.summary, a.activity_type_id, a.id
              FROM mail_activity a WHERE a.res_model = 'res.partner' AND a.active
            UNION ALL
            SELECT l.partner_id, a.date_deadline, a.summary, a.activity_type_id,
                   a.id
              FROM mail_activity a JOIN crm_lead l ON l.id = a.res_id
             WHERE a.res_model = 'crm.lead' AND a.active AND l.active
               AND l.won_status = 'pending' AND l.partner_id IS NOT NULL
            """
        )

    def _compute_ladder_next_step(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (partner_id) partner_id, date_deadline, summary, activity_type_id
                  FROM (%s) t WHERE partner_id = ANY(%s)
                 ORDER BY partner_id, date_deadline, id
                """,
                self._ladder_steps_sql(),
                self.ids,
            )
        )
        steps = {partner_id: step for partner_id, *step in rows}
        types = self.env["mail.activity.type"].browse({step[2] for step in steps.values()} - {None})
        names = {kind.id: kind.sudo().name for kind in types}
        for partner in self:
            due, summary, type_id = steps.get(partner.id, (False, False, None))
            partner.ladder_next_step = summary or names.get(type_id) or False
            partner.ladder_next_step_date = due
            partner.ladder_has_next_step = bool(due)

    @api.model
    def _search_ladder_has_next_step(self, operator, value):
        if operator != "in":
            return NotImplemented
        with_step = Domain(
            "id", "in", SQL("SELECT partner_id FROM (%s) t", self._ladder_steps_sql())
        )
        wanted = set(value)
        if wanted >= {True, False}:
            return Domain.TRUE
        return with_step if True in wanted else ~with_step
