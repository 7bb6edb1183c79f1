"""Rules of days: once an hour, set-wise, each person and event once."""

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from ..tools.rule_time import days_due, delayed, local_day, moment_at, period_key

BATCH = 20_000


class ClubRule(models.Model):
    _inherit = "club.rule"

    def _start_today(self):
        """A new or revived rule looks at today and makes up for nothing that was before."""
        kinds = self._triggers()
        daily = self.filtered(lambda r: r.active and kinds[r.trigger]["kind"] == "day")
        for company, rules in daily.grouped("company_id").items():
            today = local_day(fields.Datetime.now(), company._club_zone())
            rules.planned_until = today - timedelta(days=1)
        cron = daily and self.env.ref(
            "customer_club.ir_cron_club_rule_daily", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_plan_days(self):
        """Plan today, and the days that nobody planned, for every rule of days."""
        kinds = self._triggers()
        codes = [code for code, values in kinds.items() if values["kind"] == "day"]
        rules = self.search([("trigger", "in", codes)])
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(rules))
        for rule in rules:
            today = local_day(fields.Datetime.now(), rule.company_id._club_zone())
            for day in days_due(rule.planned_until, today):
                rule._plan_day_wholly(day, progress)
            if not progress(1):
                return

    def _plan_day_wholly(self, day, progress):
        """Plan a day in batches that commit; a killed worker leaves whole batches behind."""
        last = 0
        while True:
            try:
                with mute_logger("odoo.sql_db"):
                    count, last = self._plan_day(day, last, BATCH)
            except SerializationFailure:
                # Another worker planned the same people: look again at what is true now.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                continue
            if count < BATCH:
                break
            progress(0)
        if not self.planned_until or self.planned_until < day:
            self.planned_until = day
        progress(0)

    def _day_query(self, day, everybody=False):
        """Who the rule fires for on the local ``day``: partner_id, event_key, origin, period.

        Everything but whether it has fired before: planner, simulator and preview start here.

        :param everybody: also those for whom the rule is not meant; the simulator asks about them
            one by one
        """
        self.ensure_one()
        offset = 0 if self._triggers()[self.trigger].get("offset") is False else self.day_offset
        trigger = getattr(self, f"_trigger_{self.trigger}")(day - timedelta(days=offset))
        return SQL(
            """
            SELECT t.partner_id, t.event_key, t.origin, %(period)s AS period
              FROM (%(trigger)s) t
             WHERE %(who)s
            """,
            period=self._period_sql(day),
            trigger=trigger,
            who=SQL("TRUE") if everybody else SQL("t.partner_id IN %s", self._who_query()),
        )

    def _period_sql(self, day):
        if self.once == "each":
            return SQL("t.event_key")
        return SQL("%s::varchar", self._period_key(day, ""))

    def _period_key(self, day, event_key):
        return period_key(self.once, day, event_key, self.company_id._club_jalali())

    def _due_at(self, moment):
        return delayed(moment, self.delay, self.delay_unit)

    def _day_due_at(self, day):
        return self._due_at(moment_at(day, self.send_hour, self.company_id._club_zone()))

    def _expires_at(self, due_at):
        return due_at + timedelta(days=self.expire_days) if self.expire_days else None

    def _plan_day(self, day, last=0, limit=None):
        """Plan the firings of the local ``day`` in one statement, by the ids of the partners.

        Whoever was planned before stays as planned; the unique index decides where two workers
        meet.

        :return: ``(number of firings looked at, id of the last partner)``
        """
        self.ensure_one()
        self.env.flush_all()
        due_at = self._day_due_at(day)
        [(count, last)] = self.env.execute_query(
            SQL(
                """
                WITH chosen AS (
                    SELECT q.* FROM (%(query)s) q
                     WHERE q.partner_id > %(last)s AND NOT EXISTS (
                           SELECT FROM club_rule_run r
                            WHERE r.rule_id = %(rule)s AND r.partner_id = q.partner_id
                              AND r.period = q.period)
                     ORDER BY q.partner_id
                     FETCH FIRST %(limit)s ROWS WITH TIES),
                planned AS (
                    INSERT INTO club_rule_run (rule_id, company_id, partner_id, period, origin,
                           at, due_at, expires_at, state, create_uid, create_date, write_uid,
                           write_date)
                    SELECT %(rule)s, %(company)s, partner_id, period, origin, %(at)s, %(due_at)s,
                           %(expires_at)s, 'waiting', %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                           now() AT TIME ZONE 'UTC'
                      FROM chosen
                    ON CONFLICT (rule_id, partner_id, period) DO NOTHING)
                SELECT count(*), COALESCE(max(partner_id), %(last)s) FROM chosen
                """,
                query=self._day_query(day),
                last=last,
                limit=limit or BATCH,
                rule=self.id,
                company=self.company_id.id,
                at=moment_at(day, 0, self.company_id._club_zone()),
                due_at=due_at,
                expires_at=self._expires_at(due_at),
                uid=self.env.uid,
            )
        )
        self.invalidate_recordset(["run_ids"], flush=False)
        return count, last
