from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.jalali import to_jalali
from odoo.addons.customer_club.tools.months import gregorian, months


class CustomerAuditSchedule(models.Model):
    """Sends the audit of each month that ended, as a workbook, to chosen accountants."""

    _name = "customer.audit.schedule"
    _description = "Audit Sent Every Month"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    calendar = fields.Selection(
        [("jalali", "Jalali months"), ("gregorian", "Gregorian months")],
        required=True,
        default=lambda self: "jalali" if (self.env.lang or "").startswith("fa") else "gregorian",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    user_ids = fields.Many2many("res.users", string="Sent to", required=True)
    by_document = fields.Boolean("In document currency")
    next_on = fields.Date(
        "Next on",
        compute="_compute_next_on",
        store=True,
        readonly=False,
        help="The first day of a month: the month before it is sent.",
    )

    @api.depends("calendar")
    def _compute_next_on(self):
        today = fields.Date.context_today(self)
        for schedule in self:
            schedule.next_on = schedule._month(today)[1]

    @api.constrains("user_ids", "company_id")
    def _check_user_ids(self):
        for schedule in self:
            strangers = schedule.user_ids - schedule._receivers()
            if strangers:
                raise ValidationError(
                    self.env._(
                        "Who gets an audit must be allowed to see it, and have an address: %s",
                        ", ".join(strangers.mapped("name")),
                    )
                )

    def _receivers(self):
        """Those who may still see the audit today."""
        self.ensure_one()
        return self.user_ids.sudo().filtered(
            lambda user: (
                user.active
                and user.email
                and user.has_group("crm_ladder.group_audit_reader")
                and self.company_id in user.company_ids
            )
        )

    def _month(self, day):
        """First day of the month of ``day``, of the next one, and its name."""
        calendar = to_jalali if self.calendar == "jalali" else gregorian
        [(start, stop, _number, label)] = months(day, day, calendar)
        return start, stop, localize_digits(label, self.lang)

    @api.model
    def _cron_send(self):
        """Order the workbooks of the months that ended; writing them sends them."""
        cron = self.env["ir.cron"]
        due = self.search([("next_on", "<=", fields.Date.context_today(self))])
        cron._commit_progress(remaining=len(due))
        for schedule in due:
            schedule._send()
            if not cron._commit_progress(1):
                break

    def _send(self):
        """Make the audit of the month before ``next_on`` and queue its workbook, once."""
        self.ensure_one()
        day = fields.Date.subtract(self.next_on, days=1)
        start, stop, label = self._month(day)
        run = self.env["customer.audit.run"]._make(
            fields.Date.subtract(stop, days=1),
            date_from=start,
            companies=self.company_id,
            by_document=self.by_document,
            kept=True,
        )
        book = self.env["customer.audit.workbook"]._order_book(
            run, self.env["res.users"], self.lang
        )
        book.write({"schedule_id": self.id, "month_start": start, "month_label": label})
        self.next_on = self._month(self.next_on)[1]
        return book
