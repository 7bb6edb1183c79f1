"""The dry run: each row is read and judged; nothing is written but the list of rows."""

from collections import defaultdict
from itertools import islice

from psycopg2.extras import Json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.digits import localize_digits
from ..tools.import_columns import plain
from ..tools.import_row import read_row
from ..tools.import_table import TableError

BATCH = 1000


class ClubImport(models.Model):
    _inherit = "club.import"

    def _check_some(self, limit=None, go_on=None):
        """Judge the rows that follow the last one judged; the state tells whether all are.

        :param limit: stop after about so many rows
        :param go_on: called after each batch with its size; false stops
        """
        reading = self._reading()
        count, read = 0, self.read_row
        try:
            with self._open() as rows:
                rows = (pair for pair in rows if pair[0] > read)
                while batch := list(islice(rows, BATCH)):
                    self._stage(batch, reading)
                    count += len(batch)
                    if len(batch) < BATCH:
                        break
                    if limit and count >= limit or go_on and not go_on(len(batch)):
                        return
                    if self.state != "checking":  # somebody pressed stop
                        return
        except TableError as error:
            # The file ends in the middle: what was read must not pass for the whole.
            self._forget_check()
            if not go_on:
                raise UserError(self._file_words(error.code)) from error
            self._tell("danger", self.with_env(self._reader_env())._file_words(error.code))
            return
        self._count_verdicts()
        self.state = "checked"
        if go_on:
            words = self._reader_env()._("%s is checked. Look at the result and run it.", self.name)
            self._tell("info", words)

    def _reading(self):
        """What is needed to read rows, looked up once."""
        targets = self._targets(self.company_id)
        columns = [False] * (max(self.column_ids.mapped("position"), default=-1) + 1)
        for column in self.column_ids:
            columns[column.position] = column.target
        return {
            "targets": columns,
            "region": self.env["res.partner"]._club_region(self.company_id),
            "today": fields.Date.context_today(self.with_context(tz=self.company_id._club_tz())),
            "kinds": {key: target["kind"] for key, target in targets.items() if "kind" in target},
            "groups": self._known_names("club.group"),
            "tags": self._known_names("club.tag"),
        }

    def _known_names(self, model):
        """Ids of the company's groups or tags by their plain name; live ones before retired."""
        records = (
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_fetch([("company_id", "=", self.company_id.id)], ["name", "active"])
            .sorted("active")
        )
        return {plain(record.name): record.id for record in records}

    def _stage(self, batch, reading):
        """Judge rows and add them to the list, in four queries."""
        lines = []
        for number, cells in batch:
            row = read_row(
                cells, reading["targets"], reading["region"], reading["today"], reading["kinds"]
            )
            problems = [
                {"code": p.code, "target": p.target, "value": p.value} for p in row.problems
            ]
            problems += self._unknown_names(row, reading)
            if row.visits and not (row.first or row.last or self.visit_day):
                problems.append({"code": "no_day", "target": "visits", "value": str(row.visits)})
            lines.append({"number": number, "cells": cells, "row": row, "problems": problems})
        self._judge(lines)
        self._insert_lines(lines)
        self.read_row = batch[-1][0]
        self.total_count += len(batch)

    def _unknown_names(self, row, reading):
        if self.unknown_names != "refuse":
            return
        if row.group and plain(row.group) not in reading["groups"]:
            yield {"code": "group_unknown", "target": "group", "value": row.group}
        for tag in row.tags:
            if plain(tag) not in reading["tags"]:
                yield {"code": "tag_unknown", "target": "tags", "value": tag}

    def _judge(self, lines):
        good = [line for line in lines if not line["problems"]]
        mobiles = [line["row"].mobile for line in good]
        taken = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT mobile, min(row) FROM club_import_line
                     WHERE import_id = %s AND mobile = ANY(%s) AND verdict IN ('new', 'known')
                     GROUP BY mobile
                    """,
                    self.id,
                    mobiles,
                )
            )
        )
        people = self.env["res.partner"]._club_look_up(self.company_id, mobiles)
        for line in lines:
            line["verdict"] = "refused" if line["problems"] else "new"
        for line in good:
            mobile = line["row"].mobile
            kind, partner_id, name = people.get(mobile, ("new", None, ""))
            if mobile in taken:
                line["verdict"] = "double"
                line["problems"] = [
                    {"code": "double", "target": "mobile", "value": str(taken[mobile])}
                ]
            elif kind in ("old_number", "elsewhere"):
                line["verdict"] = "refused"
                line["problems"] = [{"code": kind, "target": "mobile", "value": name}]
            else:
                taken[mobile] = line["number"]
                line["verdict"] = kind
                line["partner_id"] = partner_id

    def _insert_lines(self, lines):
        rows = []
        for line in lines:
            row, refused = line["row"], bool(line["problems"])
            rows.append(
                (
                    self.id,
                    line["number"],
                    row.mobile,
                    row.name,
                    line["verdict"],
                    line.get("partner_id"),
                    None if refused else Json(_row_data(row)),
                    Json([_shown(cell) for cell in line["cells"]]) if refused else None,
                    Json(line["problems"]) if refused else None,
                )
            )
        self.env.cr.execute_values(
            "INSERT INTO club_import_line (import_id, row, mobile, name, verdict, partner_id, data,"
            " cells, problems) VALUES %s",
            rows,
            page_size=BATCH,
        )
        self.env["club.import.line"].invalidate_model(flush=False)

    def _count_verdicts(self):
        self.env.cr.execute(
            "SELECT verdict, count(*) FROM club_import_line WHERE import_id = %s GROUP BY verdict",
            [self.id],
        )
        counts = defaultdict(int, self.env.cr.fetchall())
        self.write(
            {f"{verdict}_count": counts[verdict] for verdict in ("new", "known", "double")}
            | {"refused_count": counts["refused"]}
        )

    def _reader_env(self):
        """The environment in whose language the one who imports is told something."""
        return self.with_context(lang=self.user_id.lang).env

    def _tell(self, kind, message):
        """A notice for the one who imports, wherever in Odoo they are by now."""
        self.user_id._bus_send(
            "simple_notification",
            {"type": kind, "message": localize_digits(message, self.user_id.lang), "sticky": True},
        )


def _row_data(row):
    def moment(value):
        return value and [value[0].isoformat(), value[1] and value[1].isoformat()]

    data = {
        "name": row.name,
        "group": row.group,
        "tags": row.tags,
        "visits": row.visits,
        "first": moment(row.first),
        "last": moment(row.last),
        "values": row.values,
    }
    return {key: value for key, value in data.items() if value not in (None, [], {})}


def _shown(cell):
    """A cell for the report of refused rows, as its reader would write it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    return text.removesuffix(" 00:00:00")
