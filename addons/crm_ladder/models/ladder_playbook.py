from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.customer_club.models.club_message import PURPOSES
from odoo.addons.customer_club.tools.message_text import unknown_placeholders


class LadderPlaybook(models.Model):
    """What happens when a customer reaches a rung, leaves it, or is stuck on it."""

    _name = "ladder.playbook"
    _description = "Ladder Playbook"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    trigger = fields.Selection(
        [("reach", "reaches"), ("leave", "leaves"), ("stuck", "is stuck on")],
        required=True,
        default="reach",
    )
    rung_id = fields.Many2one("ladder.rung", required=True, ondelete="cascade", index=True)
    direction = fields.Selection(
        [("any", "up or down"), ("up", "going up"), ("down", "going down")],
        required=True,
        default="up",
    )
    stuck_days = fields.Integer("Stuck for (days)", default=60)
    delay_days = fields.Integer(
        "After (days)", default=0, help="Who has left the rung by then is left alone."
    )
    once = fields.Boolean(
        "Once per customer", default=True, help="Not again when the customer comes back to it."
    )
    text = fields.Text(
        translate=True,
        help="You can use {name}, {visits}, {company}, and {code} for the code of the coupon.",
    )
    purpose = fields.Selection(
        PURPOSES,
        required=True,
        default="advertising",
        help="Advertising never reaches those who do not want it.",
    )
    program_id = fields.Many2one(
        "loyalty.program",
        "Coupon or points",
        ondelete="restrict",
        index="btree_not_null",
        help="The customer gets a coupon of this programme, or points on the customer's card.",
    )
    points = fields.Float(default=1)
    valid_days = fields.Integer("Valid for (days)", help="Empty: for ever.")
    plan_id = fields.Many2one(
        "mail.activity.plan",
        "Activities for staff",
        domain=[("res_model", "=", "res.partner")],
        ondelete="restrict",
        index="btree_not_null",
    )
    user_ids = fields.Many2many(
        "res.users",
        "ladder_playbook_res_users_rel",
        "playbook_id",
        "user_id",
        "By turns",
        help="Who gets the activities and opportunities, one customer after the other.",
    )
    last_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    stage_id = fields.Many2one(
        "crm.stage",
        "Move opportunities to",
        ondelete="restrict",
        index="btree_not_null",
        help="The customer's open opportunities go to this stage.",
    )
    run_count = fields.Integer(compute="_compute_run_count")

    _days_positive = models.Constraint(
        "CHECK (stuck_days >= 0 AND delay_days >= 0 AND valid_days >= 0)",
        "A number of days is nought or more.",
    )

    def _compute_run_count(self):
        counts = dict(
            self.env["ladder.playbook.run"]._read_group(
                [("playbook_id", "in", self.ids)], ["playbook_id"], ["__count"]
            )
        )
        for playbook in self:
            playbook.run_count = counts.get(playbook, 0)

    @api.constrains("text", "program_id")
    def _check_text(self):
        for playbook in self:
            unknown = [n for n in unknown_placeholders(playbook.text) if n != "code"]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "The text holds {%s}, which nothing can fill. "
                        "Use {name}, {visits}, {company} or {code}.",
                        "}, {".join(unknown),
                    )
                )
            if "{code}" in (playbook.text or "") and not playbook.program_id:
                raise ValidationError(
                    self.env._("A text with {code} needs a programme that the coupon is of.")
                )

    def action_view_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_playbook_run_action"
        )
        action["domain"] = [("playbook_id", "=", self.id)]
        return action

    # Planning ----------------------------------------------------------------------------------

    @api.model
    def _plan_for_moves(self, moves):
        """Plan what moves set off, in one query, in the transaction of the moves.

        The first placing of customers who were there before the ladder sets off nothing: only a
        newcomer's does.
        """
        self._plan_insert(
            SQL(
                """
                SELECT b.id, m.partner_id, m.id,
                       CASE WHEN b.once THEN 'partner:' || m.partner_id ELSE 'move:' || m.id END,
                       m.moved_at + make_interval(days => COALESCE(b.delay_days, 0))
                  FROM ladder_move m
                       JOIN res_partner p ON p.id = m.partner_id
                       JOIN ladder_playbook b ON b.active
                            AND b.rung_id = CASE b.trigger WHEN 'reach' THEN m.to_rung_id
                                                           WHEN 'leave' THEN m.from_rung_id END
                            AND (b.direction = 'any' OR m.direction = b.direction
                                 OR (m.direction = 'start' AND b.direction = 'up'))
                            AND (p.company_id IS NULL OR p.company_id = b.company_id)
                 WHERE m.id = ANY(%s)
                   AND (m.direction <> 'start' OR p.create_date > m.moved_at - interval '1 day')
                """,
                moves.ids,
            )
        )

    @api.model
    def _plan_for_stuck(self):
        """Plan what is due for customers who have stood on a rung for long, in one query."""
        self._plan_insert(
            SQL(
                """
                SELECT b.id, p.id, NULL::int,
                       CASE WHEN b.once THEN 'partner:' || p.id
                            ELSE 'stuck:' || p.id || ':' || p.ladder_since END,
                       %(now)s::timestamp
                  FROM ladder_playbook b
                       JOIN res_partner p ON p.ladder_rung_id = b.rung_id AND p.active
                            AND p.ladder_since <= %(now)s::timestamp
                                                  - make_interval(days => COALESCE(b.stuck_days, 0))
                            AND (p.company_id IS NULL OR p.company_id = b.company_id)
                 WHERE b.active AND b.trigger = 'stuck'
                """,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _plan_insert(self, query):
        """Plan what ``query`` selects; what was played stays, what was skipped gets its chance."""
        self.env.flush_all()
        planned = self.env.execute_query(
            SQL(
                """
                INSERT INTO ladder_playbook_run AS run (
                       playbook_id, partner_id, move_id, origin, due_at, state, create_date,
                       create_uid)
                SELECT t.*, 'waiting', %s, %s FROM (%s) t
                    ON CONFLICT (playbook_id, origin) DO UPDATE
                   SET state = 'waiting', due_at = EXCLUDED.due_at, move_id = EXCLUDED.move_id
                 WHERE run.state = 'skipped'
                RETURNING due_at
                """,
                fields.Datetime.now(),
                self.env.uid,
                query,
            )
        )
        if planned:
            cron = self.env.ref("crm_ladder.ir_cron_ladder_playbook").sudo()
            cron._trigger(min(due_at for (due_at,) in planned))

    # Turns -------------------------------------------------------------------------------------

    def _next_user(self):
        """Whose turn it is; the one after the last."""
        self.ensure_one()
        users = self.user_ids.filtered("active").sorted("id")
        if not users:
            return users
        after = users.filtered(lambda user: user.id > self.last_user_id.id)
        self.sudo().last_user_id = (after or users)[0]
        return self.last_user_id
