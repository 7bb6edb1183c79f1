from odoo import api, fields, models

BATCH = 5000


class ClubMessage(models.Model):
    _inherit = "club.message"

    # What is left to forget, oldest first.
    _words_idx = models.Index("(company_id, planned_at) WHERE body <> ''")

    @api.autovacuum
    def _gc_words(self):
        """Forget the words of old messages that have come to an end, as their company says.

        :return: number of messages done, and whether there may be more
        """
        self.flush_model()
        self.env["res.company"].flush_model(["club_text_days"])
        self.env.cr.execute(
            """
            WITH old AS (
                SELECT m.id FROM club_message m JOIN res_company c ON c.id = m.company_id
                 WHERE c.club_text_days > 0 AND m.body <> ''
                   AND m.planned_at < %(now)s - c.club_text_days * interval '1 day'
                   AND m.state NOT IN ('planned', 'held', 'queued', 'sending')
                 ORDER BY m.id LIMIT %(batch)s FOR UPDATE OF m SKIP LOCKED)
            UPDATE club_message SET body = '', failure_detail = NULL
             WHERE id IN (SELECT id FROM old)
            """,
            {"now": fields.Datetime.now(), "batch": BATCH},
        )
        done = self.env.cr.rowcount
        self.invalidate_model(["body", "failure_detail"], flush=False)
        return done, int(done == BATCH)
