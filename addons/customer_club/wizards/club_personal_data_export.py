import base64
import io
import json

import xlsxwriter

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..tools.digits import localize_digits
from ..tools.jalali import day_words


class ClubPersonalDataExport(models.TransientModel):
    """All that is held about one person, for the person: to read, or for a program."""

    _name = "club.personal.data.export"
    _description = "Hand out a Person's Data"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("xlsx", "Excel, to read"), ("json", "JSON, for programs")],
        "File",
        required=True,
        default="xlsx",
    )
    reason = fields.Char(help="Who asked for it, and how you know that it is the person.")
    file = fields.Binary("Content", attachment=False, readonly=True)
    filename = fields.Char(readonly=True)

    def action_make(self):
        """Make the file, write down that it was made, and offer it."""
        self.ensure_one()
        partner = self.partner_id
        partner._club_check_privacy()
        sections = self.env["club.personal.data"]._sections(partner)
        content = self._xlsx(sections) if self.kind == "xlsx" else self._json(sections)
        self.write(
            {
                "file": base64.b64encode(content),
                "filename": f"customer-{partner.id}.{self.kind}",
            }
        )
        self.env["club.privacy.log"]._note(
            "exported",
            partner,
            partner.sudo().club_mobile,
            {records._name: len(records) for records, _names in sections},
            self.reason,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.filename}?download=true",
            "target": "download",
        }

    # JSON --------------------------------------------------------------------------------------

    def _json(self, sections):
        document = {
            "made_at": fields.Datetime.to_string(fields.Datetime.now()),
            "company": self.env.company.name,
            "data": {
                records._name: [
                    {name: self._plain(record, name) for name in names} for record in records
                ]
                for records, names in sections
            },
        }
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    @api.model
    def _plain(self, record, name):
        value, field = record[name], record._fields[name]
        if field.type == "many2one":
            return value.display_name if value else None
        if field.type in ("many2many", "one2many"):
            return value.mapped("display_name")
        if field.type == "properties":
            [row] = record.read([name])
            return {item["string"]: item.get("value") for item in row[name]} or None
        if field.type in ("date", "datetime"):
            return field.to_string(value) or None
        if value is False and field.type != "boolean":
            return None
        return value

    # Excel -------------------------------------------------------------------------------------

    def _xlsx(self, sections):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
        head = book.add_format({"bold": True, "bg_color": "#E8E4F3", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        rtl = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").direction == "rtl"
        used = set()
        for records, names in sections:
            model = self.env["ir.model"]._get(records._name)
            sheet = book.add_worksheet(self._sheet_name(model.name, used))
            if rtl:
                sheet.right_to_left()
            labels = records.fields_get(names, ["string"])
            if records._name == "res.partner":
                self._write_records(sheet, records, names, labels, head, cell)
            else:
                self._write_table(sheet, records, names, labels, head, cell)
        book.close()
        return stream.getvalue()

    @api.model
    def _sheet_name(self, name, used):
        clean = "".join(char for char in name if char not in "[]:*?/\\'")[:28] or "-"
        if clean.lower() in used:
            clean = f"{clean}{len(used)}"
        used.add(clean.lower())
        return clean

    def _write_records(self, sheet, records, names, labels, head, cell):
        """Read from top to bottom; what is empty is left out."""
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 60)
        row = 0
        for record in records:
            for name in names:
                value = self._readable(record, name)
                if value:
                    sheet.write_string(row, 0, labels[name]["string"], head)
                    sheet.write_string(row, 1, value, cell)
                    row += 1
            row += 1

    def _write_table(self, sheet, records, names, labels, head, cell):
        sheet.set_column(0, len(names) - 1, 22)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, labels[name]["string"], head)
        for row, record in enumerate(records, 1):
            for column, name in enumerate(names):
                sheet.write_string(row, column, self._readable(record, name), cell)

    @api.model
    def _readable(self, record, name):
        """A value as this user reads it: words, Jalali days, Persian digits."""
        value, field, lang = record[name], record._fields[name], self.env.lang
        if field.type == "properties":
            value = self._plain(record, name)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return localize_digits("0", lang) if field.type in ("integer", "float") else ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "many2one":
            return value.sudo().display_name or ""
        if field.type in ("many2many", "one2many"):
            return "، ".join(value.sudo().mapped("display_name"))
        if field.type in ("date", "datetime"):
            return self._readable_time(value, field.type, lang)
        text = html2plaintext(value) if field.type == "html" else str(value)
        return localize_digits(text, lang) if field.type in ("integer", "float") else text

    @api.model
    def _readable_time(self, value, kind, lang):
        clock = ""
        if kind == "datetime":
            value = fields.Datetime.context_timestamp(self, value)
            clock = value.strftime(" %H:%M")
            value = value.date()
        return day_words(value, lang) + localize_digits(clock, lang)
