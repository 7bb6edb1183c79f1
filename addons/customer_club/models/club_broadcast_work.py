"""The work of a group message, in batches that commit: whoever follows a dead worker goes on."""

import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from .club_broadcast import AT_WORK
from .club_broadcast_audience import COLLECT

_logger = logging.getLogger(__name__)

RETRIES = 10
SETTLE = 5000


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    @api.model
    def _cron_work(self):
        """Go on with every group message that has something to do, until time is up."""
        domain = Domain("state", "in", AT_WORK) | Domain("ledger_stale", "=", True)
        for broadcast in self.search(domain, order="scheduled_at, id"):
            if not broadcast._work():
                return

    def _work(self):
        """Work on one until there is nothing to do now.

        :return: whether there is time for another one
        """
        retries = RETRIES
        seconds = 1.0
        while seconds:
            try:
                with mute_logger("odoo.sql_db"):
                    done = self._step()
                    self.env.flush_all()
                if done is None:
                    self.env["ir.cron"]._commit_progress(0)
                    return True
                seconds = self.env["ir.cron"]._commit_progress(done, remaining=self._left())
                retries = RETRIES
            except (SerializationFailure, ConcurrencyError):
                # Somebody pressed a button, or came to the counter, just now.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                retries -= 1
                if not retries:
                    raise
            except (UserError, ValueError, KeyError) as error:
                # A field of its filter is gone, say: it stops with the reason, and no other does.
                _logger.info("Group message %s stopped: %s", self.id, error)
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                self._stop_with(str(error))
                self.env["ir.cron"]._commit_progress(0)
                return True
        return False

    def _left(self):
        return max(1, self.target_count - self.queued_count)

    def _stop_with(self, problem):
        self.write({"paused_from": self.state, "state": "paused", "problem": problem})

    def _step(self):
        """One batch of what is to be done, in the caller's transaction.

        :return: how many persons it settled; None when there is nothing to do now, or another
            worker is at it
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT 1 FROM club_broadcast WHERE id = %s FOR UPDATE SKIP LOCKED", self.id)
        )
        if not self.env.cr.rowcount:
            return None
        self.invalidate_recordset(flush=False)
        if self.ledger_stale:
            return self._settle_batch()
        step = getattr(self, f"_step_{self.state}", None)
        return step() if step else None

    def _step_scheduled(self):
        if self.scheduled_at > fields.Datetime.now():
            return None
        self.write({"state": "collecting", "started_at": fields.Datetime.now()})
        return 0

    def _step_collecting(self):
        count = self._collect_batch()
        if count < COLLECT:
            arms = self._count_arms()
            skipped, held = arms.get("skipped", 0), arms.get("holdout", 0)
            people = sum(arms.values())
            self.write(
                {
                    "people_count": people,
                    "skipped_count": skipped,
                    "holdout_count": held,
                    "target_count": people - skipped - held,
                    "state": "testing" if self.ab else "sending",
                    # From here on the days count, for those who are held out as well.
                    "started_at": fields.Datetime.now(),
                }
            )
        return count

    def _step_testing(self):
        done = self._queue_batch(("a", "b"))
        if done:
            return done
        if self.winner_mode == "auto":
            if self._winner_due_at() > fields.Datetime.now():
                return None
            self._go_on_with(self._find_winner())
            return 0
        return None

    def _step_sending(self):
        done = self._queue_batch(("a", "b", "winner"))
        if done:
            return done
        if not self._waiting_counts().get(self.id):
            self.write({"state": "done", "finished_at": fields.Datetime.now()})
        return None

    # The better text ----------------------------------------------------------------------------

    def _winner_due_at(self):
        return fields.Datetime.add(self.started_at, hours=self.winner_after_hours)

    def _require_sample_out(self):
        if self._open_count(("a", "b")):
            raise UserError(self.env._("The texts of the sample are still on their way."))

    def _go_on_with(self, winner):
        self.write({"winner": winner, "rest_at": fields.Datetime.now(), "state": "sending"})

    # Texts that wait in the ledger ----------------------------------------------------------------

    def _rule_key(self):
        self.ensure_one()
        return f"broadcast:{self.id}"

    @api.model
    def _waiting_sql(self):
        """Which rows of ``club_message`` an index of their own finds."""
        return SQL("state IN ('planned', 'held') AND rule_key LIKE 'broadcast:%%'")

    def _with_waiting(self):
        """Those of which a text has not left yet; a look at one row of each."""
        if not self:
            return self
        self.env["club.message"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM unnest(%s) AS id WHERE EXISTS ("
                "SELECT FROM club_message WHERE rule_key = 'broadcast:' || id AND %s)",
                self._origin.ids,
                self._waiting_sql(),
            )
        )
        return self.browse(id_ for (id_,) in rows)

    def _waiting_counts(self):
        """How many texts of each have not left yet: dict id → number."""
        keys = {f"broadcast:{id_}": id_ for id_ in self._origin.ids}
        if not keys:
            return {}
        self.env["club.message"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT rule_key, count(*) FROM club_message"
                " WHERE rule_key = ANY(%s) AND %s GROUP BY rule_key",
                list(keys),
                self._waiting_sql(),
            )
        )
        return {keys[key]: count for key, count in rows}

    def _settle_batch(self):
        """Hold, release or cancel the next waiting texts, as the state says.

        :return: how many there were
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state == "cancelled":
            which = SQL("TRUE")
            change = SQL(
                "state = 'cancelled', reason_code = 'broadcast_cancelled', ended_at = %s", now
            )
        elif self.state == "paused":
            which = SQL("reason_code IS DISTINCT FROM 'broadcast_paused'")
            change = SQL(
                "state = 'held', reason_code = 'broadcast_paused', held_at = %s, held_until = NULL",
                now,
            )
        else:
            which = SQL("reason_code = 'broadcast_paused'")
            change = SQL("state = 'planned', reason_code = NULL")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE club_message SET %(change)s, write_date = now() AT TIME ZONE 'UTC'
                 WHERE id IN (SELECT id FROM club_message
                               WHERE rule_key = %(key)s AND %(waiting)s AND %(which)s
                               LIMIT %(limit)s FOR UPDATE)
                """,
                change=change,
                key=self._rule_key(),
                waiting=self._waiting_sql(),
                which=which,
                limit=SETTLE,
            )
        )
        count = self.env.cr.rowcount
        self.env["club.message"].invalidate_model(flush=False)
        if count < SETTLE:
            self.ledger_stale = False
        if self.state in AT_WORK and count:
            self.env["club.message"]._wake_dispatcher()
        return count
