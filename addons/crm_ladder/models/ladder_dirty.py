from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 500
RETRIES = 5


class LadderDirty(models.Model):
    """Customers about whom something new is known, until they are evaluated.

    Rows are only added and taken, never looked up: a customer may stand here many times. So the
    path of a key press pays one insert and can collide with nobody.
    """

    _name = "ladder.dirty"
    _description = "Ladder: Customers to Evaluate"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")

    @api.model
    def _add(self, partner_ids):
        """Queue partners and wake the evaluation, in one query."""
        partner_ids = sorted(set(partner_ids))
        if partner_ids:
            self._add_query(SQL("SELECT unnest(%s::int[])", partner_ids))

    @api.model
    def _add_visits(self, visit_ids):
        """Queue the customers of visits, in one query: on the path of a key press."""
        if visit_ids:
            self._add_query(
                SQL("SELECT DISTINCT partner_id FROM club_visit WHERE id = ANY(%s)", visit_ids)
            )

    @api.model
    def _add_referrers(self, moves):
        """Queue those who brought the customers that moved: their merit may have changed."""
        self._add_query(
            SQL(
                """
                SELECT DISTINCT r.referrer_id FROM ladder_move m
                  JOIN ladder_referral r ON r.referred_id = m.partner_id
                 WHERE m.id = ANY(%s)
                """,
                moves.ids,
            )
        )

    @api.model
    def _add_query(self, query):
        """Queue the partners that ``query`` selects, and wake the evaluation."""
        # Cached, where ``env.ref`` would ask the database every time whether the record exists.
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id("crm_ladder.ir_cron_ladder_drain")
        if not cron_id:  # while the add-on is being installed
            return
        # One statement instead of two ORM creates: this runs inside every key press.
        self.env.cr.execute(
            SQL(
                """
                WITH queued AS (INSERT INTO ladder_dirty (partner_id) %(query)s RETURNING id)
                INSERT INTO ir_cron_trigger (cron_id, call_at)
                SELECT %(cron)s, %(now)s WHERE EXISTS (SELECT FROM queued)
                """,
                query=query,
                cron=cron_id,
                now=fields.Datetime.now(),
            )
        )
        self.env["ir.cron"]._wake_after_commit()

    @api.model
    def _cron_drain(self):
        """Evaluate queued customers in batches that commit."""
        retries = RETRIES
        while True:
            try:
                taken = self._drain(BATCH)
                seconds_left = self.env["ir.cron"]._commit_progress(
                    taken, remaining=self._waiting() if taken else 0
                )
            except SerializationFailure:
                # A customer changed under us, most likely at the counter just now.
                self.env.cr.rollback()
                retries -= 1
                if not retries:
                    raise
                continue
            if not taken or not seconds_left:
                return

    @api.model
    def _drain(self, limit):
        """Take up to ``limit`` rows and evaluate their customers; return the number of rows."""
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM ladder_dirty WHERE id IN (
                    SELECT id FROM ladder_dirty ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
                RETURNING partner_id
                """,
                limit,
            )
        )
        if rows:
            self.env["ladder.engine"]._evaluate({partner_id for (partner_id,) in rows})
        return len(rows)

    @api.model
    def _waiting(self):
        [(count,)] = self.env.execute_query(
            SQL("SELECT count(*) FROM (SELECT FROM ladder_dirty LIMIT 10000) t")
        )
        return count
