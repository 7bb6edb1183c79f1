import logging
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import messages
from ..const import DEFAULT_BASE_URL, DEFAULT_WSDL, PURPOSES, SENDER_LOCK
from ..tools import digits
from ..tools.errors import SmsIrError
from ..tools.redact import redact
from ..tools.status_codes import Kind
from ..tools.wire.rest_client import RestClient
from ..tools.wire.soap_client import SoapClient

_logger = logging.getLogger(__name__)

# A change of these is a reason to try again at once.
_ACCESS_FIELDS = {
    "active",
    "api_key",
    "base_url",
    "protocol",
    "proxy",
    "sandbox",
    "soap_password",
    "soap_username",
    "soap_wsdl",
}


class SmsIrAccount(models.Model):
    _name = "sms.ir.account"
    _description = "SMS.ir Account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, default="SMS.ir")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: several companies may share this account.",
    )
    user_company_ids = fields.One2many("res.company", "sms_ir_account_id", "Used By")
    protocol = fields.Selection(
        [("rest", "REST (v1)"), ("soap", "SOAP (Legacy)")], required=True, default="rest"
    )
    api_key = fields.Char(groups="base.group_system", copy=False, exportable=False)
    base_url = fields.Char(
        "Web Service Address", groups="base.group_system", required=True, default=DEFAULT_BASE_URL
    )
    soap_wsdl = fields.Char(
        "WSDL Address", groups="base.group_system", default=DEFAULT_WSDL, exportable=False
    )
    soap_username = fields.Char("User Name", groups="base.group_system", exportable=False)
    soap_password = fields.Char(
        "Password", groups="base.group_system", copy=False, exportable=False
    )
    proxy = fields.Char(
        groups="base.group_system",
        exportable=False,
        help="Proxy for the calls to SMS.ir, such as http://proxy.example.com:3128",
    )
    sandbox = fields.Boolean(
        "Sandbox Key",
        help="The key is a sandbox key: SMS.ir checks everything, sends nothing and keeps no log.",
    )
    timeout_connect = fields.Integer("Seconds to Connect", default=5, required=True)
    timeout_read = fields.Integer("Seconds to Answer", default=30, required=True)
    parallel_calls = fields.Integer(default=4, required=True)
    unmarked_purpose = fields.Selection(
        PURPOSES,
        "Messages Without a Purpose",
        default="service",
        required=True,
        help="The road of messages whose sender says nothing about their purpose, such as "
        "reminders and texts from a chatter. Mailings are always advertising.",
    )
    schedule_at_gateway = fields.Boolean(
        "Schedule at SMS.ir",
        help="Messages for a time that is more than an hour ahead are handed to SMS.ir at once: "
        "they go out in time even when this server is off then, and can be withdrawn until four "
        "minutes before. Otherwise Odoo keeps them until their time and heeds opt-outs to the "
        "last moment.",
    )
    settle_after = fields.Integer(
        "Log Is Complete After (Seconds)",
        default=120,
        required=True,
        help="How long after a call without an answer the log of SMS.ir is sure to show it.",
    )
    settle_hours = fields.Integer(
        "Ask a Person After (Hours)",
        default=6,
        required=True,
        help="When the log cannot be read for so long, a person decides about the messages.",
    )
    log_days = fields.Integer(
        "Keep Texts (Days)",
        default=90,
        required=True,
        help="After so many days the texts and numbers in the log are erased; the counts stay.",
    )
    line_ids = fields.One2many("sms.ir.line", "account_id", "Lines")
    state = fields.Selection(
        [("new", "Not Tested"), ("checking", "Testing"), ("ok", "Working"), ("error", "Problem")],
        default="new",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    credit = fields.Float("Credit (Messages)", readonly=True, copy=False, digits=(16, 2))
    checked_at = fields.Datetime("Last Checked", readonly=True, copy=False)
    check_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)
    failures = fields.Integer("Failures in a Row", readonly=True, copy=False)
    pause_until = fields.Datetime("Sending Rests Until", readonly=True, copy=False)
    waiting_count = fields.Integer(compute="_compute_counts")
    attention_count = fields.Integer(compute="_compute_counts")

    _check_limits = models.Constraint(
        "CHECK(timeout_connect BETWEEN 1 AND 60 AND timeout_read BETWEEN 1 AND 120"
        " AND parallel_calls BETWEEN 1 AND 8 AND settle_after BETWEEN 1 AND 86400"
        " AND settle_hours > 0 AND log_days > 0)",
        "Time-outs are 1 to 60 and 1 to 120 seconds, parallel calls 1 to 8, and all periods "
        "are positive.",
    )

    def _compute_counts(self):
        requests = self.env["sms.ir.request"]._read_group(
            [("account_id", "in", self.ids), ("state", "=", "attention")],
            ["account_id"],
            ["__count"],
        )
        attention = {account.id: count for account, count in requests}
        for account in self:
            account.attention_count = attention.get(account.id, 0)
            account.waiting_count = self.env["sms.sms"].sudo().search_count(account._queue_domain())

    @api.constrains("base_url")
    def _check_base_url(self):
        for account in self.sudo():
            try:
                RestClient(account.base_url, "check")
            except SmsIrError:
                raise ValidationError(
                    self.env._(
                        "The web service address must look like %(example)s.",
                        example=DEFAULT_BASE_URL,
                    )
                ) from None

    @api.constrains("company_id", "user_company_ids")
    def _check_companies(self):
        for account in self.sudo().filtered("company_id"):
            if account.user_company_ids - account.company_id:
                raise ValidationError(
                    self.env._(
                        "The account %(account)s belongs to %(company)s only. Leave its company "
                        "empty to share it.",
                        account=account.name,
                        company=account.company_id.name,
                    )
                )

    def write(self, vals):
        """New settings are a reason to try again at once."""
        result = super().write(vals)
        if vals.keys() & _ACCESS_FIELDS:
            self.sudo()._resume()
        return result

    # -- the gateway -----------------------------------------------------------------------

    def _client(self):
        """Return a client of this account's protocol.

        :raise SmsIrError: the account cannot be used; nothing was called
        """
        self.ensure_one()
        account = self.sudo()
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("database.is_neutralized"):
            raise SmsIrError(
                self.env._("This is a copy for tests: it cannot send."), kind=Kind.CONFIGURATION
            )
        return getattr(account, f"_client_{account.protocol}")()

    def _client_rest(self):
        return RestClient(
            self.base_url,
            (self.api_key or "").strip(),
            timeout=(self.timeout_connect, self.timeout_read),
            proxy=self.proxy or None,
        )

    def _client_soap(self):
        return SoapClient(
            self.soap_wsdl,
            self.soap_username,
            self.soap_password,
            timeout=(self.timeout_connect, self.timeout_read),
            proxy=self.proxy or None,
        )

    def _secrets(self):
        """Return what must never show up in a log."""
        account = self.sudo()
        secrets = (account.api_key, account.soap_password, account.proxy)
        return tuple(secret for secret in secrets if secret)

    def _in_language(self):
        """Return the account in the language of its company, for sentences that are stored."""
        self.ensure_one()
        company = self.company_id or self.user_company_ids[:1]
        return self.with_context(lang=company.partner_id.lang or self.env.lang)

    def _number(self, value):
        """Return a number in the digits of the account's language, for sentences."""
        return digits.number(value, self.env.lang)

    def _say(self, error):
        """Return a stored sentence about ``error``, without secrets."""
        account = self._in_language()
        return redact(messages.sentence(account.env, error), account._secrets())[:500]

    # -- lines and queue -------------------------------------------------------------------

    def _sms_ir_choose_line(self, purpose):
        """Return the line for ``purpose``, empty where there is none. Extension point."""
        self.ensure_one()
        return self.line_ids.filtered(
            lambda line: line.active and line.purpose == purpose and not line.blocked_reason
        )[:1]

    def _queue_domain(self):
        """Return the messages of Odoo's queue that wait for this account."""
        return [
            ("state", "=", "outgoing"),
            ("to_delete", "!=", True),
            ("record_company_id", "in", self.sudo().user_company_ids.ids),
        ]

    def _release_waiting(self):
        """Let messages that wait for a line, for credit or for a key try again now."""
        companies = self.sudo().user_company_ids.ids
        if companies:
            self.env.cr.execute(
                """
                UPDATE sms_sms SET sms_ir_not_before = NULL
                 WHERE state = 'outgoing' AND sms_ir_not_before IS NOT NULL
                   AND record_company_id = ANY(%s)
                """,
                [companies],
            )
            self.env["sms.sms"].invalidate_model(["sms_ir_not_before"])
            self.env["sms.sms"]._sms_ir_wake()

    def _resume(self):
        """Close the circuit: send again from now on."""
        self.write({"pause_until": False, "failures": 0, "last_error": False})
        self._release_waiting()

    def action_view_waiting(self):
        """Show the messages that wait for this account, with their reasons."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sms.sms_sms_action")
        return {**action, "domain": self._queue_domain()}

    def action_resume(self):
        """Try again now instead of waiting for the end of the rest."""
        self.sudo()._resume()
        return True

    @contextmanager
    def _sender_lock(self):
        """Hold the right to send for this account; yields whether it was free.

        A lock of the session survives the commits of a run, and the server frees it when the
        worker dies. Whoever holds it knows that no other worker is inside a call.
        """
        self.ensure_one()
        cr = self.env.cr
        cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [SENDER_LOCK, self.id])
        mine = cr.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cr.rollback()
                cr.execute("SELECT pg_advisory_unlock(%s, %s)", [SENDER_LOCK, self.id])
