"""From firing to what follows: claimed in batches, each in one transaction."""

import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 1000


class ClubRuleRun(models.Model):
    _inherit = "club.rule.run"

    @api.model
    def _play_due(self, limit=BATCH):
        """Play one batch of what is due, whoever of any number of workers gets it.

        :return: number of firings that were claimed
        """
        domain = self._due_domain()
        batch = self.search(domain, limit=limit, order="due_at, id")
        batch = batch.try_lock_for_update().filtered_domain(domain)
        for rule, runs in batch.grouped("rule_id").items():
            runs._play_safely(rule)
        return len(batch)

    @api.model
    def _due_domain(self):
        return [("state", "=", "waiting"), ("due_at", "<=", fields.Datetime.now())]

    def _play_safely(self, rule):
        """What goes wrong with a rule is written on its firings and stops no other rule."""
        try:
            with self.env.cr.savepoint():
                self._play(rule)
                self.env.flush_all()
        except UserError as error:
            self.env.invalidate_all()
            _logger.info("Rule %s failed for %s firings: %s", rule.id, len(self), error)
            self.write({"state": "failed", "error": str(error), "played_at": fields.Datetime.now()})

    def _play(self, rule):
        """All firings of one rule: those that still make sense take the rule's actions."""
        due = self
        for code, runs in self._reasons_against(rule).items():
            runs._finish("cancelled", code)
            due -= runs
        if not due:
            return
        facts = defaultdict(dict)
        rule = rule.with_company(rule.company_id)
        for action in rule._actions_of():
            getattr(rule, f"_action_{action}")(due, facts)
        due._finish("done")
        rule._plan_followers(due)

    def _finish(self, state, reason_code=False):
        self.write({"state": state, "reason_code": reason_code, "played_at": fields.Datetime.now()})

    def _reasons_against(self, rule):
        """Why firings of ``rule`` come to nothing now: dict reason code → firings.

        Add-ons extend it with reasons of their own.
        """
        reasons = {}
        left = self
        if not rule.active:
            return {"rule_off": left}
        for code, lost in (
            ("visit_voided", left.filtered("visit_id.void_date")),
            ("came_back", left._came_back(rule)),
        ):
            lost &= left
            if lost:
                reasons[code] = lost
                left -= lost
        for code, part in rule._who_parts():
            if not left:
                break
            match = self.env["res.partner"].sudo().with_context(active_test=False)
            fits = match.search(Domain("id", "in", left.partner_id.ids) & part)
            lost = left.filtered(lambda run, fits=fits: run.partner_id not in fits)
            if lost:
                reasons[code] = lost
                left -= lost
        return reasons

    def _came_back(self, rule):
        """Firings whose customer has visited since, where the rule stops at that."""
        waits = rule.trigger in ("not_seen", "after_rule") or rule.delay
        if not (waits and rule.stop_on_visit):
            return self.browse()
        self.env["club.visit"].flush_model()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id FROM club_rule_run r
                       LEFT JOIN club_visit origin ON origin.id = COALESCE(r.visit_id,
                            CASE WHEN r.origin LIKE 'visit:%%' THEN
                                      substr(r.origin, 7)::int END)
                 WHERE r.id = ANY(%s) AND EXISTS (
                       SELECT FROM club_visit v
                        WHERE v.partner_id = r.partner_id AND v.company_id = r.company_id
                          AND v.void_date IS NULL
                          AND v.visited_at > COALESCE(origin.visited_at, r.at))
                """,
                self.ids,
            )
        )
        return self.browse([run_id for (run_id,) in rows])


class ClubRule(models.Model):
    _inherit = "club.rule"

    def _plan_followers(self, runs):
        """Plan the rules that follow this one, for the firings that have just been played."""
        followers = self.search(
            [
                ("after_rule_id", "=", self.id),
                ("trigger", "=", "after_rule"),
                ("company_id", "=", self.company_id.id),
            ]
        )
        self._plan_events(
            self.company_id,
            [
                (
                    rule.id,
                    {
                        "partner_id": run.partner_id.id,
                        "parent_id": run.id,
                        "origin": f"run:{run.id}",
                        "at": run.played_at,
                    },
                )
                for rule in followers
                for run in runs
            ],
        )
