"""Tags that remember: every change of a key's meaning is kept, whoever makes it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the keypad shows and does; texts are the marketers' as well.
KEYPAD_FIELDS = {"name", "key", "color", "active", "group_id", "company_id"}


class ClubTag(models.Model):
    _inherit = "club.tag"

    period_ids = fields.One2many("club.tag.period", "tag_id", "History", readonly=True)
    visit_count = fields.Integer("Visits", compute="_compute_visit_count")

    def _compute_visit_count(self):
        counts = dict(
            self.env["club.visit"]._read_group(
                [("tag_id", "in", self.ids), ("void_date", "=", False)], ["tag_id"], ["__count"]
            )
        )
        for tag in self:
            tag.visit_count = counts.get(tag, 0)

    @api.model_create_multi
    def create(self, vals_list):
        tags = super().create(vals_list)
        tags._sync_periods()
        return tags

    def write(self, vals):
        if KEYPAD_FIELDS & vals.keys() and not (
            self.env.su or self.env.user.has_group("customer_club.group_club_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only managers of the club decide what is on the keypad; you can write texts."
                )
            )
        result = super().write(vals)
        if {"name", "key", "color", "active", "group_id", "company_id"} & vals.keys():
            self._sync_periods()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.with_context(active_test=False).filtered("period_ids")
        if used:
            raise UserError(
                self.env._(
                    "%s has been on the keypad: old visits are read by it. Archive it instead.",
                    ", ".join(used.mapped("name")),
                )
            )

    def _sync_periods(self):
        """Close the periods that no longer hold and open those that begin now."""
        self.flush_recordset()
        now = fields.Datetime.now()
        Period = self.env["club.tag.period"].sudo()
        still = Period.search([("tag_id", "in", self.ids), ("valid_until", "=", False)])
        open_by_tag = {period.tag_id.id: period for period in still}
        begun = []
        for tag in self.sudo():
            meaning = tag._period_values() if tag.active and tag.key else None
            period = open_by_tag.get(tag.id)
            if period and meaning == period._read_meaning():
                continue
            # A clock that was set back must not end a period before it began.
            moment = max(now, period.valid_from) if period else now
            if period:
                period.valid_until = moment
            if meaning:
                begun.append({**meaning, "tag_id": tag.id, "valid_from": moment})
        # Two keys may be swapped in one write: what ends goes first.
        still.flush_recordset()
        Period.create(begun)

    def _period_values(self):
        return {
            "company_id": self.company_id.id,
            "group_id": self.group_id.id,
            "key": self.key,
            "title": self.name,
            "color": self.color,
        }

    def _successor_values(self):
        """What a tag that takes over this one's key inherits. Add-ons add fields of their own."""
        self.ensure_one()
        return {
            "key": self.key,
            "company_id": self.company_id.id,
            "group_id": self.group_id.id,
        }

    def action_change_meaning(self):
        """Ask what shall happen to the customers before a key means something else."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change what this key means"),
            "res_model": "club.tag.change",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_tag_id": self.id},
        }
