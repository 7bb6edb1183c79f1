from markupsafe import Markup

from odoo import fields, models


class CustomerAuditWorkbook(models.Model):
    _inherit = "customer.audit.workbook"

    schedule_id = fields.Many2one(
        "customer.audit.schedule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    month_start = fields.Date(readonly=True)
    month_label = fields.Char("Month", readonly=True)

    _month_once = models.UniqueIndex("(schedule_id, month_start) WHERE schedule_id IS NOT NULL")

    def _tell(self):
        result = super()._tell()
        if self.schedule_id and self.state == "done":
            self._mail()
        return result

    def _mail(self):
        """Queue one mail a receiver, with the workbook."""
        env = self.env(context=dict(self.env.context, lang=self.lang))
        schedule = self.schedule_id
        subject = env._(
            "Customer audit of %(company)s, %(month)s",
            company=schedule.company_id.name,
            month=self.month_label,
        )
        direction = "rtl" if self.lang.startswith("fa") else "ltr"
        body = Markup('<div dir="%s"><p>%s</p><p>%s</p></div>') % (
            direction,
            subject,
            self.run_id._tied_words(env),
        )
        env["mail.mail"].create(
            [
                {
                    "subject": subject,
                    "body_html": body,
                    "email_to": user.email_formatted,
                    "attachment_ids": [(4, self.attachment_id.id)],
                    "auto_delete": True,
                }
                for user in schedule._receivers()
            ]
        )
