from odoo import api, fields, models
from odoo.exceptions import UserError


class LadderMove(models.Model):
    """One change of rung, with the facts that decided it. Written once, by the evaluation."""

    _name = "ladder.move"
    _description = "Ladder Move"
    _order = "moved_at desc, id desc"
    _log_access = False
    _rec_name = "to_rung_id"

    # A customer that is deleted takes the history along; a merge hands it to the one that stays.
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    from_rung_id = fields.Many2one(
        "ladder.rung", "From", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    to_rung_id = fields.Many2one(
        "ladder.rung", "To", required=True, readonly=True, ondelete="restrict", index=True
    )
    direction = fields.Selection(
        [("start", "Start"), ("up", "Up"), ("down", "Down")], required=True, readonly=True
    )
    moved_at = fields.Datetime("When", required=True, readonly=True)
    facts = fields.Json(readonly=True)
    reason = fields.Char("Why", compute="_compute_reason")
    version_id = fields.Many2one("ladder.version", "Rules", readonly=True, ondelete="restrict")

    _time_idx = models.Index("(moved_at)")
    _version_idx = models.Index("(version_id)")

    @api.depends_context("lang")
    def _compute_reason(self):
        for move in self:
            move.reason = self.env["ladder.reason"]._move_sentence(move)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Moves are written by the evaluation alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A move is history: it cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A move is history: it cannot be deleted."))

    def _after_move(self):
        """Hook: ``self`` are moves that were just written, in the same transaction."""
        self.env["ladder.playbook"]._plan_for_moves(self)
