"""What keypads sent is personal: it is forgotten after a while, but for what must stay."""

from odoo import api, fields, models

BATCH = 5000


class DirectEvent(models.Model):
    _inherit = "direct.event"

    @api.autovacuum
    def _gc_content(self):
        """Erase old content; rows with an id stay, the others go.

        :return: number of rows done, and whether there may be more
        """
        self.flush_model()
        self.env["res.company"].flush_model(["direct_inbox_days"])
        self.env.cr.execute(
            """
            WITH old AS (
                SELECT e.id, e.uuid
                  FROM direct_event e JOIN res_company c ON c.id = e.company_id
                 WHERE e.raw IS NOT NULL AND c.direct_inbox_days > 0
                   AND e.received_at < %(now)s - c.direct_inbox_days * interval '1 day'
                 ORDER BY e.id LIMIT %(batch)s FOR UPDATE OF e SKIP LOCKED),
            gone AS (
                DELETE FROM direct_event WHERE id IN (SELECT id FROM old WHERE uuid IS NULL)),
            erased AS (
                UPDATE direct_event
                   SET raw = NULL, digest = NULL, mobile = NULL, echo = NULL, origin = NULL
                 WHERE id IN (SELECT id FROM old WHERE uuid IS NOT NULL))
            SELECT count(*) FROM old
            """,
            {"now": fields.Datetime.now(), "batch": BATCH},
        )
        [done] = self.env.cr.fetchone()
        self.invalidate_model(flush=False)
        return done, int(done == BATCH)
