"""Rules of events: planned where the event is seen, in its transaction."""

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ..tools.rule_decide import Event, Spec, fired
from ..tools.rule_time import local_day, period_key


class ClubRule(models.Model):
    _inherit = "club.rule"

    @api.model
    @ormcache("company_id")
    def _event_specs(self, company_id):
        """What the active event rules of a company wait for, and what the planner needs of them.

        Kept in memory until a rule changes: a key press has no time to ask.

        :return: tuple of ``(Spec, {"rule_id", "once", "delay", "delay_unit", "expire_days"})``
        """
        kinds = self._triggers()
        codes = [code for code, v in kinds.items() if v["kind"] in ("visit", "event", "manual")]
        rules = self.sudo().search([("company_id", "=", company_id), ("trigger", "in", codes)])
        return tuple((rule._spec(), rule.id) for rule in rules)

    def _spec(self):
        self.ensure_one()
        return Spec(
            key=f"rule:{self.id}",
            trigger=self.trigger,
            number=self.visit_number if self.trigger == "nth_visit" else 0,
            tag_id=self.trigger_tag_id.id or None,
        )

    @api.model
    def _fire(self, company, trigger, events):
        """Fire the rules of ``company`` that wait for ``trigger``. Whoever sees the event calls it.

        One statement where a rule waits for it, none where none does; in the caller's transaction.

        :param trigger: code of a trigger of kind ``event``
        :param events: list of dicts ``partner_id``; ``origin`` (text, unique for the event:
            ``form:12``); optional ``at`` (naive UTC, default now), ``tag_id``, ``visit_id``,
            ``number``, ``event_key`` (default: the origin)
        :return: number of firings planned
        """
        specs = self._event_specs(company.id)
        if not specs or not events:
            return 0
        pairs = []
        for event in events:
            what = Event(trigger, event.get("number", 0), event.get("tag_id"))
            keys = {spec.key for spec in fired((spec for spec, _id in specs), what)}
            pairs += [(rule_id, event) for spec, rule_id in specs if spec.key in keys]
        return self._plan_events(company, pairs)

    @api.model
    def _plan_events(self, company, pairs):
        """Plan firings of rules in one statement.

        :param pairs: list of ``(rule id, event)``, events as in :meth:`_fire`
        """
        if not pairs:
            return 0
        now = fields.Datetime.now()
        zone, jalali = company._club_zone(), company._club_jalali()
        rules = self.sudo().browse({rule_id for rule_id, _event in pairs})
        rows = []
        for rule_id, event in pairs:
            rule = rules.browse(rule_id)
            at = event.get("at") or now
            event_key = event.get("event_key") or event["origin"]
            due_at = rule._due_at(at)
            rows.append(
                (
                    rule_id,
                    event["partner_id"],
                    event.get("visit_id") or None,
                    event.get("parent_id") or None,
                    period_key(rule.once, local_day(at, zone), event_key, jalali),
                    event["origin"],
                    at,
                    due_at,
                    rule._expires_at(max(due_at, now)),
                    event.get("silent_reason") or None,
                )
            )
        columns = [list(column) for column in zip(*rows, strict=True)]
        planned = self.env.execute_query(
            SQL(
                """
                INSERT INTO club_rule_run (rule_id, partner_id, visit_id, parent_id, period, origin,
                       at, due_at, expires_at, silent_reason, company_id, state, create_uid,
                       create_date, write_uid, write_date)
                SELECT e.*, %(company)s, 'waiting', %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(rules)s::int[], %(partners)s::int[], %(visits)s::int[],
                       %(parents)s::int[], %(periods)s::varchar[], %(origins)s::varchar[],
                       %(at)s::timestamp[], %(due)s::timestamp[], %(expires)s::timestamp[],
                       %(silent)s::varchar[]) AS e
                ON CONFLICT (rule_id, partner_id, period) DO NOTHING
                RETURNING due_at
                """,
                company=company.id,
                uid=self.env.uid,
                **dict(
                    zip(
                        ("rules", "partners", "visits", "parents", "periods", "origins", "at",
                         "due", "expires", "silent"),
                        columns,
                        strict=True,
                    )
                ),
            )
        )  # fmt: skip
        rules.invalidate_recordset(["run_ids"], flush=False)
        if any(due_at <= now for (due_at,) in planned):
            self.env["club.message"]._wake_dispatcher()
        return len(planned)
