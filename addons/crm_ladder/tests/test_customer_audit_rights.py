from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from .test_customer_audit_figures import audit_company

DAY = date(2026, 6, 30)


@tagged("post_install", "-at_install")
class TestCustomerAuditRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = audit_company(cls.env)
        cls.other = audit_company(cls.env, "شعبهٔ دیگر")
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.partner = cls.env["res.partner"].create({"name": "مریم رضایی"})
        for company, amount in ((cls.company, 100), (cls.other, 30)):
            cls.invoice(company, amount)
        cls.auditor = cls.user("crm_ladder.group_auditor", "audit_auditor")
        cls.clerk = cls.user("account.group_account_invoice", "audit_clerk")
        cls.accountant = cls.user("account.group_account_user", "audit_accountant")

    @classmethod
    def user(cls, groups, login):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def invoice(cls, company, amount):
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": cls.partner.id,
                    "invoice_date": date(2026, 6, 1),
                    "invoice_line_ids": [
                        Command.create({"name": "چای", "price_unit": amount, "tax_ids": False})
                    ],
                }
            )
        )
        move.action_post()
        return move

    def audit_as(self, user):
        show = Form(self.env["customer.audit.show"].with_user(user))
        show.date_to = DAY
        action = show.save().action_show()
        return self.env["customer.audit"].with_user(user).search(action["domain"])

    def test_an_auditor_makes_and_reads_audits(self):
        row = self.audit_as(self.auditor)
        self.assertEqual(row.partner_id, self.partner)
        self.assertEqual(row.receivable, 100)
        self.assertTrue(row.run_id.tied)
        self.assertEqual(row.run_id.create_uid, self.auditor)
        self.assertTrue(row.run_id.control_ids)
        action = row.action_entries("receivable")
        lines = self.env[action["res_model"]].with_user(self.auditor).search(action["domain"])
        self.assertEqual(sum(lines.mapped("balance")), 100)
        # The rows as the list reads them.
        row.web_read({"name": {}, "partner_id": {"fields": {"display_name": {}}}, "tag_ids": {}})

    def test_an_auditor_changes_nothing(self):
        run = self.audit_as(self.auditor).run_id
        move = self.env["account.move"].search([("company_id", "=", self.company.id)], limit=1)
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        records = (
            *(run, run.audit_ids, run.control_ids, move, move.line_ids[0], self.partner, order),
            *(move.journal_id, move.line_ids.account_id[0], self.company, self.env["club.group"]),
            *(self.env["club.tag"], self.env["club.visit"], self.env["ladder.rung"]),
            *(self.env["account.payment"], self.env["account.partial.reconcile"]),
            *(self.env["product.product"], self.env["ir.config_parameter"]),
        )
        for record in records:
            seen = record.with_user(self.auditor)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(seen.has_access(operation), f"{operation} {record._name}")
        with self.assertRaises(AccessError):
            run.with_user(self.auditor).write({"kept": True})
        with self.assertRaises(AccessError):
            run.audit_ids.with_user(self.auditor).write({"receivable": 0})
        with self.assertRaises(AccessError):
            move.with_user(self.auditor).button_draft()
        with self.assertRaises(AccessError):
            order.with_user(self.auditor).write({"client_order_ref": "x"})
        with self.assertRaises(AccessError):
            self.env["customer.audit.run"].with_user(self.auditor).create({"date_to": DAY})

    def test_nobody_writes_figures(self):
        run = self.audit_as(self.accountant).run_id
        for record in (run, run.audit_ids, run.control_ids):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(record.with_user(self.accountant).has_access(operation))

    def test_who_only_invoices_sees_no_audit(self):
        self.assertFalse(self.env["customer.audit"].with_user(self.clerk).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["customer.audit.run"].with_user(self.clerk)._make(DAY)

    def test_other_companies_stay_unseen(self):
        both = self.env["customer.audit.run"]._make(DAY, companies=self.company | self.other)
        self.assertEqual(sorted(both.audit_ids.mapped("receivable")), [30, 100])
        seen = self.env["customer.audit.run"].with_user(self.auditor)
        self.assertNotIn(both, seen.search([]))
        rows = self.env["customer.audit"].with_user(self.auditor).search([("run_id", "=", both.id)])
        self.assertEqual(rows.mapped("receivable"), [100])
        with self.assertRaises(UserError):
            seen._make(DAY, companies=self.company | self.other)

    def test_old_audits_are_removed_unless_kept(self):
        make = self.env["customer.audit.run"]._make
        old, kept = make(DAY), make(DAY, kept=True)
        self.env.cr.execute(
            "UPDATE customer_audit_run SET create_date = '2026-01-01' WHERE id IN %s",
            [(old.id, kept.id)],
        )
        self.env.invalidate_all()
        self.env["customer.audit.run"]._gc_runs()
        self.assertFalse(old.exists())
        self.assertTrue(kept.exists())

    def test_a_day_in_the_readers_calendar(self):
        show = self.env["customer.audit.show"].new({"span": "day", "date_to": date(2026, 11, 24)})
        self.assertEqual(show.day_label, "2026-11-24")
        self.env["res.lang"]._activate_lang("fa_IR")
        self.assertEqual(show.with_context(lang="fa_IR").day_label, "۱۴۰۵/۰۹/۰۳")

    def test_orders_remember_that_they_were_cancelled(self):
        product = self.env["product.product"].create({"name": "چای", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 40})],
            }
        )
        quotation = order.copy()
        order.action_confirm()
        (order | quotation)._action_cancel()
        self.assertTrue(order.audit_was_confirmed)
        self.assertFalse(quotation.audit_was_confirmed)
        run = self.env["customer.audit.run"]._make(date(2099, 1, 1), companies=self.company)
        row = run.audit_ids.filtered(lambda row: row.partner_id == self.partner)
        self.assertEqual((row.cancelled_count, row.cancelled_amount), (1, order.amount_untaxed))
        self.assertEqual(
            self.env["sale.order"].search(row.action_entries("cancelled_count")["domain"]), order
        )
        order.action_draft()
        self.assertFalse(order.audit_was_confirmed)
