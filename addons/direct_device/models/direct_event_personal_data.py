"""What the inbox holds about a person, for customer_club's erasing and handing out."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.erasing import number_pattern


class DirectEvent(models.Model):
    _inherit = "direct.event"

    @api.model
    def _personal_data_ids(self, partners, numbers):
        """Ids of entries that counted for these persons, or on which their number was typed."""
        self.flush_model()
        typed = SQL("FALSE")
        if numbers:
            pattern = number_pattern(numbers)
            typed = SQL("e.mobile ~ %s OR e.raw ~ %s", pattern, pattern)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id FROM direct_event e LEFT JOIN club_visit v ON v.id = e.visit_id
                 WHERE v.partner_id = ANY(%s) OR %s ORDER BY e.id
                """,
                partners.ids,
                typed,
            )
        )
        return [row_id for (row_id,) in rows]

    @api.model
    def _personal_data_records(self, partners, numbers):
        events = self.browse(self._personal_data_ids(partners, numbers))
        return events, ["received_at", "at", "mobile", "tag_key", "state", "code", "raw", "note"]

    @api.model
    def _personal_data_erase(self, partners, numbers):
        """Erase the content. Ids stay, so that an entry sent once more still counts once."""
        ids = self._personal_data_ids(partners, numbers)
        self.env.cr.execute(
            """
            WITH gone AS (DELETE FROM direct_event WHERE id = ANY(%(ids)s) AND uuid IS NULL)
            UPDATE direct_event
               SET raw = NULL, digest = NULL, mobile = NULL, echo = NULL, note = NULL
             WHERE id = ANY(%(ids)s) AND uuid IS NOT NULL
            """,
            {"ids": ids},
        )
        self.invalidate_model(flush=False)
        return len(ids)
