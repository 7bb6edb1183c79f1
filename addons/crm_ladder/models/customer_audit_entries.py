from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_audit_figures import MOVE_CUSTOMER, OPEN_AMOUNTS, SALES

# Figure → which lines, documents or orders it is made of; see the methods below.
WHOLE_DEBT = {"receivable", "credit_used", "credit_over", "credit_free", "credit_limit"}
LINES = {*OPEN_AMOUNTS, *WHOLE_DEBT, "overdue", "cross_matched"}
SOLD = [("move_type", "in", SALES)]
RETURNED = [("move_type", "=", "out_refund")]
DEALS = {
    "sales": SOLD,
    "returns": RETURNED,
    "return_count": RETURNED,
    "return_rate": [("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))],
    "net_sales": [("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))],
    "power": [("move_type", "in", ("out_invoice", "out_receipt", "out_refund"))],
    "loose_returns": [*RETURNED, ("reversed_entry_id", "=", False)],
    "loose_return_count": [*RETURNED, ("reversed_entry_id", "=", False)],
}
EVER = {"last_purchase": SOLD, "first_purchase": SOLD}
ORDERS = {
    "cancelled_count": "TRUE",
    "cancelled_amount": "TRUE",
    "cancelled_delivered_count": "d.delivered",
}


class CustomerAudit(models.Model):
    _inherit = "customer.audit"

    def action_entries(self, figure):
        """Open the entries that ``figure`` of this row is made of.

        :raise UserError: nothing stands behind a figure of that name
        """
        self.ensure_one()
        # The audit must be readable; the entries are read as whoever asks.
        self.check_access("read")
        if figure in LINES:
            model, domain = "account.move.line", [("id", "in", self._line_ids(figure))]
        elif figure in DEALS or figure in EVER:
            model, domain = "account.move", self._deal_domain(figure)
        elif figure == "days_to_pay":
            model, domain = "account.move.line", [("id", "in", self._payment_ids())]
        elif figure in ORDERS:
            model, domain = "sale.order", [("id", "in", self._order_ids(figure))]
        else:
            raise UserError(self.env._("No entries stand behind “%s”.", figure))
        return self._open(model, domain, figure)

    def _context_run(self):
        """The audit whose figures are on the screen, with or without rows chosen."""
        run = self.run_id or self.env["customer.audit.run"].browse(
            self.env.context.get("audit_run_id")
        )
        run.check_access("read")
        return run[:1]

    def action_run_workbook(self):
        """Have the audit on the screen written as a workbook."""
        return self._context_run().action_workbook()

    def action_run_geography(self):
        """Show the audit on the screen by place."""
        return self._context_run().action_open_geography()

    def action_run_control(self):
        """Show what ties the audit on the screen to the general ledger."""
        run = self._context_run()
        return {
            "type": "ir.actions.act_window",
            "res_model": run._name,
            "res_id": run.id,
            "views": [(False, "form")],
        }

    def _open(self, model, domain, figure):
        label = self.fields_get([figure], ["string"])[figure]["string"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(figure)s of %(customer)s", figure=label, customer=self.display_name
            ),
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }

    def _line_ids(self, figure):
        """Receivable lines behind a figure, as they were on the day."""
        figures = self.env["customer.audit.figures"]
        terms = figures._terms(self.sudo().run_id._scope())
        return self._entry_ids(
            SQL(
                "WITH %s, %s SELECT id FROM line WHERE %s AND partner_id = %s AND company_id = %s"
                " AND currency_id = %s",
                figures._sql_companies(terms),
                figures._sql_lines(terms),
                self._line_condition(figure, terms),
                *self._key(),
            )
        )

    def _line_condition(self, figure, terms):
        if figure in WHOLE_DEBT:
            return SQL("TRUE")
        if figure == "cross_matched":
            return SQL("(amount <> open OR open <> 0)")
        # What is overdue is what the oldest day is the first of.
        name = "oldest_due" if figure == "overdue" else figure
        return self.env["customer.audit.figures"]._sql_open_when(name, terms)

    def _payment_ids(self):
        """Lines of payments that met invoices in the period."""
        figures = self.env["customer.audit.figures"]
        terms = figures._terms(self.sudo().run_id._scope())
        return self._entry_ids(
            SQL(
                "WITH %s SELECT cl.id %s AND %s = %s AND m.company_id = %s AND %s = %s",
                figures._sql_companies(terms),
                figures._sql_paid_from(terms),
                MOVE_CUSTOMER,
                *self._key()[:2],
                terms["move_currency"],
                self.currency_id.id,
            )
        )

    def _order_ids(self, figure):
        figures = self.env["customer.audit.figures"]
        terms = figures._terms(self.sudo().run_id._scope())
        return self._entry_ids(
            SQL(
                "WITH %s SELECT o.id %s AND %s AND p.commercial_partner_id = %s"
                " AND o.company_id = %s AND %s = %s",
                figures._sql_companies(terms),
                figures._sql_dropped_from(terms),
                SQL(ORDERS[figure]),
                *self._key()[:2],
                SQL("o.currency_id") if terms["by_document"] else SQL("c.currency_id"),
                self.currency_id.id,
            )
        )

    def _deal_domain(self, figure):
        run = self.sudo().run_id
        domain = [
            ("state", "=", "posted"),
            ("company_id", "=", self.company_id.id),
            ("commercial_partner_id", "=", self.partner_id.id),
            ("date", "<=", run.date_to),
            *(DEALS.get(figure) or EVER[figure]),
        ]
        if run.date_from and figure in DEALS:
            domain.append(("date", ">=", run.date_from))
        if run.by_document:
            domain.append(("currency_id", "=", self.currency_id.id))
        return domain

    def _key(self):
        return self.partner_id.id or 0, self.company_id.id, self.currency_id.id

    def _entry_ids(self, query):
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(query)]
