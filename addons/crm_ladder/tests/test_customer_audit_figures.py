import os
from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .customer_audit_ledger import Ledger
from .customer_audit_reference import Reference

# CRM_LADDER_AUDIT_CUSTOMERS=2000 for the whole ledger of the design.
SIZE = int(os.environ.get("CRM_LADDER_AUDIT_CUSTOMERS", "150"))
AMOUNTS = (
    *("receivable", "not_due", "overdue", "overdue_30", "overdue_60", "overdue_90"),
    *("overdue_more", "unallocated", "cross_matched", "sales", "returns", "net_sales"),
    *("loose_returns", "power", "return_count", "loose_return_count"),
)
DAYS = ("oldest_due", "last_payment", "first_purchase", "last_purchase")
TRUTHS = ("first_on_credit", "overdue_buying")
MONTH_ENDS = [date(2026, month + 1, 1) - timedelta(days=1) for month in range(1, 11)]


def audit_company(env, name="فروشگاه حسابرسی"):
    """A company of its own with a chart of accounts, seen by the tests' user."""
    company = env["res.company"].create(
        {
            "name": name,
            "currency_id": env.ref("base.USD").id,
            "country_id": env.ref("base.us").id,
        }
    )
    env.user.company_ids |= company
    env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.account_use_credit_limit = True
    return company


