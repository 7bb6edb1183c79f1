"""Read the gateway's own log, wherever it can be read: today's list, the archive, the packs."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..tools import settle
from ..tools.errors import SmsIrError
from ..tools.results import pack_key

_logger = logging.getLogger(__name__)

# The gateway's day, which decides whether a message is in its log of today or in its archive.
_GATEWAY_ZONE = ZoneInfo("Asia/Tehran")


def seconds(moment):
    """Return a naive UTC datetime, as Odoo keeps them, in Unix seconds."""
    return moment.replace(tzinfo=UTC).timestamp()


@dataclass
class Log:
    """What the gateway shows of some mobiles.

    ``complete`` tells whether a message that is not in it was certainly not there to be seen.
    """

    reports: list = field(default_factory=list)
    complete: bool = True
    packs: dict = field(default_factory=dict)  # pack by message id

    def pack_of(self, found):
        """Return the pack of the reports by message that were ``found``, or nothing."""
        return next(
            (self.packs[r.message_id] for r in found.values() if r.message_id in self.packs), False
        )


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    def _read_log(self, requests, open_messages, now):
        """Return the :class:`Log` of what may be about these messages.

        :raise SmsIrError: nothing of it could be read
        """
        client = self._client()
        log = Log()
        try:
            self._read_lists(client, log, open_messages, now)
        except SmsIrError as error:
            _logger.info("SMS.ir: lists cannot be read, packs are: %s", self._say(error))
            log = Log(complete=False)
            self._read_packs(client, log, requests, open_messages)
            return log
        # The lists show what was sent; what is to be sent later stands in its pack only.
        ahead = requests.filtered(lambda request: request.send_at and request.send_at > now)
        if ahead:
            try:
                self._read_packs(client, log, ahead, open_messages)
            except SmsIrError as error:
                _logger.info("SMS.ir: packs cannot be read: %s", self._say(error))
        return log

    def _read_lists(self, client, log, open_messages, now):
        """Read today's list, and the archive where a call may be in it."""
        mobiles = {message.mobile for message in open_messages}
        reports = {
            report.message_id: report for report in client.live() if report.mobile in mobiles
        }
        earliest = min((message.called_at for message in open_messages), default=seconds(now))
        if self._crosses_midnight(earliest, now):
            first = int(earliest) - settle.SKEW
            for report in client.archive(first, int(seconds(now))):
                if report.mobile in mobiles:
                    reports.setdefault(report.message_id, report)
        log.reports += reports.values()

    def _read_packs(self, client, log, requests, open_messages):
        """Read today's packs that may be these calls and that belong to no other call."""
        mobiles = {message.mobile for message in open_messages}
        spans = [
            (
                seconds(request.called_at) - settle.SKEW,
                seconds(request.answered_at or request.called_at) + settle.LATE,
                request.message_count,
            )
            for request in requests
        ]
        fitting = [
            pack.pack_id
            for pack in client.packs()
            if any(
                first <= pack.created_at <= last and pack.recipient_count in (0, count)
                for first, last, count in spans
            )
        ]
        known = self._known_packs(fitting)
        seen = {report.message_id for report in log.reports}
        for pack_id in fitting:
            if pack_key(pack_id) in known:
                continue
            for report in client.pack_reports(pack_id):
                log.packs[report.message_id] = pack_id
                if report.mobile in mobiles and report.message_id not in seen:
                    log.reports.append(report)

    def _known_packs(self, pack_ids):
        """Return the keys of those packs that are recorded with a call already."""
        if not pack_ids:
            return set()
        self.env["sms.ir.request"].flush_model(["pack_id", "account_id"])
        self.env.cr.execute(
            """
            SELECT lower(replace(pack_id, '-', '')) FROM sms_ir_request
             WHERE account_id = %s AND called_at >= %s AND pack_id IS NOT NULL
               AND lower(replace(pack_id, '-', '')) = ANY(%s)
            """,
            [
                self.id,
                fields.Datetime.now() - timedelta(days=3),
                [pack_key(pack_id) for pack_id in pack_ids],
            ],
        )
        return {row[0] for row in self.env.cr.fetchall()}

    @api.model
    def _crosses_midnight(self, earliest, now):
        then = fields.Datetime.to_datetime("1970-01-01") + timedelta(seconds=earliest)
        dates = {
            moment.replace(tzinfo=UTC).astimezone(_GATEWAY_ZONE).date() for moment in (then, now)
        }
        return len(dates) > 1
