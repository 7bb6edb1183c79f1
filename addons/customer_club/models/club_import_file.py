"""The file of an import: what kind it is, what its columns hold, its rows."""

import base64
import binascii
import io
from contextlib import contextmanager
from itertools import islice

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.import_columns import guess_columns, has_headings, plain
from ..tools.import_table import (
    TableError,
    guess_delimiter,
    guess_encoding,
    kind_of,
    read_rows,
)

SAMPLE_ROWS = 20
SHOWN_SAMPLES = 3
MAX_SAMPLE = 80
# What a list calls the fields of the member's record; the others keep their own name. Which of
# them are taken over is the company's choice (settings: the member's record).
RECORD_KEYS = {
    "club_birthday": "birthday",
    "email": "email",
    "city": "city",
    "street": "street",
    "function": "job",
}


class ClubImport(models.Model):
    _inherit = "club.import"

    @api.model
    def _targets(self, company=None):
        """What a column can become: dict key → ``label``, and for fields ``field`` and ``kind``.

        ``kind`` is ``char``, ``text``, ``date`` or ``integer``, or a dict of plain label → value.

        :param company: only what this company keeps of its members; without it, all there is
        """
        env = self.env
        targets = {
            "mobile": {"label": env._("Mobile number")},
            "name": {"label": env._("Name")},
            "first_name": {"label": env._("First name")},
            "last_name": {"label": env._("Last name")},
            "group": {"label": env._("Group")},
            "tags": {"label": env._("Tags")},
            "visits": {"label": env._("Number of visits")},
            "first_visit": {"label": env._("First visit")},
            "last_visit": {"label": env._("Last visit")},
        }
        targets |= self._field_targets({"comment": "notes"})
        names = company._club_record_fields() if company else self._all_record_fields()
        return targets | self._field_targets({n: RECORD_KEYS.get(n, n) for n in names})

    @api.model
    def _all_record_fields(self):
        switches = self.env["res.company"]._club_record_switches()
        return [name for names in switches.values() for name in names]

    @api.model
    def _field_targets(self, keys):
        """Targets of those fields of a contact that one cell can hold."""
        targets = {}
        for name, key in keys.items():
            field = self.env["res.partner"]._fields[name]
            kind = self._field_kind(field)
            if kind is not None:
                label = field.get_description(self.env, ["string"])["string"]
                targets[key] = {"label": label, "field": name, "kind": kind}
        return targets

    @api.model
    def _field_kind(self, field):
        """How the cells of a field are read; ``None`` for one that is more than a cell."""
        if field.type == "selection":
            kinds = {}
            for lang, _name in self.env["res.lang"].get_installed():
                env = self.with_context(lang=lang).env
                for value, label in field.get_description(env, ["selection"])["selection"]:
                    kinds |= {plain(label): value, plain(value): value}
            return kinds
        if field.type == "many2one":
            records = self.env[field.comodel_name].sudo().search_fetch([], ["display_name"])
            return {plain(record.display_name): record.id for record in records}
        return {
            "char": "char",
            "text": "text",
            "html": "text",
            "date": "date",
            "integer": "integer",
        }.get(field.type)

    @api.model
    def _inspect(self, content, vals):
        """Values that follow from a file: its kind and its columns.

        :param content: the file, base64
        :param vals: what the user has set already wins: ``encoding``, ``delimiter``,
            ``has_headings``
        """
        try:
            stream = io.BytesIO(base64.b64decode(content))
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(self._file_words("broken")) from error
        try:
            kind = kind_of(stream.read(16))
            encoding = delimiter = False
            if kind == "csv":
                encoding = vals.get("encoding") or guess_encoding(stream)
                delimiter = vals.get("delimiter") or guess_delimiter(stream, encoding)
            rows = [
                cells
                for _number, cells in islice(
                    read_rows(stream, kind, encoding, delimiter), SAMPLE_ROWS
                )
            ]
        except TableError as error:
            raise UserError(self._file_words(error.code)) from error
        if not rows:
            raise UserError(self._file_words("empty"))
        Company = self.env["res.company"]
        company = self.company_id or Company.browse(vals.get("company_id") or self.env.company.id)
        region = self.env["res.partner"]._club_region(company)
        headed = vals.get("has_headings")
        if headed is None:
            headed = has_headings(rows[0], region)
        return {
            "kind": kind,
            "encoding": encoding,
            "delimiter": delimiter,
            "has_headings": headed,
            "column_ids": [
                Command.clear(),
                *self._inspect_columns(rows, headed, region, self._targets(company)),
            ],
        }

    @api.model
    def _inspect_columns(self, rows, headed, region, targets):
        width = max(len(row) for row in rows)
        rows = [row + [""] * (width - len(row)) for row in rows]
        headings = [str(cell) for cell in rows[0]] if headed else [""] * width
        samples = rows[1:] if headed else rows
        more = {
            key: self._labels(target["field"])
            for key, target in targets.items()
            if "field" in target
        }
        guessed = guess_columns(headings, samples, region, more)
        for position, (heading, target) in enumerate(zip(headings, guessed, strict=True)):
            shown = [str(row[position]) for row in samples if row[position] != ""][:SHOWN_SAMPLES]
            yield Command.create(
                {
                    "position": position,
                    "heading": heading[:MAX_SAMPLE],
                    "sample": " · ".join(shown)[:MAX_SAMPLE],
                    "target": target if target in targets else False,
                }
            )

    @api.model
    def _labels(self, name):
        """The name of a contact's field in every language of the database."""
        field = self.env["res.partner"]._fields[name]
        labels = {
            field.get_description(self.with_context(lang=lang).env, ["string"])["string"]
            for lang, _name in self.env["res.lang"].get_installed()
        }
        return sorted(labels)

    @api.onchange("file")
    def _onchange_file(self):
        if self.file:
            self.update(self._inspect(self.file, {"company_id": self.company_id.id}))

    @api.onchange("encoding", "delimiter", "has_headings")
    def _onchange_reading(self):
        if not self.file or not self.kind:
            return
        content = self.with_context(bin_size=False).file
        vals = {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "has_headings": self.has_headings,
            "company_id": self.company_id.id,
        }
        self.column_ids = self._inspect(content, vals)["column_ids"]

    @contextmanager
    def _open(self):
        """The rows of the file: an iterator of (number, cells), without the headings."""
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "file"),
                    ("res_id", "=", self.id),
                ]
            )
        )
        rows = read_rows(
            io.BytesIO(attachment.raw or b""), self.kind, self.encoding, self.delimiter
        )
        try:
            if self.has_headings:
                next(rows, None)
            yield rows
        finally:
            rows.close()

    @api.model
    def _file_words(self, code):
        env = self.env
        return {
            "empty": env._("The file holds no rows."),
            "old_excel": env._(
                "This file has Excel's old format (xls) or a password. "
                "Save it as “Excel workbook (xlsx)” without a password, or as CSV."
            ),
            "broken": env._(
                "This file cannot be read: it is damaged, or neither Excel (xlsx) nor CSV. "
                "Open it in Excel and save it as “Excel workbook (xlsx)”."
            ),
            "too_big": env._("This file unpacks to more than a list of customers ever does."),
            "encoding": env._(
                "The letters of this file cannot be read that way. Choose others under “Letters”."
            ),
        }[code]
