"""The rows left out, as a list that can be corrected and imported again."""

import base64
import io

from odoo import models

from ..tools.export_sheet import write_xlsx


class ClubImport(models.Model):
    _inherit = "club.import"

    def action_report(self):
        """Download the rows left out: row, what to do, and the row as it was.

        Corrected in place, the list is a file for the next import: the first two columns are left
        out by it.
        """
        self.ensure_one()
        self.check_access("write")
        stream = io.BytesIO()
        headings = [self.env._("Row"), self.env._("What to do")]
        headings += [
            column.heading or f"{column.position + 1}" for column in self.column_ids.sorted()
        ]
        write_xlsx(
            stream,
            self.env._("Rows left out"),
            headings,
            self._report_rows(),
            right_to_left=self.env["res.lang"]._get_data(code=self.env.lang).direction == "rtl",
        )
        self.sudo().report_file = base64.b64encode(stream.getvalue())
        stem = (self.filename or "members").rsplit(".", 1)[0]
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/club.import/{self.id}/report_file/"
            f"{self.env._('Left out')} - {stem}.xlsx?download=true",
            "target": "download",
        }

    def _report_rows(self):
        for lines in self._refused_batches():
            for line in lines:
                yield [line.row, line.words, *(line.cells or ())]

    def _refused_batches(self, size=1000):
        """The refused and doubled rows in order, a bounded number at a time."""
        Line = self.env["club.import.line"]
        last = 0
        while lines := Line.search(
            [
                ("import_id", "=", self.id),
                ("verdict", "in", ("refused", "double")),
                ("row", ">", last),
            ],
            order="row",
            limit=size,
        ):
            yield lines
            last = lines[-1].row
            lines.invalidate_recordset(flush=False)
