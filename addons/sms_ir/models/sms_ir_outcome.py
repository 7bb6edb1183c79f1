"""Record what the gateway answered, in one transaction with everything that follows from it."""

import logging
import random
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .. import messages
from ..tools import batching, retry_policy
from ..tools.errors import SmsIrError
from ..tools.status_codes import status_of

_logger = logging.getLogger(__name__)

# When the delivery of an accepted text is asked for the first time.
FIRST_POLL = timedelta(seconds=5)

_ACCEPTED_FAILURES = {
    "blacklist": ("blocked", "sms_blacklist", messages.NOT_SENT_BLACKLIST),
    "invalid": ("failed", "sms_number_format", messages.NOT_SENT_INVALID),
}


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    def _record_wave(self, client, calls, answers):
        """Record the answers of some calls; return the calls that have to be made instead."""
        accepted, halves = [], []
        for call, answer in zip(calls, answers, strict=True):
            if not isinstance(answer, SmsIrError):
                accepted.append((call, answer))
        if accepted:
            self._record_accepted(accepted)
        for call, answer in zip(calls, answers, strict=True):
            if isinstance(answer, SmsIrError):
                halves += self._record_error(client, call, answer)
        return halves

    def _record_error(self, client, call, answer):
        """Record a failure; return the two halves of a call that was refused as a whole."""
        decision = retry_policy.decide(
            answer,
            size=len(call["batch"].items),
            failures=self.failures,
            jitter=random.random(),  # noqa: S311 (it spreads retries, it guards nothing)
            by_template=call["batch"].method == batching.VERIFY,
            scheduled=bool(call["send_at"]),
        )
        _logger.info(
            "SMS.ir: request %s of %s messages: %s, HTTP %s, status %s: %s",
            call["request"],
            len(call["batch"].items),
            decision.action,
            answer.http_status,
            answer.code,
            self._say(answer),
        )
        if decision.action == retry_policy.SPLIT:
            return self._retrying(partial(self._store_split, client, call, answer))
        self._retrying(partial(self._store_error, call, answer, decision))
        return []

    # -- accepted --------------------------------------------------------------------------

    def _record_accepted(self, accepted):
        try:
            self._retrying(partial(self._store_accepted, accepted, tell=True))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            # Somebody else's code failed while it was told. What the gateway said must be kept
            # whatever happens; the others are told later.
            _logger.exception("SMS.ir: results could not be told")
            self.env.cr.rollback()
            self._retrying(partial(self._store_accepted, accepted, tell=False))

    def _store_accepted(self, accepted, *, tell):
        """Store the results of accepted calls, a few statements for all of them."""
        now = fields.Datetime.now()
        sentences = {}
        rows = []
        outcomes = {}
        costs = {}
        for call, answer in accepted:
            moment = call["send_at"] or now
            for result in batching.read_results(call["batch"], answer.message_ids, answer.cost):
                state, failure_type, reason = self._outcome(result, sentences)
                if call["send_at"] and state == "accepted":
                    state = "scheduled"
                outcomes.setdefault((state, failure_type, reason), []).append(
                    (result.key, call["rows"][result.key]["uuid"])
                )
                costs[call["rows"][result.key]["uuid"]] = float(result.cost)
                rows.append(
                    (
                        call["messages"][result.key],
                        state,
                        state if tell else None,
                        failure_type,
                        reason,
                        str(result.message_id) if result.message_id else None,
                        float(result.cost),
                        moment,
                    )
                )
        self._write_results(rows)
        self.env["sms.ir.block"]._learn([row[0] for row in rows if row[1] == "blocked"])
        self._write_requests(accepted, now)
        self._store_in_queue(outcomes)
        if tell:
            self._tell_accepted(accepted, outcomes, costs)
        if self.failures or self.last_error:
            self.write({"failures": 0, "last_error": False, "pause_until": False})

    def _outcome(self, result, sentences):
        """Return (state, failure, reason) of one result; sentences are translated once."""
        if result.outcome == "accepted":
            return "accepted", None, None
        state, failure_type, reason = _ACCEPTED_FAILURES[result.outcome]
        if result.outcome not in sentences:
            sentences[result.outcome] = self._in_language().env._(reason)
        return state, failure_type, sentences[result.outcome]

    def _write_results(self, rows):
        # Whole columns at a time: hundreds of separate rows cost more to write and to parse.
        ids, states, told, failures, reasons, gateway_ids, costs, moments = map(
            list, zip(*rows, strict=True)
        )
        self.env.execute_query(
            SQL(
                """
                UPDATE sms_ir_message m
                   SET state = v.state, told_state = COALESCE(v.told, m.told_state),
                       failure_type = v.failure_type, failure_reason = v.reason, cost = v.cost,
                       sent_at = v.moment,
                       next_poll_at = CASE WHEN v.state IN ('accepted', 'scheduled')
                                           THEN v.moment + %s END,
                       -- Sandbox keys and reset gateways give the same id again.
                       gateway_id = CASE WHEN EXISTS (
                           SELECT 1 FROM sms_ir_message o
                            WHERE o.account_id = m.account_id AND o.gateway_id = v.gateway_id
                       ) THEN NULL ELSE v.gateway_id END
                  FROM unnest(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                              %s::numeric[], %s::timestamp[])
                    AS v (id, state, told, failure_type, reason, gateway_id, cost, moment)
                 WHERE m.id = v.id AND m.state IN ('calling', 'unknown')
                RETURNING m.id
                """,
                FIRST_POLL,
                *(ids, states, told, failures, reasons, gateway_ids, costs, moments),
            )
        )
        self.env["sms.ir.message"].invalidate_model()

    def _write_requests(self, accepted, now):
        self.env.cr.execute_values(
            """
            UPDATE sms_ir_request r
               SET state = CASE WHEN r.send_at > v.now THEN 'scheduled' ELSE 'accepted' END,
                   code = 1, answered_at = v.now, pack_id = v.pack_id, cost = v.cost
              FROM (VALUES %s) AS v (id, pack_id, cost, now) WHERE r.id = v.id
            """,
            [
                (call["request"], answer.pack_id, float(answer.cost), now)
                for call, answer in accepted
            ],
            template="(%s, %s, %s, %s::timestamp)",
        )
        self.env["sms.ir.request"].invalidate_model()

    def _store_in_queue(self, outcomes):
        """Move the rows of Odoo's queue, by (state, failure)."""
        for (state, failure_type, _reason), keys in outcomes.items():
            self.env.cr.execute(
                """
                UPDATE sms_sms SET state = %s, failure_type = %s, to_delete = to_delete OR %s
                 WHERE id = ANY(%s)
                """,
                [
                    self._sms_state(state),
                    failure_type,
                    state == "accepted",
                    [key for key, _uuid in keys],
                ],
            )
        self.env["sms.sms"].invalidate_model()

    @api.model
    def _sms_state(self, state):
        """Return the state in Odoo's queue of a message in one of our states."""
        return {"accepted": "pending", "scheduled": "process"}.get(state, "error")

    def _tell_accepted(self, accepted, outcomes, costs):
        """Tell trackers and chatters, as core does after a call of its own."""
        trackers = self.env["sms.tracker"].search([("sms_uuid", "in", list(costs))])
        if trackers:
            by_uuid = trackers.grouped("sms_uuid")
            for uuid, tracker in by_uuid.items():
                if costs[uuid]:
                    tracker.sms_cost = costs[uuid]
            for (state, failure_type, reason), keys in outcomes.items():
                group = self.env["sms.tracker"].union(
                    *(by_uuid[uuid] for _key, uuid in keys if uuid in by_uuid)
                )
                if group:
                    told = "outgoing" if state == "scheduled" else self._sms_state(state)
                    group._sms_ir_update(told, failure_type, reason)
        chatter = {
            row["mail_message_id"] for call, _answer in accepted for row in call["rows"].values()
        } - {None}
        if chatter:
            self.env["mail.message"].browse(chatter)._notify_message_notification_update()

    # -- not accepted ----------------------------------------------------------------------

    def _store_split(self, client, call, error):
        """Record a refusal together with the two halves: a crash must not fall in between."""
        halves = []
        for batch in batching.split(call["batch"]):
            rows = {item.key: call["rows"][item.key] for item in batch.items}
            halves.append({**call, "batch": batch, "rows": rows})
        self._reject(call, error)
        self.env.cr.execute(
            "UPDATE sms_ir_message SET state = 'returned', told_state = 'returned'"
            " WHERE request_id = %s",
            [call["request"]],
        )
        self.env["sms.ir.message"].invalidate_model()
        self._write_down(client, halves)
        return halves

    def _store_error(self, call, error, decision):
        request = self.env["sms.ir.request"].browse(call["request"])
        messages_ = self.env["sms.ir.message"].browse(call["messages"].values())
        reason = self._say(error)
        action = decision.action
        if action == retry_policy.UNKNOWN:
            request.write({"code": error.code or 0, "http_status": error.http_status or 0})
            self._mark_unknown(request, reason)
            self._rest(decision.pause, reason)
            return
        self._reject(call, error)
        if action == retry_policy.FAIL:
            failure = status_of(error.code).failure_type if error.code else "sms_ir_request"
            state = "blocked" if failure == "sms_blacklist" else "failed"
            messages_._set_state(state, failure_type=failure, reason=reason)
        elif action == retry_policy.KEEP:
            messages_._return_to_queue(not_before=call["send_at"])
        elif action == retry_policy.BLOCK_TEMPLATE:
            ids = {row["sms_template_id"] for row in call["rows"].values()}
            self.env["sms.template"].browse(ids).sms_ir_blocked_reason = reason
            messages_._return_to_queue(reason=reason)
        elif action == retry_policy.BLOCK_LINE:
            lines = self.line_ids.filtered(lambda line: line.number == call["line"])
            lines.write({"blocked_reason": reason})
            messages_._return_to_queue(reason=reason)
        else:
            stops = action == retry_policy.STOP
            if stops:
                self._open_circuit(error, decision.pause)
            else:
                self._rest(decision.pause, reason)
            messages_._return_to_queue(not_before=self.pause_until, reason=reason)

    def _reject(self, call, error):
        self.env["sms.ir.request"].browse(call["request"]).write(
            {
                "state": "rejected",
                "answered_at": fields.Datetime.now(),
                "code": error.code or 0,
                "http_status": error.http_status or 0,
                "error": self._say(error),
            }
        )

    def _rest(self, seconds, reason):
        """Make the whole account rest; the queue wakes up again by itself."""
        until = fields.Datetime.now() + timedelta(seconds=max(1, round(seconds)))
        self.write({"failures": self.failures + 1, "pause_until": until, "last_error": reason})
        self.env["sms.sms"]._sms_ir_wake(until + timedelta(seconds=1))

    def _open_circuit(self, error, seconds):
        """Stop sending until a person acts, but look again from time to time."""
        reason = self._say(error)
        self._rest(seconds, reason)
        if self.state != "error":
            self.state = "error"
            self._alert(reason)
