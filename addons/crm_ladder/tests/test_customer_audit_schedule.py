from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_customer_audit_figures import audit_company

TODAY = date(2026, 11, 24)  # 3 Azar 1405


@tagged("post_install", "-at_install")
class TestCustomerAuditSchedule(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = audit_company(cls.env)
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.env["ir.module.module"]._load_module_terms(["crm_ladder"], ["fa_IR"])
        cls.partner = cls.env["res.partner"].create({"name": "مریم رضایی"})
        cls.accountant = new_test_user(
            cls.env,
            login="schedule_accountant",
            groups="crm_ladder.group_auditor",
            email="hesab@example.com",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.env["account.move"].with_company(cls.company).create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.partner.id,
                "invoice_date": date(2026, 11, 21),  # 30 Aban, the last day of the Jalali month
                "invoice_line_ids": [
                    Command.create({"name": "چای", "price_unit": 70, "tax_ids": False})
                ],
            }
        ).action_post()

    def setUp(self):
        super().setUp()
        today = patch.object(fields.Date, "context_today", lambda *_args, **_options: TODAY)
        today.start()
        self.addCleanup(today.stop)

    def schedule(self, **values):
        return self.env["customer.audit.schedule"].create(
            {
                "name": "ماهانه",
                "company_id": self.company.id,
                "lang": "fa_IR",
                "calendar": "jalali",
                "user_ids": [Command.set(self.accountant.ids)],
                **values,
            }
        )

    def test_the_month_before_is_sent_once(self):
        schedule = self.schedule()
        self.assertEqual(schedule.next_on, date(2026, 12, 22))
        schedule.next_on = date(2026, 11, 22)  # 1 Azar: Aban has ended
        with self.enter_registry_test_mode():
            for cron in ("schedule", "workbook"):
                cron = self.env.ref(f"crm_ladder.ir_cron_customer_audit_{cron}")
                self.assertIs(cron.method_direct_trigger(), True)
            self.env.ref("crm_ladder.ir_cron_customer_audit_schedule").method_direct_trigger()
        schedule.invalidate_recordset()
        self.assertEqual(schedule.next_on, date(2026, 12, 22))
        book = self.env["customer.audit.workbook"].search([("schedule_id", "=", schedule.id)])
        self.assertEqual(len(book), 1)
        self.assertEqual((book.state, book.month_label), ("done", "۱۴۰۵/۰۸"), book.error)
        run = book.run_id
        self.assertEqual((run.date_from, run.date_to), (date(2026, 10, 23), date(2026, 11, 21)))
        self.assertEqual(run.audit_ids.sales, 70)
        mail = self.env["mail.mail"].search([("attachment_ids", "in", book.attachment_id.ids)])
        self.assertIn("hesab@example.com", mail.email_to)
        self.assertIn("۱۴۰۵/۰۸", mail.subject)
        self.assertIn("rtl", mail.body_html)

    def test_one_month_has_one_workbook(self):
        schedule = self.schedule(next_on=date(2026, 11, 22))
        schedule._send()
        schedule.next_on = date(2026, 11, 22)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            schedule._send()
            self.env.flush_all()

    def test_gregorian_months(self):
        schedule = self.schedule(calendar="gregorian")
        self.assertEqual(schedule.next_on, date(2026, 12, 1))
        schedule.next_on = date(2026, 11, 1)
        run = schedule._send().run_id
        self.assertEqual((run.date_from, run.date_to), (date(2026, 10, 1), date(2026, 10, 31)))

    def test_only_those_who_may_see_it_get_it(self):
        clerk = new_test_user(
            self.env,
            login="schedule_clerk",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(ValidationError):
            self.schedule(user_ids=[Command.set(clerk.ids)])
        schedule = self.schedule()
        # Rights that were lost since then count.
        self.accountant.group_ids = self.env.ref("base.group_user")
        self.assertFalse(schedule._receivers())
