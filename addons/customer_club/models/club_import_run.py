"""Accepted rows become members with their tags and visits, in batches that commit."""

from datetime import timedelta

import psycopg2
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

BATCH = 500
RETRIES = 10
KEEP_DAYS = 30
# Rows of one batch that Odoo refuses, for a reason that only shows when they are written.
REFUSALS = (UserError, psycopg2.IntegrityError, psycopg2.DataError)


class ClubImport(models.Model):
    _inherit = "club.import"

    # In the background ---------------------------------------------------------------------------

    @api.model
    def _cron_work(self):
        """Go on with every import that is being checked or run, until time is up.

        Each batch commits with the rows it has done: a worker that dies is followed by one that
        goes on at the next row.
        """
        for batch in self.search([("state", "in", ("checking", "running"))], order="id"):
            if not batch._work():
                return

    def _work(self):
        """Work on one import; return whether there is time for another one."""
        seconds = [1.0]
        retries = RETRIES

        def go_on(done):
            left = self.total_count if self.state == "checking" else self._open_count()
            seconds[0] = self.env["ir.cron"]._commit_progress(done, remaining=left)
            return bool(seconds[0])

        while seconds[0] and self.state in ("checking", "running"):
            try:
                if self.state == "checking":
                    self._check_some(go_on=go_on)
                    self.env["ir.cron"]._commit_progress(0)
                else:
                    go_on(self._run_some(BATCH, tell=True))
                retries = RETRIES
            except (SerializationFailure, ConcurrencyError):
                # Somebody came to the counter just now, or pressed stop.
                self.env.cr.rollback()
                retries -= 1
                if not retries:
                    raise
        return bool(seconds[0])

    def _open_count(self):
        return self.new_count + self.known_count - self.done_count

    # A batch -------------------------------------------------------------------------------------

    def _run_some(self, limit, tell=False):
        """Take over the next rows, in the caller's transaction; return how many were settled.

        :param tell: send a notice when all are done
        """
        lines = self._claim(limit)
        if lines:
            self = self.with_user(self.user_id).sudo().with_company(self.company_id)
            self = self.with_context(club_history=True)  # no rule fires
            refused = self._run_safely(lines)
            self.sudo().done_count += len(lines) - refused
            if refused:
                self._count_verdicts()
        if len(lines) < limit and not self._open_lines():
            self.write({"state": "done", "finished_at": fields.Datetime.now()})
            if tell:
                words = self._reader_env()._(
                    "%(count)s members of “%(name)s” are in the club.",
                    count=self.done_count,
                    name=self.name,
                )
                self._tell("success", words)
        return len(lines)

    def _claim(self, limit):
        """The next rows, locked: ``(id, mobile, data)``."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, mobile, data FROM club_import_line
                 WHERE import_id = %s AND verdict IN ('new', 'known') AND NOT COALESCE(done, FALSE)
                 ORDER BY row LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                self.id,
                limit,
            )
        )

    def _open_lines(self):
        return self.env["club.import.line"].search_count(
            [
                ("import_id", "=", self.id),
                ("verdict", "in", ("new", "known")),
                ("done", "=", False),
            ],
            limit=1,
        )

    def _run_safely(self, lines):
        """Take rows over; where one is refused, the others still are. Return the refused count."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._run_lines(lines)
            return 0
        except REFUSALS as error:
            if isinstance(error, ConcurrencyError):
                raise
            self.env.invalidate_all(flush=False)
            if len(lines) == 1:
                self._refuse_line(lines[0][0], error)
                return 1
        return sum(self._run_safely([line]) for line in lines)

    def _refuse_line(self, line_id, error):
        words = str(error.args[0] if error.args else error).strip().splitlines()
        line = self.env["club.import.line"].browse(line_id)
        line.write(
            {
                "verdict": "refused",
                "problems": [{"code": "odoo", "value": words[0] if words else "?"}],
                "cells": [line.mobile or "", line.name or ""],
                "data": False,
            }
        )
        self.env.flush_all()

    def _run_lines(self, lines):
        company = self.company_id
        Visit = self.env["club.visit"]
        words = self._words()
        now = fields.Datetime.now()
        rows = {mobile: data or {} for _id, mobile, data in lines}
        people = Visit._register_people(
            company,
            [
                {"mobile": mobile, "visited_at": now, "merge_minutes": 0, "source": "import"}
                for mobile in rows
            ],
            {m: {**self._values(data, words), **self._joined(data)} for m, data in rows.items()},
        )
        self._update_known(rows, people, words)
        self._give_tags(rows, people, words)
        self._give_several(rows, people)
        self._add_visits(rows, people, now)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE club_import_line l SET done = TRUE, partner_id = e.partner_id, data = NULL
                  FROM unnest(%s::int[], %s::int[]) AS e(id, partner_id) WHERE l.id = e.id
                """,
                [line_id for line_id, *_rest in lines],
                [people[mobile]["id"] for _id, mobile, _data in lines],
            )
        )
        self.env["club.import.line"].invalidate_model(flush=False)

    # Afterwards ----------------------------------------------------------------------------------

    @api.autovacuum
    def _gc_rows(self):
        """Forget the rows and the file of imports that ended, or were left lying, a while ago."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        old = self.search(
            Domain("write_date", "<", limit)
            & Domain("state", "not in", ("checking", "running"))
            & (Domain("line_ids", "!=", False) | Domain("file", "!=", False))
        )
        old._delete_lines()
        old.with_context(tracking_disable=True).write({"file": False, "report_file": False})
