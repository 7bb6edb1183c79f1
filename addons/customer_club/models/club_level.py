from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..tools.levels import Level
from ..tools.palette import color_hex

HOW = [("earned", "Earned"), ("given", "Joined: by form, purchase or staff")]


class ClubLevel(models.Model):
    """A level of the club: what it takes, and what it brings. Its place in the list is its rank."""

    _name = "club.level"
    _description = "Club Level"
    _order = "company_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    how = fields.Selection(
        HOW,
        required=True,
        default="earned",
        help="Earned: whoever collects enough. Joined: given by a rule (a form that was filled "
        "in), by a purchase, or by staff, for a time or for good.",
    )
    min_points = fields.Float(
        "From points",
        help="Points earned within the time that levels look back. 0: none asked for.",
    )
    min_visits = fields.Integer(
        "From visits", help="Visits within the time that levels look back. 0: none asked for."
    )
    both = fields.Boolean("Both are needed", help="Else points or visits are enough.")
    color = fields.Integer(default=4)
    color_hex = fields.Char(compute="_compute_color_hex")
    benefits = fields.Text(
        "What it brings", translate=True, help="Members read it on their page, a line each."
    )
    member_count = fields.Integer("Members", compute="_compute_member_count")

    _numbers = models.Constraint(
        "CHECK (min_points >= 0 AND min_visits >= 0)", "Thresholds of a level are not negative."
    )

    @api.depends("color")
    def _compute_color_hex(self):
        for level in self:
            level.color_hex = color_hex(level.color)

    def _compute_member_count(self):
        for company, levels in self.grouped("company_id").items():
            counts = dict(
                self.env["res.partner"]
                .with_company(company)
                ._read_group([("club_level_id", "in", levels.ids)], ["club_level_id"], ["__count"])
            )
            for level in levels:
                level.member_count = counts.get(level, 0)

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels._changed()
        return levels

    def write(self, vals):
        result = super().write(vals)
        self._changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        Move = self.env["club.level.move"].sudo()
        used = Move.search([("level_id", "in", self.ids)]).level_id & self
        used |= Move.search([("from_level_id", "in", self.ids)]).from_level_id & self
        if used:
            raise UserError(
                self.env._(
                    "Members have stood on %s: archive it instead of deleting it.",
                    ", ".join(used.mapped("name")),
                )
            )
        self._changed()

    def _changed(self):
        """Forget what is known by heart, and look at everybody again."""
        self.env.registry.clear_cache()
        self.company_id.sudo().write({"club_levels_day": False, "club_levels_after": 0})
        self.env["ir.cron"]._wake_soon("customer_club.ir_cron_club_levels")

    @api.model
    @ormcache()
    def _specs(self):
        """Dict company id → tuple of :class:`..tools.levels.Level`, of companies with levels."""
        found = {}
        for rank, level in enumerate(self.sudo().search([("company_id", "!=", False)])):
            found.setdefault(level.company_id.id, []).append(
                Level(
                    level.id,
                    rank,
                    level.min_points,
                    level.min_visits,
                    level.both,
                    level.how == "given",
                )
            )
        return {company_id: tuple(levels) for company_id, levels in found.items()}

    def action_view_members(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.res_partner_action_member"
        )
        action["domain"] = [("club_level_id", "=", self.id)]
        return action
