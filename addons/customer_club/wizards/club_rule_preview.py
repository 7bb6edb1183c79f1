from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.jalali import day_words
from ..tools.rule_time import local_day


class ClubRulePreview(models.TransientModel):
    """Whom a rule will fire for this week, as the planner would find them now."""

    _name = "club.rule.preview"
    _description = "Who Would Get It"

    rule_id = fields.Many2one("club.rule", required=True, ondelete="cascade")
    trigger_kind = fields.Char(related="rule_id.trigger_kind")
    purpose = fields.Selection(related="rule_id.purpose")
    line_ids = fields.One2many("club.rule.preview.line", "preview_id", readonly=True)
    count = fields.Integer("Customers", compute="_compute_count")

    @api.depends("line_ids.partner_ids")
    def _compute_count(self):
        for preview in self:
            preview.count = len(preview.line_ids.partner_ids)

    @api.model_create_multi
    def create(self, vals_list):
        previews = super().create(vals_list)
        for preview in previews:
            rule = preview.rule_id
            rule.check_access("read")
            today = local_day(fields.Datetime.now(), rule.company_id._club_zone())
            preview.line_ids = [
                Command.create(preview._line_values(day, ids)) for day, ids in rule._week(today)
            ]
        return previews

    def _line_values(self, day, partner_ids):
        rule = self.rule_id
        refused = (
            self.env["club.consent"].sudo()._refused(partner_ids, rule.company_id, rule.purpose)
        )
        return {
            "day": day,
            "partner_ids": [Command.set(partner_ids)],
            "refused_count": len(refused) if rule._has_text() else 0,
        }

    def action_view_partners(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.res_partner_action_member"
        )
        action["domain"] = [("id", "in", self.line_ids.partner_ids.ids)]
        return action


class ClubRulePreviewLine(models.TransientModel):
    _name = "club.rule.preview.line"
    _description = "A Day of Who Would Get It"

    preview_id = fields.Many2one("club.rule.preview", ondelete="cascade")
    day = fields.Date("Date")
    day_label = fields.Char("Day", compute="_compute_count")
    partner_ids = fields.Many2many("res.partner", "club_rule_preview_line_res_partner_rel")
    count = fields.Integer("Customers", compute="_compute_count")
    refused_count = fields.Integer("Of them not written to")
    names = fields.Char(compute="_compute_count")

    @api.depends("day", "partner_ids")
    def _compute_count(self):
        for line in self:
            line.day_label = (
                day_words(line.day, self.env.lang) if line.day else self.env._("At the next visit")
            )
            line.count = len(line.partner_ids)
            names = line.partner_ids[:5].mapped("display_name")
            line.names = ("، " if self.env.lang == "fa_IR" else ", ").join(names)


class ClubRule(models.Model):
    _inherit = "club.rule"

    def action_preview(self):
        """Show who would get it this week."""
        self.ensure_one()
        if self.trigger_kind not in ("day", "visit"):
            raise UserError(self.env._("It waits for an event that cannot be foreseen."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would get it this week"),
            "res_model": "club.rule.preview",
            "res_id": self.env["club.rule.preview"].create({"rule_id": self.id}).id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_simulate(self):
        """Try all rules on a member."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.club_rule_simulator_action"
        )
