"""The durable way of a message: claim and commit, call, record and commit.

Only the scheduled action of Odoo's SMS queue comes here. A worker may die at any line: what is
claimed and not recorded is found by the next worker and settled from the gateway's own log.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from functools import partial

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..const import CLAIM_SIZE
from ..tools import batching, number_format, schedule, segments
from ..tools.errors import SmsIrError
from ..tools.results import PackResult

_logger = logging.getLogger(__name__)

# When delivery is asked for the first time after a round.
FIRST_LOOK_SECONDS = 6


def make_call(client, call):
    """Make one call and return its result or its error: runs in a thread, without database."""
    batch = call["batch"]
    numbers = [item.number for item in batch.items]
    # SMS.ir counts in UTC seconds.
    send_at = call["send_at"] and int(call["send_at"].replace(tzinfo=UTC).timestamp())
    try:
        if batch.method == batching.VERIFY:
            number, values = batch.template
            sent = client.send_verify(numbers[0], number, values)
            return PackResult("", (sent.message_id,), sent.cost)
        if batch.method == batching.BULK:
            return client.send_bulk(call["line"], batch.items[0].body, numbers, send_at=send_at)
        texts = [item.body for item in batch.items]
        return client.send_like_to_like(call["line"], texts, numbers, send_at=send_at)
    except SmsIrError as error:
        return error


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    # -- the run ---------------------------------------------------------------------------

    def _run_queue(self):
        """Send until nothing is left or the time of the job is up, accounts in turn."""
        busy = list(self)
        while busy:
            for account in list(busy):
                done = account._run_round_alone()
                seconds_left = self.env["ir.cron"]._commit_progress(done)
                if not done:
                    busy.remove(account)
                elif seconds_left <= 0:
                    self.env["sms.sms"]._sms_ir_wake()
                    self._commit()
                    return

    def _run_round_alone(self):
        """Run a round if no other worker sends for this account; other accounts go on anyway."""
        try:
            with self._sender_lock() as mine:
                return self._run_round() if mine else 0
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # What was not recorded is an orphan now: the next round settles it.
            _logger.warning("SMS.ir: account %s is too busy, it goes on later", self.id)
        except Exception:
            _logger.exception("SMS.ir: sending for account %s failed", self.id)
        self.env.cr.rollback()
        return 0

    def _run_round(self):
        """Send one round of this account; return how many messages it moved."""
        self._adopt_orphans()
        if self._is_resting():
            return 0
        try:
            client = self._client()
        except SmsIrError as error:
            self._retrying(partial(self._open_circuit, error, 300))
            return 0
        work = self._retrying(partial(self._claim_round, client))
        if not work["claimed"]:
            self.env.cr.rollback()
            return 0
        self._call_and_record(client, work["calls"])
        if work["calls"]:
            self._retrying(partial(self._wake_watcher, "delivery", FIRST_LOOK_SECONDS))
        return work["claimed"]

    def _is_resting(self):
        self.invalidate_recordset(["pause_until"])
        return bool(self.pause_until and self.pause_until > fields.Datetime.now())

    def _retrying(self, work):
        """Run ``work`` and commit; run it again when another transaction was in the way."""
        for attempt in range(8):
            try:
                result = work()
                self._commit()
                return result
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                if attempt == 7:
                    raise
                time.sleep(0.02 * 2**attempt)
        return None

    def _commit(self):
        """Commit what was done so far: the way of a message is made of durable steps.

        Only the scheduled actions of this add-on come here (they check it at their door).
        """
        self.env.flush_all()
        self.env.cr.commit()  # pylint: disable=invalid-commit

    # -- claim -----------------------------------------------------------------------------

    def _claim_round(self, client):
        """Take the oldest waiting messages, service before advertising, and record their calls."""
        for purpose in ("service", "advertising"):
            rows = self._lock_rows(purpose)
            if rows:
                ready = self._triage(rows, purpose)
                return {"claimed": len(rows), "calls": self._plan_calls(client, ready, purpose)}
        return {"claimed": 0, "calls": []}

    def _lock_rows(self, purpose):
        self.env.flush_all()
        now = fields.Datetime.now()
        ahead = self.schedule_at_gateway and self.protocol == "rest"
        self.env.cr.execute(
            """
            SELECT id, uuid, number, body, record_company_id, sms_template_id, sms_ir_attempts,
                   mail_message_id, CASE WHEN sms_send_at > %s THEN sms_send_at END AS send_at
              FROM sms_sms
             WHERE state = 'outgoing' AND to_delete IS NOT TRUE AND sms_purpose = %s
               AND record_company_id = ANY(%s)
               AND (sms_ir_not_before IS NULL OR sms_ir_not_before <= %s)
               AND (sms_send_at IS NULL OR sms_send_at <= %s
                    OR %s AND sms_send_at BETWEEN %s AND %s)
             ORDER BY id LIMIT %s
               FOR UPDATE SKIP LOCKED
            """,
            [
                *(now, purpose, self.user_company_ids.ids, now, now, ahead),
                now + timedelta(seconds=schedule.AHEAD_LEAST),
                now + timedelta(seconds=schedule.AHEAD_MOST),
                CLAIM_SIZE,
            ],
        )
        return self.env.cr.dictfetchall()

    # -- plan and record the calls ---------------------------------------------------------

    def _plan_calls(self, client, ready, purpose):
        """Pack the messages into calls and write each call down; the caller commits."""
        calls = []
        for (company, line, send_at), rows in ready.items():
            items = [
                batching.Item(
                    key=row["id"],
                    number=number_format.to_gateway(row["number"]),
                    body=row["body"],
                    parts=segments.count(row["body"]).parts,
                )
                for row in rows
            ]
            by_key = {row["id"]: row for row in rows}
            for batch in self._batches(items, by_key):
                calls.append(
                    {
                        "batch": batch,
                        "rows": {item.key: by_key[item.key] for item in batch.items},
                        "company": company,
                        "line": line,
                        "send_at": send_at,
                        "purpose": purpose,
                    }
                )
        self._write_down(client, calls)
        return calls

    def _batches(self, items, rows):
        """Pack messages; those by template go one by one, as the gateway wants it."""
        by_template = [item for item in items if rows[item.key].get("template")]
        for item in by_template:
            yield batching.Batch(batching.VERIFY, (item,), rows[item.key]["template"])
        yield from batching.pack([item for item in items if not rows[item.key].get("template")])

    def _write_down(self, client, calls):
        """Record calls before they are made, with every number and text that they carry."""
        if not calls:
            return
        now = fields.Datetime.now()
        requests = self.env["sms.ir.request"].create(
            [
                {
                    "account_id": self.id,
                    "company_id": call["company"],
                    "protocol": client.protocol,
                    "method": call["batch"].method,
                    "line_number": call["line"],
                    "purpose": call["purpose"],
                    "state": "calling",
                    "called_at": now,
                    "send_at": call["send_at"],
                    "message_count": len(call["batch"].items),
                }
                for call in calls
            ]
        )
        rows, sms_ids = [], []
        for call, request in zip(calls, requests, strict=True):
            call["request"] = request.id
            for item in call["batch"].items:
                row = call["rows"][item.key]
                sms_ids.append(item.key)
                number = number_format.canonical(row["number"])
                rows.append(
                    (request.id, call["company"], row["uuid"], number, item.body, item.parts)
                )
        self.env.flush_all()
        # Whole columns at a time: hundreds of separate rows cost more to write and to parse.
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO sms_ir_message (request_id, company_id, sms_uuid, number, body, parts,
                    account_id, purpose, state, told_state, called_at, create_date)
                SELECT *, %(account)s, %(purpose)s, 'calling', 'calling', %(now)s, %(now)s
                  FROM unnest(%(requests)s, %(companies)s, %(uuids)s, %(numbers)s, %(bodies)s,
                              %(parts)s::int[])
                RETURNING id, request_id, sms_uuid
                """,
                account=self.id,
                purpose=calls[0]["purpose"],
                now=now,
                **dict(
                    zip(
                        ("requests", "companies", "uuids", "numbers", "bodies", "parts"),
                        map(list, zip(*rows, strict=True)),
                        strict=True,
                    )
                ),
            )
        )
        ids = {(request, uuid): message for message, request, uuid in inserted}
        for call in calls:
            call["messages"] = {
                key: ids[call["request"], row["uuid"]] for key, row in call["rows"].items()
            }
        self.env.cr.execute(
            """
            UPDATE sms_sms SET state = 'process', failure_type = NULL, sms_ir_wait_reason = NULL,
                   sms_ir_not_before = NULL, sms_ir_attempts = COALESCE(sms_ir_attempts, 0) + 1
             WHERE id = ANY(%s)
            """,
            [sms_ids],
        )
        self.env["sms.sms"].invalidate_model()
        now_sent = [row["uuid"] for c in calls if not c["send_at"] for row in c["rows"].values()]
        trackers = self.env["sms.tracker"].search([("sms_uuid", "in", now_sent)])
        if trackers:
            trackers._sms_ir_update("process")

    # -- call ------------------------------------------------------------------------------

    def _call_and_record(self, client, calls):
        """Make the calls, some at a time, and record every answer; halve what is refused.

        The next calls are on their way while good answers are recorded. After a failure nothing
        new is called before it is understood, and one call feels the way before several go again.
        """
        todo, resting = list(calls), False
        with ThreadPoolExecutor(max_workers=self.parallel_calls) as pool:

            def take_off():
                width = 1 if self.failures else self.parallel_calls
                wave, todo[:width] = todo[:width], []
                return [(call, pool.submit(make_call, client, call)) for call in wave]

            flying = take_off()
            while flying:
                wave = [call for call, _future in flying]
                answers = [future.result() for _call, future in flying]
                failed = any(isinstance(answer, SmsIrError) for answer in answers)
                flying = [] if failed or resting else take_off()
                todo[:0] = self._record_wave(client, wave, answers)
                resting = bool(todo) and self._is_resting()
                if not flying and not resting:
                    flying = take_off()
        if todo:
            self._retrying(partial(self._take_back, todo))

    def _take_back(self, calls):
        """Return calls that were written down and never made to the queue."""
        ids = [message for call in calls for message in call["messages"].values()]
        self.env["sms.ir.message"].browse(ids)._return_to_queue(not_before=self.pause_until)
        self.env["sms.ir.request"].browse(call["request"] for call in calls).write(
            {"state": "returned", "settled_by": "not called"}
        )