@tagged("post_install", "-at_install")
class TestCustomerAuditFigures(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = audit_company(cls.env)
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=True, allowed_company_ids=cls.company.ids
            )
        )
        cls.ledger = Ledger(cls.env, cls.company, SIZE)
        cls.ledger.fill()
        cls.reference = Reference(cls.env, cls.company)

    def make(self, last, first=None, **options):
        return self.env["customer.audit.run"]._make(last, date_from=first, **options)

    def assertEqualsReference(self, run):
        wanted = self.reference.figures(run.date_from, run.date_to, run.by_document)
        rows = {(row.partner_id.id or 0, row.currency_id.id): row for row in run.audit_ids}
        self.assertEqual(set(rows), set(wanted))
        for key, row in rows.items():
            for name in AMOUNTS:
                self.assertAlmostEqual(
                    row[name], wanted[key][name], 2, f"{name} of {row.name} ({run.name})"
                )
            self.assertAlmostEqual(row.days_to_pay, wanted[key]["days_to_pay"], 1)
            self.assertAlmostEqual(row.return_rate, wanted[key]["return_rate"], 1)
            for name in DAYS:
                self.assertEqual(row[name] or None, wanted[key][name] or None, name)
            for name in TRUTHS:
                self.assertEqual(row[name], wanted[key][name], f"{name} of {row.name}")

    def test_every_figure_equals_the_independent_calculation(self):
        for last in (date(2026, 3, 31), date(2026, 7, 15), date(2026, 12, 31)):
            self.assertEqualsReference(self.make(last))

    def test_a_period(self):
        self.assertEqualsReference(self.make(date(2026, 8, 31), date(2026, 6, 1)))

    def test_document_currency(self):
        run = self.make(date(2026, 9, 30), by_document=True)
        self.assertGreater(len(run.audit_ids.currency_id), 1)
        self.assertEqualsReference(run)
        self.assertTrue(run.tied)

    def test_control_is_nought_at_every_month_end(self):
        for last in MONTH_ENDS:
            run = self.make(last, last.replace(day=1))
            self.assertTrue(run.tied, run.name)
            self.assertEqual(set(run.control_ids.mapped("difference")), {0.0}, run.name)
            kinds = set(run.control_ids.mapped("kind"))
            self.assertLessEqual({"receivable", "balance", "sales", "returns"}, kinds)
            # The receivable of the ledger is that of nobody's memory but Odoo's own.
            [(balance,)] = self.env["account.move.line"]._read_group(
                [
                    ("company_id", "=", self.company.id),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("date", "<=", last),
                ],
                [],
                ["balance:sum"],
            )
            self.assertAlmostEqual(sum(run.audit_ids.mapped("receivable")), balance, 2)

    def test_income_by_hand_is_shown_as_such(self):
        run = self.make(date(2026, 5, 31), date(2026, 5, 1))
        self.assertAlmostEqual(sum(run.control_ids.mapped("others")), 55)

    def test_a_broken_figure_shows(self):
        run = self.make(date(2026, 9, 30))
        row = run.audit_ids.filtered("receivable")[0]
        self.env.cr.execute(
            "UPDATE customer_audit SET receivable = receivable + 1 WHERE id = %s", [row.id]
        )
        self.env.cr.execute("DELETE FROM customer_audit_control WHERE run_id = %s", [run.id])
        run.invalidate_recordset()
        self.env["customer.audit.control"]._fill(run)
        total = run.control_ids.filtered(lambda line: line.kind == "balance")
        self.assertAlmostEqual(total.difference, -1)

    def test_every_figure_opens_its_entries(self):
        run = self.make(date(2026, 8, 31), date(2026, 3, 1))
        rows = run.audit_ids.sorted("receivable", reverse=True)[:25] | run.audit_ids[-10:]
        for row in rows:
            for figure, by in (
                ("receivable", lambda found: sum(found.mapped("balance"))),
                ("sales", lambda found: sum(found.mapped("amount_untaxed_signed"))),
                ("returns", lambda found: -sum(found.mapped("amount_untaxed_signed"))),
                ("net_sales", lambda found: sum(found.mapped("amount_untaxed_signed"))),
                ("return_count", len),
                ("loose_return_count", len),
                ("cancelled_count", len),
            ):
                action = row.action_entries(figure)
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertAlmostEqual(by(found), row[figure], 2, f"{figure} of {row.name}")
            for figure in ("not_due", "overdue", "overdue_30", "overdue_more", "unallocated"):
                action = row.action_entries(figure)
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(bool(found), bool(row[figure]), figure)
            for figure in ("days_to_pay", "last_payment", "cross_matched", "last_purchase"):
                row.action_entries(figure)
            for figure in ("cross_matched", "last_payment", "days_to_pay"):
                lines = self.env["account.move.line"].search(row.action_entries(figure)["domain"])
                owners = lines.partner_id.commercial_partner_id
                self.assertLessEqual(owners, row.partner_id, figure)
        with self.assertRaises(UserError):
            rows[0].action_entries("name")

    def test_entries_of_receivables_add_up_to_each_age(self):
        run = self.make(date(2026, 10, 31))
        for row in run.audit_ids.filtered("overdue")[:20]:
            for figure in ("overdue_30", "overdue_60", "overdue_90", "overdue_more"):
                lines = self.env["account.move.line"].browse(row._line_ids(figure))
                # Nothing was matched after that day, so what is open now was open then.
                self.assertAlmostEqual(sum(lines.mapped("amount_residual")), row[figure], 2)

    def test_credit(self):
        run = self.make(date(2026, 10, 31))
        for row in run.audit_ids.filtered("partner_id"):
            limit = row.partner_id.credit_limit
            self.assertAlmostEqual(row.credit_limit, limit, 2)
            used = max(row.receivable, 0)
            self.assertAlmostEqual(row.credit_used, used, 2)
            self.assertAlmostEqual(row.credit_over, max(used - limit, 0) if limit else 0, 2)
            self.assertAlmostEqual(row.credit_free, max(limit - used, 0), 2)
            self.assertEqual(row.over_limit, bool(limit) and used > limit)
        self.assertTrue(run.audit_ids.filtered("over_limit"))

    def test_bands_carry_eighty_and_fifteen_percent(self):
        rows = self.make(date(2026, 10, 31)).audit_ids.filtered(lambda row: row.net_sales > 0)
        rows = rows.sorted("net_sales", reverse=True)
        total, running = sum(rows.mapped("net_sales")), 0
        for row in rows:
            share = running / total
            self.assertEqual(row.band, "a" if share < 0.8 else "b" if share < 0.95 else "c")
            running += row.net_sales

    def test_a_period_upside_down(self):
        with self.assertRaises(ValidationError):
            self.make(date(2026, 1, 1), date(2026, 2, 1))
