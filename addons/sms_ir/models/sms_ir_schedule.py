"""Take back what SMS.ir was asked to send later: a person asks, a scheduled action does it."""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import messages
from ..tools import schedule
from ..tools.errors import SmsIrError
from ..tools.status_codes import Kind
from .sms_ir_log import seconds

_logger = logging.getLogger(__name__)

# The gateway's code for: there is no scheduled pack of this number (any more).
_NOTHING_TO_DELETE = 112


class SmsIrRequest(models.Model):
    _inherit = "sms.ir.request"

    cancel_at = fields.Datetime(
        "Withdrawal Tried At", readonly=True, help="When SMS.ir is asked to take this call back."
    )
    cancel_tries = fields.Integer(readonly=True)
    cancel_user_id = fields.Many2one("res.users", "Withdrawn By", readonly=True)
    cancel_note = fields.Char("Withdrawal", readonly=True)
    can_cancel = fields.Boolean(compute="_compute_can_cancel")

    # For the watchers: what is to be sent later and what is to be taken back are few.
    _cancel_idx = models.Index("(cancel_at) WHERE cancel_at IS NOT NULL")
    _scheduled_idx = models.Index("(send_at) WHERE state = 'scheduled'")

    @api.depends("state", "send_at", "pack_id", "cancel_at")
    def _compute_can_cancel(self):
        now = seconds(fields.Datetime.now())
        for request in self:
            request.can_cancel = bool(
                request.state == "scheduled"
                and request.pack_id
                and not request.cancel_at
                and schedule.can_withdraw(now, seconds(request.send_at))
            )

    def action_cancel_scheduled(self):
        """Ask for these calls to be taken back; SMS.ir is asked within moments."""
        self.check_access("read")
        if not self.env.user.has_group("sms_ir.group_sms_ir_manager"):
            raise UserError(self.env._("Only an SMS.ir manager withdraws scheduled messages."))
        requests = self.sudo().try_lock_for_update().filtered("can_cancel")
        if not requests:
            raise UserError(
                self.env._(
                    "There is nothing to withdraw: SMS.ir takes messages back until four minutes "
                    "before their time."
                )
            )
        requests.write(
            {
                "cancel_at": fields.Datetime.now(),
                "cancel_tries": 0,
                "cancel_user_id": self.env.uid,
                "cancel_note": self.env._("SMS.ir is being asked."),
            }
        )
        self.env.ref("sms_ir.ir_cron_sms_ir_settle").sudo()._trigger()
        return True

    @api.model
    def _pass_time(self):
        """What was scheduled for a time that is past is not scheduled any more."""
        self.env.cr.execute(
            """
            UPDATE sms_ir_request SET state = 'accepted', cancel_at = NULL
             WHERE state = 'scheduled' AND send_at <= %s
            """,
            [fields.Datetime.now()],
        )
        self.invalidate_model(["state", "cancel_at"])

    def _store_withdrawn(self, note):
        """SMS.ir took the call back: nothing of it is sent."""
        self.ensure_one()
        open_messages = self.message_ids.filtered(lambda message: message.state == "scheduled")
        open_messages._set_state("canceled")
        self._close("canceled", self.cancel_user_id.login)
        self.write({"cancel_at": False, "cancel_note": note})


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    @api.model
    def _withdraw_asked(self):
        """Take back what people asked for, one call after the other."""
        requests = self.env["sms.ir.request"].search(
            [("cancel_at", "<=", fields.Datetime.now())], order="send_at, id"
        )
        for request in requests:
            try:
                request.account_id._withdraw(request)
            except Exception:
                _logger.exception("SMS.ir: request %s could not be withdrawn", request.id)
                self.env.cr.rollback()
            self.env["ir.cron"]._commit_progress(1)

    def _withdraw(self, request):
        """Ask SMS.ir once to take ``request`` back and store what it says."""
        now = fields.Datetime.now()
        account = self._in_language()
        if request.state != "scheduled" or not schedule.can_withdraw(
            seconds(now), seconds(request.send_at)
        ):
            note = account.env._(messages.WITHDRAWN_TOO_LATE)
            self._retrying(partial(request.write, {"cancel_at": False, "cancel_note": note}))
            return
        # Written down before it is asked: a repeated question is answered in another way.
        tries = request.cancel_tries + 1
        pause = schedule.retry_delay(tries)
        self._retrying(
            partial(
                request.write,
                {"cancel_tries": tries, "cancel_at": now + timedelta(seconds=pause)},
            )
        )
        try:
            client = self._client()
        except SmsIrError as error:
            self._retrying(partial(request.write, {"cancel_note": self._say(error)}))
            return
        try:
            result = client.cancel_scheduled(request.pack_id)
        except SmsIrError as error:
            self._store_no_withdrawal(client, request, error)
            return
        note = account.env._(
            "Taken back: SMS.ir returned a credit of %s messages.",
            account._number(result.returned_credit),
        )
        self._retrying(partial(request._store_withdrawn, note))

    def _store_no_withdrawal(self, client, request, error):
        """Store why a call is not taken back, or find out that it was already."""
        account = self._in_language()
        if error.code == _NOTHING_TO_DELETE:
            # A try whose answer was lost may have done it, or a person in the panel.
            if request.cancel_tries > 1 or self._is_pack_gone(client, request.pack_id):
                note = account.env._(messages.WITHDRAWN_BEFORE)
                self._retrying(partial(request._store_withdrawn, note))
                return
            values = {"cancel_at": False, "cancel_note": account.env._(messages.NOT_WITHDRAWN)}
        else:
            values = {"cancel_note": self._say(error)}
        self._retrying(partial(request.write, values))
        if request.cancel_at:
            pause = (request.cancel_at - fields.Datetime.now()).total_seconds()
            self._wake_watcher("settle", max(1, pause))

    @api.model
    def _is_pack_gone(self, client, pack_id):
        """Tell whether SMS.ir shows nothing any more of a pack that it had taken."""
        try:
            return not client.pack_reports(pack_id)
        except SmsIrError as error:
            return error.kind is Kind.NOT_FOUND
