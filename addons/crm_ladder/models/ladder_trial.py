from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..tools.rules import Ruleset

BATCH = 2000


class LadderTrial(models.Model):
    """Changed rules, tried out: who would move? Nothing changes until they are put in force."""

    _name = "ladder.trial"
    _description = "Trial of Ladder Rules"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Trial"))
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("applied", "In force"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    criterion_ids = fields.One2many(
        "ladder.criterion",
        "trial_id",
        "Criteria",
        copy=True,
        default=lambda self: self._default_criterion_ids(),
    )
    move_ids = fields.One2many("ladder.trial.move", "trial_id", "Would move", readonly=True)
    last_partner_id = fields.Integer(readonly=True, copy=False)
    total = fields.Integer("Customers", readonly=True, copy=False)
    evaluated = fields.Integer(readonly=True, copy=False)
    up_count = fields.Integer("Would go up", compute="_compute_counts")
    down_count = fields.Integer("Would go down", compute="_compute_counts")

    def _compute_counts(self):
        counts = {
            (trial, direction): count
            for trial, direction, count in self.env["ladder.trial.move"]._read_group(
                [("trial_id", "in", self.ids)], ["trial_id", "direction"], ["__count"]
            )
        }
        for trial in self:
            trial.up_count = counts.get((trial, "up"), 0)
            trial.down_count = counts.get((trial, "down"), 0)

    @api.model
    def _default_criterion_ids(self):
        """A trial begins with the rules in force, to be changed from there."""
        rungs = self.env["ladder.rung"].search([("active", "=", True)])
        return [Command.create(data) for data in rungs.criterion_ids._copy_criteria_data()]

    def write(self, vals):
        if "criterion_ids" in vals and any(trial.state != "draft" for trial in self):
            raise UserError(self.env._("Go back to draft to change the rules of a trial."))
        return super().write(vals)

    def action_take_present_rules(self):
        self.ensure_one()
        self.criterion_ids = [Command.clear(), *self._default_criterion_ids()]

    def action_try(self):
        """Evaluate everybody by these rules, in the background."""
        self.ensure_one()
        self._clear()
        [(total,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM res_partner p WHERE %s",
                self.env["ladder.facts"]._on_ladder(),
            )
        )
        self.write({"state": "running", "total": total})
        self.env.ref("crm_ladder.ir_cron_ladder_trial").sudo()._trigger()

    def action_draft(self):
        self.ensure_one()
        self._clear()
        self.state = "draft"

    def action_apply(self):
        """Put these rules in force; everybody is evaluated in the background."""
        self.ensure_one()
        if self.state != "done":
            raise UserError(self.env._("Try the rules first."))
        rungs = self.env["ladder.rung"].search([("active", "=", True)])
        values = self.criterion_ids._copy_criteria_data()
        rungs.criterion_ids.unlink()
        self.env["ladder.criterion"].create(values)
        self.state = "applied"

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_trial_move_action"
        )
        action["domain"] = [("trial_id", "=", self.id)]
        return action

    def _clear(self):
        self.env.cr.execute(SQL("DELETE FROM ladder_trial_move WHERE trial_id = ANY(%s)", self.ids))
        self.invalidate_recordset(["move_ids", "up_count", "down_count"])
        self.write({"last_partner_id": 0, "evaluated": 0})

    def _ruleset(self):
        rungs = self.env["ladder.rung"].search([("active", "=", True)])
        return Ruleset(rungs._rules(trial=self))

    @api.model
    def _cron_try(self):
        """Work on running trials in batches that commit."""
        while trial := self.search([("state", "=", "running")], order="id", limit=1):
            count = trial._step(BATCH)
            remaining = max(trial.total - trial.evaluated, 1) if count else 0
            if not self.env["ir.cron"]._commit_progress(count, remaining=remaining):
                return

    def _step(self, limit):
        """Judge the next ``limit`` partners; return how many there were."""
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.id > %s AND %s ORDER BY p.id LIMIT %s",
                self.last_partner_id,
                self.env["ladder.facts"]._on_ladder(),
                limit,
            )
        )
        if not rows:
            self.state = "done"
            return 0
        ids = [partner_id for (partner_id,) in rows]
        moves = [
            verdict
            for verdict in self.env["ladder.engine"]._judge(ids, self._ruleset())
            if verdict.decision.moved
        ]
        self.env["ladder.trial.move"].sudo().create(
            [
                {
                    "trial_id": self.id,
                    "partner_id": move.partner_id,
                    "from_rung_id": move.from_id,
                    "to_rung_id": move.to_id,
                    "direction": move.decision.change,
                    "facts": move.frozen,
                }
                for move in moves
            ]
        )
        self.write({"last_partner_id": ids[-1], "evaluated": self.evaluated + len(ids)})
        return len(ids)


class LadderTrialMove(models.Model):
    """A move that would happen."""

    _name = "ladder.trial.move"
    _description = "Move in a Trial of Ladder Rules"
    _order = "trial_id desc, id"
    _log_access = False
    _rec_name = "partner_id"

    trial_id = fields.Many2one("ladder.trial", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    from_rung_id = fields.Many2one("ladder.rung", "From", ondelete="cascade")
    to_rung_id = fields.Many2one("ladder.rung", "To", required=True, ondelete="cascade")
    direction = fields.Selection(
        [("start", "Start"), ("up", "Up"), ("down", "Down")], required=True
    )
    facts = fields.Json()
    reason = fields.Char("Why", compute="_compute_reason")

    @api.depends_context("lang")
    def _compute_reason(self):
        for move in self:
            move.reason = self.env["ladder.reason"]._move_sentence(move)
