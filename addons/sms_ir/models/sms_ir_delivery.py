"""Ask the gateway what became of sent messages, ever more seldom, until it is certain."""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models

from .. import messages
from ..tools import delivery
from ..tools.errors import SmsIrError
from ..tools.status_codes import Kind

_logger = logging.getLogger(__name__)

# Messages looked at in one transaction.
POLL_SIZE = 2000


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    @api.model
    def _cron_poll_delivery(self):
        """Carry delivery reports back to Odoo."""
        if not self.env.context.get("ir_cron_progress_id"):
            return
        self.env["sms.ir.message"]._tell_late()
        self.env["sms.ir.request"]._pass_time()
        self.env["ir.cron"]._commit_progress(1)
        now = fields.Datetime.now()
        due = self.env["sms.ir.message"]._read_group([("next_poll_at", "<=", now)], ["account_id"])
        for (account,) in due:
            try:
                account._poll_delivery(now)
            except SmsIrError as error:
                _logger.info("SMS.ir: reports cannot be read: %s", account._say(error))
                self._retrying(partial(account._postpone_polls, now, error.retry_after or 60))
            except Exception:
                _logger.exception("SMS.ir: delivery of account %s failed", account.id)
                self.env.cr.rollback()
            if self.env["ir.cron"]._commit_progress(1) <= 0:
                break
        self._retrying(self._plan_polls)

    def _poll_delivery(self, now):
        client = self._client()
        while True:
            due = self.env["sms.ir.message"].search(
                [("account_id", "=", self.id), ("next_poll_at", "<=", now)],
                order="next_poll_at, id",
                limit=POLL_SIZE,
            )
            if not due:
                return
            asked = {message.id: message.gateway_id for message in due}
            packs = self._packs_of(due)
            self._commit()
            reports = self._read_reports(client, asked, packs, now)
            self._retrying(partial(self._store_reports, list(asked), reports, now))
            if self.env["ir.cron"]._commit_progress(len(asked)) <= 0:
                return

    @api.model
    def _packs_of(self, due):
        """Return the messages by pack; those without a pack stand alone."""
        packs = {}
        for message in due.filtered("gateway_id"):
            packs.setdefault(message.request_id.pack_id or "", []).append(message.gateway_id)
        return packs

    def _read_reports(self, client, asked, packs, now):
        """Return reports by gateway id, in as few calls as may be."""
        wanted = {gateway_id for gateway_id in asked.values() if gateway_id}
        reports = {}

        def take(found):
            for report in found:
                if str(report.message_id) in wanted:
                    reports[str(report.message_id)] = report

        alone = packs.pop("", [])
        calls = len(packs) + len(alone)
        midnight = now - timedelta(hours=24)
        sent_today = self.env["sms.ir.message"].search_count(
            [("account_id", "=", self.id), ("sent_at", ">=", midnight)]
        )
        if calls > 2 and delivery.cheaper_by_log(calls, sent_today):
            for report in client.live():
                take([report])
                if len(reports) == len(wanted):
                    break
        for pack_id, ids in packs.items():
            if any(gateway_id not in reports for gateway_id in ids):
                take(self._report_or_nothing(client.pack_reports, pack_id))
        for gateway_id in alone:
            if gateway_id not in reports:
                take(self._report_or_nothing(client.report, gateway_id))
        return reports

    @api.model
    def _report_or_nothing(self, ask, key):
        """A pack or message that the gateway does not know is no reason to stop the others."""
        try:
            answer = ask(key)
        except SmsIrError as error:
            if error.kind in (Kind.NOT_FOUND, Kind.REQUEST, Kind.UNKNOWN) and error.code:
                return []
            raise
        return answer if isinstance(answer, list) else [answer]

    def _store_reports(self, ids, reports, now):
        account = self._in_language()
        changed = self.env["sms.ir.message"]
        for message in self.env["sms.ir.message"].browse(ids).exists():
            report = reports.get(message.gateway_id)
            if report is None:
                values = {"polls": message.polls + 1, "next_poll_at": message._next_poll(now)}
                if message.state == "scheduled":
                    # SMS.ir took it for a time that is past, and nobody withdrew it.
                    values["state"] = "accepted"
                    changed |= message
                message.write(values)
                continue
            values = message._apply_report(report, now)
            sentence = messages.DELIVERY_SENTENCES.get(report.delivery_state)
            if sentence:
                values["failure_reason"] = account.env._(sentence)
            message.write(values)
            if "state" in values:
                changed |= message
        if changed:
            self.env["sms.ir.block"]._learn(changed.ids)
            changed._sync_sms()
            changed._tell()

    def _postpone_polls(self, now, seconds):
        self.env.cr.execute(
            "UPDATE sms_ir_message SET next_poll_at = %s WHERE account_id = %s"
            " AND next_poll_at <= %s",
            [now + timedelta(seconds=seconds), self.id, now],
        )
        self.env["sms.ir.message"].invalidate_model(["next_poll_at"])

    def _plan_polls(self):
        """Wake up again when the next report is due."""
        first = self.env["sms.ir.message"].search(
            [("next_poll_at", "!=", False)], order="next_poll_at", limit=1
        )
        if first:
            seconds = (first.next_poll_at - fields.Datetime.now()).total_seconds()
            self._wake_watcher("delivery", max(2, seconds))
