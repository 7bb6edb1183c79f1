from odoo import api, fields, models
from odoo.fields import Domain

from ..const import FAILURE_TYPES, PURPOSES
from ..tools.wire.sms_api import SmsApiSmsIr


class SmsSms(models.Model):
    _inherit = "sms.sms"

    # Same name and definition as in sms_twilio: the two merge.
    record_company_id = fields.Many2one("res.company", "Company", ondelete="set null")
    sms_purpose = fields.Selection(
        PURPOSES,
        "Purpose",
        help="Service messages reach everybody; advertising goes by another line and not to who "
        "opted out.",
    )
    sms_template_id = fields.Many2one("sms.template", "Template", ondelete="set null")
    sms_send_at = fields.Datetime(
        "Send At",
        copy=False,
        help="The message is not sent before this time, whoever sends the messages of this "
        "company. Empty: at once.",
    )
    sms_ir_not_before = fields.Datetime("Waits Until", copy=False, readonly=True)
    sms_ir_wait_reason = fields.Char("Reason", copy=False, readonly=True)
    sms_ir_attempts = fields.Integer("Attempts", copy=False, readonly=True)
    failure_type = fields.Selection(selection_add=FAILURE_TYPES)

    # For the claim: what waits, oldest first, service apart from advertising.
    _sms_ir_queue_idx = models.Index(
        "(sms_purpose, id) WHERE state = 'outgoing' AND to_delete IS NOT TRUE"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Remember whose message this is, what it is for and which template it came from."""
        context = self.env.context
        messages = self.env["mail.message"].sudo()
        messages = messages.browse(
            [vals["mail_message_id"] for vals in vals_list if vals.get("mail_message_id")]
        )
        company_of_message = {message.id: message.record_company_id.id for message in messages}
        template = context.get("sms_template_id")
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            vals["record_company_id"] = (
                company_of_message.get(vals.get("mail_message_id"))
                or vals.get("record_company_id")
                or self.env.company.id
            )
            vals.setdefault("sms_template_id", template or False)
            vals.setdefault("sms_send_at", context.get("sms_send_at") or False)
            if not vals.get("sms_purpose"):
                vals["sms_purpose"] = self._sms_ir_purpose(vals)
        messages = super().create(vals_list)
        messages._sms_ir_wake_in_time()
        return messages

    def write(self, vals):
        """A message that is to be sent at another time is looked at then."""
        result = super().write(vals)
        if "sms_send_at" in vals:
            self._sms_ir_wake_in_time()
        return result

    def _sms_ir_wake_in_time(self):
        """Wake the queue of Odoo at the times at which these messages are to be sent."""
        now = fields.Datetime.now()
        for moment in {sms.sms_send_at for sms in self if sms.sms_send_at}:
            if moment > now:
                self._sms_ir_wake(moment)

    def _sms_ir_purpose(self, vals):
        """Return the purpose of a new message. Extension point."""
        purpose = self.env.context.get("sms_purpose")
        if purpose in dict(PURPOSES):
            return purpose
        if vals.get("mailing_id"):
            return "advertising"
        company = self.env["res.company"].browse(vals["record_company_id"])
        return company._sms_ir_account().unmarked_purpose or "service"

    # -- the seam --------------------------------------------------------------------------

    def _get_sms_company(self):
        return (
            self.mail_message_id.record_company_id
            or self.record_company_id
            or super()._get_sms_company()
        )

    def _sms_ir_rows(self):
        """Return the messages of these that go by SMS.ir."""
        companies = self.env["res.company"].sudo().search([("sms_ir_account_id.active", "=", True)])
        if not companies:
            return self.browse()
        return self.filtered(lambda sms: sms._get_sms_company() in companies)

    @api.model
    def _sms_ir_wake(self, moment=None):
        """Wake the queue of Odoo, now or at a moment."""
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger(moment or None)

    def send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Leave messages of SMS.ir to the scheduled action, whoever asks for them to be sent.

        The caller may be a web request: Odoo may run it several times, and a call to the gateway
        cannot be taken back. The scheduled action follows within a moment.
        """
        mine = self._sms_ir_rows()
        if mine:
            mine._sms_ir_wake()
        now = fields.Datetime.now()
        others = (self - mine).filtered(lambda sms: not sms.sms_send_at or sms.sms_send_at <= now)
        return super(SmsSms, others).send(
            unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception
        )

    def _split_by_api(self):
        others = self - self._sms_ir_rows()
        if others:
            yield from super(SmsSms, others)._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Ask each company's provider, also where core forgets to (its queue, two companies)."""
        if self.env.context.get("sms_api"):
            return super()._send(
                unlink_failed=unlink_failed,
                unlink_sent=unlink_sent,
                raise_exception=raise_exception,
            )
        for sms_api, messages in self._split_by_api():
            messages.with_context(sms_api=sms_api)._send(
                unlink_failed=unlink_failed,
                unlink_sent=unlink_sent,
                raise_exception=raise_exception,
            )
        return None

    def _send_with_api(self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False):
        if isinstance(sms_api, SmsApiSmsIr):
            self._sms_ir_wake()
            return None
        return super()._send_with_api(
            sms_api,
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    @api.model
    def _process_queue(self):
        """Send what goes by SMS.ir in the durable way, then let core do the rest."""
        accounts = self.env["sms.ir.account"].sudo().search([("user_company_ids", "!=", False)])
        # Without a job there is no transaction of our own that might be committed.
        if accounts and self.env.context.get("ir_cron_progress_id"):
            accounts._run_queue()
        rest = self.with_context(sms_ir_skip_companies=tuple(accounts.user_company_ids.ids))
        return super(SmsSms, rest)._process_queue()

    @api.model
    def _search(self, domain, *args, **kwargs):
        # Messages that wait for SMS.ir or for their time must not fill the batches of core's queue.
        companies = self.env.context.get("sms_ir_skip_companies")
        if companies is not None:
            domain = Domain(domain) & (
                Domain("sms_send_at", "=", False)
                | Domain("sms_send_at", "<=", fields.Datetime.now())
            )
            if companies:
                domain &= Domain("record_company_id", "not in", list(companies))
        return super()._search(domain, *args, **kwargs)

    def _sms_ir_refuse(self, state, failure_type, reason=None):
        """Store that these messages are not sent, with the reason in words where there is one."""
        self.write({"state": state, "failure_type": failure_type, "sms_ir_wait_reason": reason})
        trackers = self.sms_tracker_id.sudo()
        if trackers:
            trackers._sms_ir_update(state, failure_type, reason)
            chatter = trackers.mail_notification_id.mail_message_id
            if chatter:
                chatter._notify_message_notification_update()

    def resend_failed(self):
        """Say what happens to messages of SMS.ir: they go out in a moment, not at once."""
        mine = self._sms_ir_rows().filtered(lambda sms: sms.state == "error" and not sms.to_delete)
        if not mine:
            return super().resend_failed()
        mine.action_set_outgoing()
        mine._sms_ir_wake()
        others = self - mine
        if others:
            super(SmsSms, others).resend_failed()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Back in the queue"),
                "message": self.env._("%s messages go out in a moment.", len(mine)),
                "type": "success",
            },
        }

    def action_set_outgoing(self):
        """A message that is tried again waits for nothing any more."""
        self.write({"sms_ir_not_before": False, "sms_ir_wait_reason": False})
        result = super().action_set_outgoing()
        self._sms_ir_wake()
        return result
