"""Test an account: asked for by a person, done by a scheduled action, shown on the form."""

import logging
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.errors import SmsIrError

_logger = logging.getLogger(__name__)


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    def action_test_connection(self):
        """Ask for a test: credit and lines are read from the gateway within moments."""
        self.check_access("write")
        for account in self.sudo():
            if account.protocol == "rest" and not account.api_key:
                raise UserError(self.env._("Enter the API key first."))
            if account.protocol == "soap" and not account.soap_password:
                raise UserError(self.env._("Enter the user name and the password first."))
        self.sudo().write({"state": "checking", "check_user_id": self.env.user.id})
        self.env.ref("sms_ir.ir_cron_sms_ir_check").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("SMS.ir is being asked. The result comes in a moment."),
                "type": "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_check(self):
        """Test the accounts that were asked for, and read the credit of those in use."""
        if not self.env.context.get("ir_cron_progress_id"):
            return
        accounts = self.search([("state", "=", "checking")])
        accounts |= self.search(
            [
                ("user_company_ids", "!=", False),
                ("state", "!=", "new"),
                "|",
                ("checked_at", "=", False),
                ("checked_at", "<", "now -50M"),
            ]
        )
        for account in accounts:
            account._check()
            self.env["ir.cron"]._commit_progress(1)

    def _check(self):
        """Read credit and lines; store them or the reason why not."""
        user = self.check_user_id
        lang = self._in_language()
        try:
            client = self._client()
            self._commit()
            credit, lines = client.credit(), client.lines()
        except SmsIrError as error:
            reason = self._say(error)
            self._retrying(partial(self._store_problem, reason))
            self._answer(user, reason, "danger")
            return
        self._retrying(partial(self._store_check, credit, lines))
        text = lang.env._("SMS.ir answers. Credit: %s messages.", lang._number(self.credit))
        self._answer(user, text, "success")

    def _store_problem(self, reason):
        self.write(
            {
                "state": "error",
                "last_error": reason,
                "checked_at": fields.Datetime.now(),
                "check_user_id": False,
            }
        )

    def _store_check(self, credit, lines):
        known = set(self.with_context(active_test=False).line_ids.mapped("number"))
        # A new line gets no purpose: only a person knows which road it is.
        self.env["sms.ir.line"].create(
            [{"account_id": self.id, "number": line} for line in lines if line not in known]
        )
        was_broken = bool(self.pause_until)
        self.write(
            {
                "state": "ok",
                "credit": float(credit),
                "last_error": False,
                "checked_at": fields.Datetime.now(),
                "check_user_id": False,
            }
        )
        if was_broken:
            self._resume()
        self._watch_credit()

    def _answer(self, user, text, kind):
        """Show the result to whoever asked, wherever that person is in Odoo by now."""
        if user:
            user._bus_send(
                "simple_notification", {"title": self.name, "message": text, "type": kind}
            )
