from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..report.customer_audit_sheets import CUSTOMER
from .customer_audit_ledger import Ledger
from .test_customer_audit_figures import audit_company

DAY = date(2026, 9, 30)


@tagged("post_install", "-at_install")
class TestCustomerAuditWorkbook(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = audit_company(cls.env)
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.env["ir.module.module"]._load_module_terms(["crm_ladder"], ["fa_IR"])
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                tracking_disable=True,
                allowed_company_ids=cls.company.ids,
                lang="fa_IR",
            )
        )
        cls.ledger = Ledger(cls.env, cls.company, 40)
        cls.partners = cls.ledger.fill()
        cls.partners[0].name = '=HYPERLINK("http://x";"y")'
        cls.partners[3].name = "@SUM(1+1)\x07"
        cls.reader = new_test_user(
            cls.env,
            login="workbook_reader",
            groups="crm_ladder.group_auditor",
            lang="fa_IR",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def written(self, run):
        """Order a workbook as the auditor and let the scheduled action write it."""
        run.with_user(self.reader).action_workbook()
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_customer_audit_workbook")
            self.assertIs(cron.method_direct_trigger(), True)
        job = run.workbook_ids[:1]
        job.invalidate_recordset()
        return job

    def book(self, job, **options):
        return load_workbook(BytesIO(job.attachment_id.raw), **options)

    def make(self, **options):
        return self.env["customer.audit.run"]._make(DAY, companies=self.company, **options)

    def test_the_workbook_equals_the_screen(self):
        run = self.make()
        job = self.written(run)
        self.assertEqual((job.state, job.progress), ("done", 100), job.error)
        sheet = self.book(job)["مشتریان"]
        rows = {row[0].row: row for row in sheet.iter_rows(min_row=6, max_col=len(CUSTOMER))}
        audits = run.audit_ids.sorted("id")
        self.assertEqual(len(rows), len(audits))
        selection = run.audit_ids.fields_get(["band"], ["selection"])["band"]["selection"]
        for row, audit in zip(rows.values(), audits, strict=True):
            for cell, (name, kind, _width) in zip(row, CUSTOMER, strict=True):
                if kind in ("money", "number", "percent"):
                    self.assertAlmostEqual(cell.value or 0, audit[name], 2, name)
                elif kind == "day":
                    value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                    self.assertEqual(value or False, audit[name], name)
            self.assertEqual(row[0].value or "", (audit.name or "").replace("\x07", ""))
            band = row[[name for name, _k, _w in CUSTOMER].index("band")].value
            self.assertEqual(band or False, dict(selection).get(audit.band, False))

    def test_totals_are_formulas_with_their_values(self):
        run = self.make()
        job = self.written(run)
        at = [name for name, _kind, _width in CUSTOMER].index("receivable")
        formula = self.book(job)["مشتریان"].cell(3, at + 1).value
        value = self.book(job, data_only=True)["مشتریان"].cell(3, at + 1).value
        self.assertTrue(formula.startswith("=SUBTOTAL(9,"))
        self.assertAlmostEqual(value, sum(run.audit_ids.mapped("receivable")), 2)
        summary, shown = self.book(job)["خلاصه"], self.book(job, data_only=True)["خلاصه"]
        self.assertTrue(summary["B5"].value.startswith("=SUMIFS("))
        self.assertAlmostEqual(shown["B5"].value, value, 2)
        self.assertEqual(len(summary._charts), 3)
        control = self.book(job)["تطبیق با دفتر کل"]
        values = self.book(job, data_only=True)["تطبیق با دفتر کل"]
        differences = [row[8] for row in control.iter_rows(min_row=6)]
        self.assertTrue(all(cell.value.startswith("=ROUND(") for cell in differences))
        self.assertEqual({row[8].value for row in values.iter_rows(min_row=6)}, {0})

    def test_looks_and_lists(self):
        run = self.make(date_from=date(2026, 3, 1))
        book = self.book(self.written(run))
        for sheet in book.worksheets:
            self.assertTrue(sheet.sheet_view.rightToLeft, sheet.title)
        customers = book["مشتریان"]
        self.assertEqual(customers.freeze_panes, "B6")
        self.assertTrue(customers.auto_filter.ref)
        self.assertEqual(customers.print_title_rows, "$5:$5")
        returns = book["برگه‌های برگشت"]
        total = sum(row[7].value for row in returns.iter_rows(min_row=6))
        self.assertAlmostEqual(total, sum(run.audit_ids.mapped("returns")), 2)
        self.assertRegex(returns["B6"].value, r"^۱۴۰[۴۵]/\d\d/\d\d$")
        places = book["پراکندگی"]
        total = sum(row[8].value for row in places.iter_rows(min_row=6))
        self.assertAlmostEqual(total, sum(run.audit_ids.mapped("net_sales")), 2)
        self.assertEqual(len(places._charts), 1)
        data = book["داده"]
        self.assertEqual(data.max_row, len(run.audit_ids) + 1)

    def test_no_text_becomes_a_formula(self):
        job = self.written(self.make())
        for sheet in self.book(job).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        self.assertTrue(
                            cell.value.startswith(("=SUBTOTAL(", "=SUMIFS(", "=ROUND(")), cell.value
                        )
        names = [row[0] for row in self.book(job)["مشتریان"].iter_rows(min_row=6, max_col=1)]
        quoted = [cell for cell in names if (cell.value or "").startswith("=")]
        self.assertTrue(quoted)
        self.assertTrue(all(cell.data_type == "s" and cell.quotePrefix for cell in quoted))

    def test_cell_by_cell_gives_the_same(self):
        """Other versions of xlsxwriter may lack what makes it fast."""
        self.partners[1].name = "<r><t>a</t></r>"
        self.partners[6].name = "_x0041_ & <b>"
        self.partners[9].name = " lead\ttail "
        run = self.make()
        fast = self.book(self.written(run))
        writer = "odoo.addons.crm_ladder.report.customer_audit_rows_writer.AVAILABLE"
        with patch(writer, False):
            slow = self.book(self.written(run))
        self.assertEqual(fast.sheetnames, slow.sheetnames)
        for name in fast.sheetnames:
            left, right = (
                [
                    [(cell.value, cell.number_format) for cell in row]
                    for row in book[name].iter_rows()
                ]
                for book in (fast, slow)
            )
            self.assertEqual(left, right, name)
        names = {
            row[0].strip()
            for row in fast["داده"].iter_rows(min_row=2, max_col=1, values_only=True)
            if row[0]
        }
        # Excel reads ``_x005F_`` as the underscore that it stands for.
        self.assertLessEqual({"<r><t>a</t></r>", "_x005F_x0041_ & <b>", "lead\ttail"}, names)

    def test_several_currencies(self):
        run = self.make(by_document=True)
        book = self.book(self.written(run), data_only=True)
        summary = book["خلاصه"]
        for column, currency in enumerate(run.audit_ids.currency_id.sorted("id"), 2):
            self.assertEqual(summary.cell(4, column).value, currency.name)
            self.assertAlmostEqual(
                summary.cell(5, column).value,
                sum(
                    run.audit_ids.filtered(lambda a, c=currency: a.currency_id == c).mapped(
                        "receivable"
                    )
                ),
                2,
            )
        at = [name for name, _kind, _width in CUSTOMER].index("receivable")
        self.assertIsNone(book["مشتریان"].cell(3, at + 1).value)

    def test_who_ordered_it_is_told_and_may_fetch_it(self):
        job = self.written(self.make())
        note = self.env["mail.message"].search(
            [("partner_ids", "in", self.reader.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn(f"/web/content/{job.attachment_id.id}", note.body)
        action = job.with_user(self.reader).action_download()
        self.assertIn(str(job.attachment_id.id), action["url"])
        self.assertTrue(job.attachment_id.with_user(self.reader).has_access("read"))
        clerk = new_test_user(self.env, login="workbook_clerk", groups="base.group_user")
        with self.assertRaises(AccessError):
            job.with_user(clerk).action_download()
        self.assertFalse(job.attachment_id.with_user(clerk).has_access("read"))

    def test_a_failure_is_said_and_can_be_tried_again(self):
        run = self.make()
        run.with_user(self.reader).action_workbook()
        writer = "odoo.addons.crm_ladder.models.customer_audit_workbook.write_book"
        with (
            self.enter_registry_test_mode(),
            mute_logger("odoo.addons.crm_ladder.models.customer_audit_workbook"),
        ):
            self.patch_writer(writer)
            self.env.ref("crm_ladder.ir_cron_customer_audit_workbook").method_direct_trigger()
        job = run.workbook_ids
        job.invalidate_recordset()
        self.assertEqual((job.state, job.error), ("failed", "no space left"))
        job.with_user(self.reader).action_again()
        self.assertEqual(job.state, "waiting")

    def patch_writer(self, writer):
        patcher = patch(writer, side_effect=OSError("no space left"))
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_an_empty_audit(self):
        run = self.env["customer.audit.run"]._make(date(2000, 1, 1), companies=self.company)
        job = self.written(run)
        self.assertEqual(job.state, "done", job.error)
