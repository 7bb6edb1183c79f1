"""What imports and exports hold of a person is handed out and erased with the rest."""

from odoo import api, models
from odoo.fields import Domain

from .club_personal_data import unlinked


class ClubImportLine(models.Model):
    _inherit = "club.import.line"

    @api.model
    def _personal_data_records(self, partners, numbers):
        return self._personal_data_lines(partners, numbers), ["row", "mobile", "name", "words"]

    @api.model
    def _personal_data_erase(self, partners, numbers):
        """Rows go; so does the file they came from, once its rows are taken over or given up."""
        lines = self._personal_data_lines(partners, numbers)
        batches = lines.import_id.sudo()
        count = unlinked(lines)
        batches.filtered(lambda batch: batch.state in ("done", "stopped")).write({"file": False})
        batches.write({"report_file": False})
        return count

    @api.model
    def _personal_data_lines(self, partners, numbers):
        return self.sudo().search(
            Domain("partner_id", "in", partners.ids) | Domain("mobile", "in", numbers)
        )


class ClubExport(models.Model):
    _inherit = "club.export"

    @api.model
    def _personal_data_erase(self, _partners, _numbers):
        """No list that still lies about may hold somebody who was erased."""
        exports = self.sudo().search([("file", "!=", False)])
        exports.write({"file": False})
        return len(exports)
