"""Levels in rules: somebody reached or lost one; a rule gives one (a form joins the club)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ClubRule(models.Model):
    _inherit = "club.rule"

    trigger_level_id = fields.Many2one(
        "club.level",
        "The level",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The level that was reached, or lost. Empty: any.",
    )
    give_level_id = fields.Many2one(
        "club.level",
        "Give the level",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The customer joins it, whatever was earned.",
    )
    give_level_days = fields.Integer("Level valid for", help="Days. 0: for good.")

    _level_days = models.Constraint(
        "CHECK (COALESCE(give_level_days, 0) >= 0)", "A number of days is not negative."
    )

    @api.model
    def _triggers(self):
        return {
            **super()._triggers(),
            "level_reached": {"label": self.env._("A level was reached"), "kind": "event"},
            "level_lost": {"label": self.env._("A level was lost"), "kind": "event"},
        }

    @api.model
    def _actions(self):
        codes = super()._actions()
        return [*codes[:-1], "level", codes[-1]]

    def _has_level(self):
        return bool(self.give_level_id)

    @api.constrains("give_level_id")
    def _check_gives_something(self):
        self._check_does_something()

    def _who_parts(self):
        """Who reached a level must still stand on it when the rule is played."""
        parts = super()._who_parts()
        if self.trigger == "level_reached" and self.trigger_level_id:
            parts.append(("other_level", Domain("club_level_id", "=", self.trigger_level_id.id)))
        return parts

    @api.model
    def _fire_level(self, company, trigger, events):
        """Fire the rules that wait for a level: those of any, and those of just this one.

        :param events: as for :meth:`_fire`, each with the ``level_id`` that was reached, or lost
        """
        waiting = [key for spec, key in self._event_specs(company.id) if spec.trigger == trigger]
        if not waiting or not events:
            return
        levels = {rule.id: rule.trigger_level_id.id for rule in self.sudo().browse(waiting)}
        self._plan_events(
            company,
            [
                (rule_id, event)
                for rule_id, level_id in levels.items()
                for event in events
                if not level_id or level_id == event["level_id"]
            ],
        )

    def _action_level(self, runs, facts):
        today = self.company_id._club_day(fields.Datetime.now())
        until = today + timedelta(days=self.give_level_days) if self.give_level_days else None
        self.env["club.level.grant"].sudo()._give(
            self.give_level_id,
            [
                {
                    "partner_id": run.partner_id.id,
                    "valid_from": today,
                    "valid_until": until,
                    "reason": self.name,
                    "origin": f"run:{run.id}",
                }
                for run in runs
            ],
        )


class ClubRuleRun(models.Model):
    _inherit = "club.rule.run"

    @api.model
    def _origin_words(self, origin):
        kind = origin.partition(":")[0]
        if kind == "level":
            return self.env._("Rose or fell to another level")
        if kind == "member":
            return self.env._("The page was asked for")
        return super()._origin_words(origin)


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _reason_words(self):
        return {
            **super()._reason_words(),
            "other_level": self.env._("The customer does not stand on that level any more."),
        }

    def _compute_rule_label(self):
        result = super()._compute_rule_label()
        for message in self.filtered(lambda each: each.rule_key == "page:member"):
            message.rule_label = self.env._("Member's page")
        return result
