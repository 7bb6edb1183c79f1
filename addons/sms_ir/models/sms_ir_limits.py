"""What keeps sending within bounds: budgets, duplicates, and alerts that come once."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

_SENT = ("calling", "unknown", "scheduled", "accepted", "delivered")
_ZONE = ZoneInfo("Asia/Tehran")


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        help="Gets an activity when something needs a person.",
    )
    credit_alert = fields.Float(
        "Alert Below (Messages)", help="Credit below which the responsible is told. 0: never."
    )
    part_price = fields.Float(
        "Price of a Part",
        digits=(16, 2),
        help="What one part of a Persian text costs, in the currency of the company. It is shown "
        "wherever a text is written.",
    )
    latin_part_price = fields.Float(
        "Price of a Latin Part",
        digits=(16, 2),
        help="What one part of a Latin text costs. 0: as much as a Persian one.",
    )
    duplicate_seconds = fields.Integer(
        "Same Text Again After (Seconds)",
        help="The same text to the same number is not sent again within this time. 0: always sent.",
    )

    _check_alerts = models.Constraint(
        "CHECK(credit_alert >= 0 AND duplicate_seconds BETWEEN 0 AND 86400"
        " AND COALESCE(part_price, 0) >= 0 AND COALESCE(latin_part_price, 0) >= 0)",
        "Alert and prices are not negative, and the time for the same text is at most a day.",
    )

    # -- duplicates ------------------------------------------------------------------------

    def _recent(self, identities):
        """Return which (number, text) went out or may have, within the account's window."""
        if not self.duplicate_seconds or not identities:
            return set()
        since = fields.Datetime.now() - timedelta(seconds=self.duplicate_seconds)
        self.env.cr.execute(
            SQL(
                """
                SELECT number, body FROM sms_ir_message
                 WHERE account_id = %s AND number = ANY(%s) AND called_at >= %s AND state IN %s
                """,
                self.id,
                list({number for number, _body in identities}),
                since,
                _SENT,
            )
        )
        return set(self.env.cr.fetchall()) & set(identities)

    # -- budgets ---------------------------------------------------------------------------

    def _budget_left(self, company):
        """Return (messages left, when the next period starts) for a company; none is no limit."""
        limits = []
        local = fields.Datetime.now().replace(tzinfo=UTC).astimezone(_ZONE)
        day = local.replace(hour=0, minute=0, second=0, microsecond=0)
        month = day.replace(day=1)
        next_month = (month + timedelta(days=32)).replace(day=1)
        for budget, start, end in (
            (company.sms_ir_daily_budget, day, day + timedelta(days=1)),
            (company.sms_ir_monthly_budget, month, next_month),
        ):
            if budget:
                left = budget - self._spent(company, start.astimezone(UTC).replace(tzinfo=None))
                limits.append((left, end.astimezone(UTC).replace(tzinfo=None)))
        return min(limits) if limits else None

    def _spent(self, company, since):
        """Return what a company spent since a moment: cost, or parts while it is not known."""
        self.env.cr.execute(
            SQL(
                """
                SELECT COALESCE(sum(COALESCE(NULLIF(cost, 0), parts)), 0) FROM sms_ir_message
                 WHERE company_id = %s AND called_at >= %s AND state IN %s
                """,
                company.id,
                since,
                _SENT,
            )
        )
        return float(self.env.cr.fetchone()[0])

    # -- alerts ----------------------------------------------------------------------------

    def _alert(self, reason):
        """Tell the responsible person, once as long as it is not done. Extension point."""
        user = self.user_id or self.env.ref("base.user_admin")
        summary = self._in_language().env._("SMS.ir needs you")
        if self.activity_ids.filtered(lambda activity: activity.summary == summary):
            return
        self.activity_schedule(
            "mail.mail_activity_data_warning", summary=summary, note=reason, user_id=user.id
        )

    def _watch_credit(self):
        """Tell the responsible person that the credit runs out, quietly and once."""
        if self.credit_alert and self.credit < self.credit_alert:
            account = self._in_language()
            self._alert(
                account.env._(
                    "The SMS.ir credit is down to %s messages.", account._number(self.credit)
                )
            )


class ResCompany(models.Model):
    _inherit = "res.company"

    sms_ir_daily_budget = fields.Float("SMS a Day", groups="base.group_system")
    sms_ir_monthly_budget = fields.Float("SMS a Month", groups="base.group_system")

    _check_sms_ir_budget = models.Constraint(
        "CHECK(COALESCE(sms_ir_daily_budget, 0) >= 0 AND COALESCE(sms_ir_monthly_budget, 0) >= 0)",
        "A budget is not negative.",
    )
