import logging
from datetime import UTC, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..tools import inbound, number_format
from ..tools.errors import SmsIrError
from ..tools.redact import mask_number

_logger = logging.getLogger(__name__)

PAGE = 100
PROCESS_SIZE = 200


class SmsIrInbound(models.Model):
    """One message that somebody sent to a line: stored first, handled afterwards, once."""

    _name = "sms.ir.inbound"
    _description = "SMS.ir Inbound Message"
    _order = "received_at desc, id desc"
    _rec_name = "number_masked"

    account_id = fields.Many2one("sms.ir.account", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    line_number = fields.Char("Line", readonly=True)
    number = fields.Char(readonly=True, index=True, groups="sms_ir.group_sms_ir_manager")
    number_masked = fields.Char("Number (Masked)", compute="_compute_number_masked")
    body = fields.Text("Text", readonly=True)
    received_at = fields.Datetime(readonly=True)
    key = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    state = fields.Selection(
        [
            ("new", "Received"),
            ("opt_out", "Opted Out"),
            ("opt_in", "Opted In"),
            ("matched", "With Contact"),
            ("unmatched", "No Contact"),
            ("error", "Problem"),
            ("done", "Answered"),
        ],
        required=True,
        readonly=True,
        default="new",
    )

    _key_unique = models.UniqueIndex("(account_id, key)", "This message was received already.")
    _new_idx = models.Index("(id) WHERE state = 'new'")

    @api.depends_context("uid")
    def _compute_number_masked(self):
        for message, numbered in zip(self, self.sudo(), strict=True):
            message.number_masked = mask_number(numbered.number)

    @api.model
    def _store(self, account, received):
        """Write down what the gateway gave, each message once; return how many were new."""
        now = fields.Datetime.now()
        rows = [
            (
                account.id,
                account.company_id.id or None,
                item.line,
                number_format.canonical(item.mobile),
                item.text,
                self.env["sms.ir.message"]._from_seconds(item.received_at),
                inbound.key(item.line, item.mobile, item.received_at, item.text),
                now,
            )
            for item in received
        ]
        if not rows:
            return 0
        stored = self.env.cr.execute_values(
            """
            INSERT INTO sms_ir_inbound (account_id, company_id, line_number, number, body,
                received_at, key, state, create_date)
            VALUES %s ON CONFLICT (account_id, key) DO NOTHING RETURNING id
            """,
            rows,
            template="(%s, %s, %s, %s, %s, %s, %s, 'new', %s)",
            page_size=1000,
            fetch=True,
        )
        return len(stored)

    def _process(self):
        """Do what each message asks for, exactly once; one that fails does not stop the others."""
        for message in self:
            try:
                with self.env.cr.savepoint():
                    message._sms_ir_handle_inbound()
            except Exception:
                _logger.exception("SMS.ir: inbound message %s could not be handled", message.id)
                message.state = "error"

    def _sms_ir_handle_inbound(self):
        """Handle one message. Extension point: call ``super`` for what is not yours."""
        self.ensure_one()
        # Whoever keeps consents reads from the context where the wish came from.
        blacklist = (
            self.env["phone.blacklist"]
            .sudo()
            .with_context(consent_channel="sms", consent_wording=self.body)
        )
        self.partner_id = self.env["res.partner"].search(
            [("phone_sanitized", "=", self.number)], limit=1
        )
        wish = inbound.wish(self.body)
        if wish == inbound.OPT_OUT:
            text = self.env._("Opted out by SMS to line %s.", self.line_number)
            blacklist._add([self.number], message=text)
            self.state = "opt_out"
        elif wish == inbound.OPT_IN:
            # A wish is about one line: who left another line stays on the list for its sake.
            if not self._lines_left():
                text = self.env._("Opted in by SMS to line %s.", self.line_number)
                blacklist._remove([self.number], message=text)
            self.state = "opt_in"
        elif self.partner_id:
            self.partner_id.message_post(
                body=self.body or "",
                author_id=self.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )
            self.state = "matched"
        else:
            self.state = "unmatched"

    def _lines_left(self):
        """Return the other lines of this account of which the sender's last wish was to leave."""
        self.env.cr.execute(
            """
            SELECT line_number FROM (
                SELECT DISTINCT ON (line_number) line_number, state FROM sms_ir_inbound
                 WHERE account_id = %s AND number = %s AND state IN ('opt_out', 'opt_in')
                   AND line_number IS DISTINCT FROM %s
                 ORDER BY line_number, received_at DESC, id DESC
            ) AS last_wish
             WHERE state = 'opt_out'
            """,
            [self.account_id.id, self.number, self.line_number],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def action_answer(self):
        """Write back to the sender."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sms.composer",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "numbers",
                "default_numbers": self.sudo().number,
                "sms_purpose": "service",
                "sms_ir_inbound_id": self.id,
            },
        }

    def action_done(self):
        """Take these messages off the list of what is to be answered."""
        self.check_access("read")
        self.sudo().filtered(lambda message: message.state != "new").state = "done"
        return True


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    receive = fields.Boolean("Read Inbound Messages", default=True)
    received_until = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_receive(self):
        """Read inbound messages of every account in use, store them, then handle them."""
        if not self.env.context.get("ir_cron_progress_id"):
            return
        accounts = self.search(
            [("receive", "=", True), ("user_company_ids", "!=", False), ("state", "!=", "error")]
        )
        for account in accounts:
            try:
                account._receive()
            except SmsIrError as error:
                _logger.info("SMS.ir: inbound messages cannot be read: %s", account._say(error))
            self.env.cr.rollback()
        while True:
            messages = self.env["sms.ir.inbound"].search(
                [("state", "=", "new")], order="id", limit=PROCESS_SIZE
            )
            if not messages:
                break
            messages._process()
            if self.env["ir.cron"]._commit_progress(len(messages)) <= 0:
                break

    def _receive(self):
        """Read what is new, then the whole of today: a message that a lost worker read is there."""
        client = self._client()
        store = self.env["sms.ir.inbound"]._store
        while True:
            latest = client.receive_latest(PAGE)
            new = self._retrying(partial(store, self, latest))
            # A gateway that gives the same messages again must not keep us here.
            if len(latest) < PAGE or not new:
                break
        self._retrying(partial(store, self, list(client.receive_live())))
        today = fields.Datetime.now().replace(tzinfo=UTC).astimezone(ZoneInfo("Asia/Tehran")).date()
        if self.received_until != today:
            since = fields.Datetime.now() - timedelta(days=2)
            archive = client.receive_archive(
                int(since.replace(tzinfo=UTC).timestamp()),
                int(fields.Datetime.now().replace(tzinfo=UTC).timestamp()),
            )
            self._retrying(partial(store, self, list(archive)))
            self._retrying(partial(self.write, {"received_until": today}))
