from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.rules import Ruleset


class LadderRung(models.Model):
    """A rung of the loyalty ladder: its criteria are data."""

    _name = "ladder.rung"
    _description = "Ladder Rung"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Name of the rung in rules and exports; it stays when the title changes.",
    )
    sequence = fields.Integer(default=10, required=True, help="The lowest stands at the foot.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Char("Meaning", translate=True)
    criterion_ids = fields.One2many(
        "ladder.criterion", "rung_id", "Criteria", copy=True, domain=[("trial_id", "=", False)]
    )
    requires_id = fields.Many2one(
        "ladder.rung",
        "Builds on",
        ondelete="restrict",
        help="The criteria of that rung must hold as well.",
    )
    min_stay_days = fields.Integer(
        "Minimum stay (days)",
        default=0,
        help="For so long silence alone does not push anybody off this rung. "
        "A return or a cancellation does, at once.",
    )
    partner_count = fields.Integer(compute="_compute_partner_count")

    _code_uniq = models.UniqueIndex("(code)", "Another rung already has this code.")
    _stay_positive = models.Constraint(
        "CHECK (min_stay_days >= 0)", "A minimum stay is a number of days, nought or more."
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("ladder_rung_id", "in", self.ids)], ["ladder_rung_id"], ["__count"]
            )
        )
        for rung in self:
            rung.partner_count = counts.get(rung, 0)

    @api.constrains("requires_id", "sequence", "active")
    def _check_requires(self):
        for rung in self.search([("requires_id", "!=", False)]):
            below = rung.requires_id
            if not below.active or below.sequence >= rung.sequence:
                raise ValidationError(
                    self.env._(
                        "“%(rung)s” can only build on an active rung that stands below it.",
                        rung=rung.name,
                    )
                )

    @api.constrains("active", "sequence", "criterion_ids", "requires_id")
    def _check_foot(self):
        foot = self.search([], limit=1)
        if not foot or foot.criterion_ids or foot.requires_id:
            raise ValidationError(self._foot_message())

    def _foot_message(self):
        return self.env._("The lowest rung takes everybody in: it cannot have criteria.")

    @api.model_create_multi
    def create(self, vals_list):
        rungs = super().create(vals_list)
        self._rules_changed()
        return rungs

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"name", "description", "color"}:
            self._rules_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_rules_changed(self):
        self._rules_changed()

    @api.model
    def _rules_changed(self):
        """Evaluate everybody again in the background, once for all changes of a transaction."""
        data = self.env.cr.precommit.data
        if self.env.context.get("install_mode") or data.get("crm_ladder.rules_changed"):
            return
        data["crm_ladder.rules_changed"] = True
        self.env.ref("crm_ladder.ir_cron_ladder_evaluate").sudo()._trigger()

    def _rules(self, trial=None):
        """Rungs as plain data, see :mod:`..tools.rules`.

        :param trial: take the criteria of this ``ladder.trial`` instead of those in force
        """
        return [
            (
                trial.criterion_ids.filtered(lambda c, rung=rung: c.rung_id == rung)
                if trial
                else rung.criterion_ids
            )._rung_rule(rung)
            for rung in self.sorted(lambda r: (r.sequence, r.id))
        ]

    @api.model
    def _ruleset(self, version=0):
        """The ladder as it stands now."""
        return Ruleset(self.sudo().search([("active", "=", True)])._rules(), version)

    def action_view_partners(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.res_partner_action_member"
        )
        action["domain"] = [("ladder_rung_id", "=", self.id)]
        action["context"] = {}
        return action
