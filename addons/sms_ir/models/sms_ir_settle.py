"""Settle calls whose outcome is not known, before anything is sent again."""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models

from .. import messages
from ..tools import number_format, settle
from ..tools.errors import SmsIrError
from .sms_ir_log import seconds as _seconds

_logger = logging.getLogger(__name__)

# After midnight a message moves from one log to the other: give it time.
_MIDNIGHT_MARGIN = 3600


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    @api.model
    def _cron_settle(self):
        """Read the gateway's log for every call whose outcome is not known."""
        if not self.env.context.get("ir_cron_progress_id"):
            return
        open_states = [("state", "in", ("calling", "unknown"))]
        groups = self.env["sms.ir.request"]._read_group(open_states, ["account_id"])
        for (account,) in groups:
            try:
                with account._sender_lock() as mine:
                    if mine:
                        account._adopt_orphans()
                account._settle()
            except Exception:
                _logger.exception("SMS.ir: settling for account %s failed", account.id)
                self.env.cr.rollback()
            self.env["ir.cron"]._commit_progress(1)
        self._withdraw_asked()
        self._watch_queue()

    @api.model
    def _watch_queue(self):
        """Wake the queue where something is due: Odoo forgets wake-ups of runs that died."""
        accounts = self.search([("user_company_ids", "!=", False)])
        for account in accounts:
            due = [
                *account._queue_domain(),
                "|",
                ("sms_ir_not_before", "=", False),
                ("sms_ir_not_before", "<=", fields.Datetime.now()),
            ]
            if not account._is_resting() and self.env["sms.sms"].search_count(due, limit=1):
                self.env["sms.sms"]._sms_ir_wake()
                return

    def _settle(self):
        """Settle what can be settled for this account now."""
        now = fields.Datetime.now()
        requests = self.env["sms.ir.request"].search(
            [("account_id", "=", self.id), ("state", "=", "unknown")]
        )
        if not requests.filtered(lambda request: not request.settle_at or request.settle_at <= now):
            self._plan_settle(requests)
            return
        open_messages = self._open_messages(requests)
        self._commit()
        try:
            log = self._read_log(requests, open_messages, now)
        except SmsIrError as error:
            _logger.info("SMS.ir: the log cannot be read: %s", self._say(error))
            self._retrying(partial(self._postpone, requests, now))
            return
        self._retrying(partial(self._store_verdicts, requests, open_messages, log, now))

    def _open_messages(self, requests):
        return [
            settle.Open(
                key=message.id,
                call=request.id,
                line=request.line_number or "",
                mobile=number_format.short(message.number),
                text=message.body or "",
                called_at=_seconds(request.called_at),
                since=_seconds(request.answered_at or request.called_at),
                send_at=_seconds(request.send_at) if request.send_at else 0,
            )
            for request in requests
            for message in request.message_ids
            if message.state == "unknown"
        ]

    def _store_verdicts(self, requests, open_messages, log, now):
        """Apply one reading of the log, in one transaction."""
        taken = self._taken_ids(log.reports)
        found = settle.match(open_messages, log.reports, taken)
        late = {request.id: request.absent_reads for request in requests}
        midnight = {
            request.id: _MIDNIGHT_MARGIN
            for request in requests
            if self._crosses_midnight(_seconds(request.called_at), now)
        }
        # One message of a call that the gateway has proves that it took the whole call.
        taken_calls = {
            request.id
            for request in requests
            if any(
                state not in ("unknown", "returned")
                for state in request.message_ids.mapped("state")
            )
        }
        for request in requests:
            own = [message for message in open_messages if message.call == request.id]
            settle_after = max(self.settle_after, midnight.get(request.id, 0))
            if not log.complete:
                # What was found is certain; what was not found may be where nobody could look.
                settle_after = float("inf")
            verdicts = settle.judge(
                own,
                {message.key: found[message.key] for message in own if message.key in found},
                now=_seconds(now),
                settle_after=settle_after,
                absent_reads=late,
                taken_calls=taken_calls,
            )
            self._store_verdict(request, verdicts, now, settle_after)
            pack = log.pack_of(verdicts.found)
            if pack and not request.pack_id:
                request.pack_id = pack
            if request.state == "unknown" and not log.complete:
                self._postpone(request, now)
        self._plan_settle(requests.filtered(lambda request: request.state == "unknown"))

    def _taken_ids(self, reports):
        """Return which reports are known to belong to other messages already."""
        ids = [str(report.message_id) for report in reports]
        known = self.env["sms.ir.message"].search(
            [("account_id", "=", self.id), ("gateway_id", "in", ids)]
        )
        return {int(gateway_id) for gateway_id in known.mapped("gateway_id")}

    def _store_verdict(self, request, verdicts, now, settle_after):
        messages_ = request.message_ids.filtered(lambda message: message.state == "unknown")
        account = self._in_language()
        verdict = verdicts.calls.get(request.id)
        waits = bool(request.send_at and request.send_at > now)
        taken = "scheduled" if waits else "accepted"
        if not messages_:
            request._close(taken, "log")
            return
        if verdict == settle.ABSENT:
            messages_._return_to_queue()
            request._close("returned", "log")
            _logger.info("SMS.ir: request %s was not sent: back in the queue", request.id)
            return
        for message in messages_.filtered(lambda message: message.id in verdicts.found):
            report = verdicts.found[message.id]
            message.write(
                {
                    "gateway_id": str(report.message_id),
                    "cost": float(report.cost),
                    "sent_at": message._from_seconds(report.sent_at),
                }
            )
            message._set_state(taken)
            message.next_poll_at = request.send_at if waits else now
            self._wake_watcher("delivery", 1)
        unlisted = messages_.filtered(lambda message: message.id in verdicts.unlisted)
        unlisted._set_state(
            "failed",
            failure_type="sms_ir_request",
            reason=account.env._(messages.UNLISTED),
        )
        if not request.message_ids.filtered(lambda message: message.state == "unknown"):
            request._close(taken, "log")
            return
        if settle_after == float("inf"):
            return
        age = _seconds(now) - _seconds(request._due())
        request.write(
            {
                "absent_reads": request.absent_reads + (age >= settle_after),
                "settle_at": now + timedelta(seconds=settle.next_look(age, settle_after)),
            }
        )

    def _postpone(self, requests, now):
        """The log could not be read: look again later, and ask a person when it takes too long."""
        account = self._in_language()
        deadline = now - timedelta(hours=self.settle_hours)
        for request in requests:
            since = request._due()
            if since < deadline:
                request.write(
                    {
                        "state": "attention",
                        "settle_at": False,
                        "error": account.env._(messages.UNSETTLED),
                    }
                )
                self._ask_person(request)
            else:
                age = _seconds(now) - _seconds(since)
                delay = settle.next_look(age, self.settle_after)
                request.settle_at = now + timedelta(seconds=max(delay, 5))
        self._plan_settle(requests.filtered(lambda request: request.state == "unknown"))

    def _ask_person(self, request):
        """Ask somebody to decide about a call that cannot be settled. Extension point."""
        self._alert(self._in_language().env._(messages.UNSETTLED))

    def _plan_settle(self, requests):
        moments = [moment for moment in requests.mapped("settle_at") if moment]
        if moments:
            seconds = (min(moments) - fields.Datetime.now()).total_seconds()
            self._wake_watcher("settle", max(1, seconds))

    # -- orphans ---------------------------------------------------------------------------

    def _adopt_orphans(self):
        """Find calls of a worker that died: with the sender's lock in hand, nobody makes them."""
        orphans = self.env["sms.ir.request"].search(
            [("account_id", "=", self.id), ("state", "=", "calling")]
        )
        if orphans:
            _logger.warning("SMS.ir: %s calls of a lost worker are to be settled", len(orphans))
            self._retrying(partial(self._mark_unknown, orphans, "worker lost"))

    # -- outcome not known -----------------------------------------------------------------

    def _mark_unknown(self, requests, why):
        """Nobody knows whether these calls were taken: their log is read before anything else."""
        now = fields.Datetime.now()
        account = self._in_language()
        first = settle.next_look(0, self.settle_after)
        requests.write(
            {
                "state": "unknown",
                "error": why,
                "answered_at": now,
                "settle_at": now + timedelta(seconds=first),
            }
        )
        open_messages = requests.message_ids.filtered(
            lambda message: message.state in ("calling", "unknown")
        )
        open_messages._set_state(
            "unknown",
            failure_type="sms_outcome_unknown",
            reason=account.env._(messages.OUTCOME_UNKNOWN),
        )
        self._wake_watcher("settle", first)

    def _wake_watcher(self, name, seconds):
        """Wake one of our scheduled actions in some seconds, once for many callers.

        A wake-up that is planned for an earlier moment does not count: its run may be under way
        already, without seeing what this transaction is about to commit.
        """
        cron = self.env.ref(f"sms_ir.ir_cron_sms_ir_{name}").sudo()
        at = fields.Datetime.now() + timedelta(seconds=seconds)
        planned = (
            self.env["ir.cron.trigger"]
            .sudo()
            .search_count(
                [
                    ("cron_id", "=", cron.id),
                    ("call_at", ">=", at),
                    ("call_at", "<=", at + timedelta(seconds=2)),
                ],
                limit=1,
            )
        )
        if not planned:
            cron._trigger(at)
