from odoo import api, models
from odoo.tools import SQL

# What an invoice says it sold, by ``account.move._compute_amount``: lines of products and rounding.
SALES = ("out_invoice", "out_receipt")
# Money comes in through these journals; what closes a debt elsewhere is a write-off, a credit note
# or a difference of exchange rates.
MONEY = ("bank", "cash", "credit")
# Whose an invoice or credit note ``m`` is.
MOVE_CUSTOMER = SQL("COALESCE(m.commercial_partner_id, m.partner_id, 0)")


# Which receivable lines an open amount is made of: for the figure, and for the list behind it.
OPEN_AMOUNTS = {
    "not_due": "open > 0 AND due >= %(last)s",
    "overdue_30": "open > 0 AND %(last)s - due BETWEEN 1 AND 30",
    "overdue_60": "open > 0 AND %(last)s - due BETWEEN 31 AND 60",
    "overdue_90": "open > 0 AND %(last)s - due BETWEEN 61 AND 90",
    "overdue_more": "open > 0 AND %(last)s - due > 90",
    "oldest_due": "open > 0 AND due < %(last)s",
    "unallocated": "open < 0",
    "last_payment": "amount < 0 AND journal IN %(money)s",
}


class CustomerAuditFigures(models.AbstractModel):
    """Every figure of the audit, for all customers in one statement.

    Open amounts as at a day are rebuilt from the matchings up to that day, so that a past day shows
    what was open then. Figures are kept by customer (the commercial entity; none for entries
    without one), company and currency.
    """

    _name = "customer.audit.figures"
    _description = "Customer Audit: Figures"

    @api.model
    def _select(self, scope):
        """Return the statement that gives one row a customer, company and currency.

        :param scope: ``(date from or None, date to, company ids, by document currency)``
        :return: SQL with the columns of :meth:`_columns`, amounts in the row's currency
        """
        terms = self._terms(scope)
        return SQL(
            """
            WITH %(companies)s, %(line)s, %(owed)s, %(deal)s, %(paid)s, %(dropped)s, %(joined)s
            SELECT %(figures)s FROM joined
            WINDOW whole AS (PARTITION BY company_id, currency_id),
                   running AS (PARTITION BY company_id, currency_id
                               ORDER BY sales - returns DESC, partner_id)
            """,
            companies=self._sql_companies(terms),
            line=self._sql_lines(terms),
            owed=self._sql_owed(terms),
            deal=self._sql_deals(terms),
            paid=self._sql_paid(terms),
            dropped=self._sql_dropped(terms),
            joined=self._sql_joined(terms),
            figures=self._sql_figures(terms),
        )

    @api.model
    def _terms(self, scope):
        """The scope as pieces of SQL."""
        first, last, company_ids, by_document = scope
        return {
            "last": SQL("%s::date", last),
            "period": lambda day: (
                SQL("(%s BETWEEN %s::date AND %s::date)", day, first, last)
                if first
                else SQL("(%s <= %s::date)", day, last)
            ),
            "first": SQL("%s::date", first) if first else SQL("NULL::date"),
            "company_ids": list(company_ids),
            "by_document": by_document,
            "line_currency": SQL("l.currency_id") if by_document else SQL("c.currency_id"),
            "move_currency": SQL("m.currency_id") if by_document else SQL("c.currency_id"),
            "balance": SQL("l.amount_currency") if by_document else SQL("l.balance"),
        }

    @api.model
    def _sql_companies(self, terms):
        """The companies with their currency, day and limit for customers without their own."""
        partner = self.env["res.partner"]
        companies = self.env["res.company"].sudo().browse(terms["company_ids"])
        rows = [
            (
                company.id,
                company.currency_id.id,
                company._ladder_tz(),
                company.account_use_credit_limit,
                partner._fields["credit_limit"].get_company_dependent_fallback(
                    partner.with_company(company)
                )
                or 0.0,
                terms["by_document"],
            )
            for company in companies
        ]
        return SQL(
            "company (id, currency_id, tz, use_limit, default_limit, by_document) AS (VALUES %s)",
            SQL(", ").join(
                SQL("(%s::int, %s::int, %s::text, %s::bool, %s::numeric, %s::bool)", *row)
                for row in rows
            ),
        )

    @api.model
    def _sql_lines(self, terms):
        """Receivable lines up to the day, and what was open of each on that day."""
        debit = SQL("debit_amount_currency" if terms["by_document"] else "amount")
        credit = SQL("credit_amount_currency" if terms["by_document"] else "amount")
        return SQL(
            """
            settled AS (
                SELECT line_id, sum(amount) AS amount FROM (
                    SELECT debit_move_id AS line_id, %(debit)s AS amount
                      FROM account_partial_reconcile WHERE max_date <= %(last)s
                     UNION ALL
                    SELECT credit_move_id, -%(credit)s
                      FROM account_partial_reconcile WHERE max_date <= %(last)s) side
                 GROUP BY line_id),
            line AS (
                SELECT l.id, l.company_id, COALESCE(p.commercial_partner_id, l.partner_id, 0)
                           AS partner_id,
                       %(currency)s AS currency_id, l.date, l.move_id,
                       COALESCE(l.date_maturity, l.date) AS due, %(balance)s AS amount,
                       %(balance)s - COALESCE(s.amount, 0) AS open, j.type AS journal
                  FROM account_move_line l
                       JOIN company c ON c.id = l.company_id
                       JOIN account_account a ON a.id = l.account_id
                            AND a.account_type = 'asset_receivable'
                       JOIN account_journal j ON j.id = l.journal_id
                       LEFT JOIN res_partner p ON p.id = l.partner_id
                       LEFT JOIN settled s ON s.line_id = l.id
                 WHERE l.parent_state = 'posted' AND l.date <= %(last)s)
            """,
            debit=debit,
            credit=credit,
            currency=terms["line_currency"],
            balance=terms["balance"],
            last=terms["last"],
        )

    @api.model
    def _sql_owed(self, terms):
        """What each customer owed, by age."""
        when = {name: self._sql_open_when(name, terms) for name in OPEN_AMOUNTS}
        return SQL(
            """
            owed AS (
                SELECT partner_id, company_id, currency_id, sum(amount) AS receivable,
                       sum(open) AS open,
                       sum(open) FILTER (WHERE %(not_due)s) AS not_due,
                       sum(open) FILTER (WHERE %(overdue_30)s) AS overdue_30,
                       sum(open) FILTER (WHERE %(overdue_60)s) AS overdue_60,
                       sum(open) FILTER (WHERE %(overdue_90)s) AS overdue_90,
                       sum(open) FILTER (WHERE %(overdue_more)s) AS overdue_more,
                       -sum(open) FILTER (WHERE %(unallocated)s) AS unallocated,
                       min(due) FILTER (WHERE %(oldest_due)s) AS oldest_due,
                       max(date) FILTER (WHERE %(last_payment)s) AS last_payment
                  FROM line GROUP BY partner_id, company_id, currency_id)
            """,
            **when,
        )

    @api.model
    def _sql_open_when(self, figure, terms):
        """Which of the lines ``line`` an open amount is made of."""
        return SQL(OPEN_AMOUNTS[figure], last=terms["last"], money=MONEY)

    @api.model
    def _sql_deals(self, terms):
        """Invoices and credit notes: of the period, and first and last of all up to the day."""
        amount = SQL(
            "m.amount_untaxed_in_currency_signed"
            if terms["by_document"]
            else "m.amount_untaxed_signed"
        )
        return SQL(
            """
            deal AS (
                SELECT %(customer)s AS partner_id, m.company_id, %(currency)s AS currency_id,
                       sum(%(amount)s) FILTER (WHERE sale AND %(period)s) AS sales,
                       -sum(%(amount)s) FILTER (WHERE NOT sale AND %(period)s) AS returns,
                       count(*) FILTER (WHERE NOT sale AND %(period)s) AS return_count,
                       -sum(%(amount)s) FILTER (WHERE NOT sale AND m.reversed_entry_id IS NULL
                                                  AND %(period)s) AS loose_returns,
                       count(*) FILTER (WHERE NOT sale AND m.reversed_entry_id IS NULL
                                          AND %(period)s) AS loose_return_count,
                       min(COALESCE(m.invoice_date, m.date)) FILTER (WHERE sale)
                           AS first_purchase,
                       max(COALESCE(m.invoice_date, m.date)) FILTER (WHERE sale)
                           AS last_purchase,
                       -- Of the first invoice: was it due later than on its own day?
                       (array_agg(COALESCE(m.invoice_date_due > m.invoice_date, FALSE)
                                  ORDER BY COALESCE(m.invoice_date, m.date), m.id)
                        FILTER (WHERE sale))[1] AS first_on_credit
                  FROM account_move m
                       JOIN company c ON c.id = m.company_id
                       CROSS JOIN LATERAL (SELECT m.move_type IN %(sales)s AS sale) kind
                 WHERE m.state = 'posted' AND m.date <= %(last)s
                   AND m.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                 GROUP BY 1, 2, 3)
            """,
            customer=MOVE_CUSTOMER,
            currency=terms["move_currency"],
            amount=amount,
            period=terms["period"](SQL("m.date")),
            sales=SALES,
            last=terms["last"],
        )

    @api.model
    def _sql_paid(self, terms):
        """Days from invoice to money, weighted by what was paid, of payments in the period."""
        return SQL(
            """
            paid AS (
                SELECT %(customer)s AS partner_id, m.company_id, %(currency)s AS currency_id,
                       sum(r.amount * (cl.date - COALESCE(m.invoice_date, m.date)))
                           / NULLIF(sum(r.amount), 0) AS days_to_pay
                %(payments)s
                 GROUP BY 1, 2, 3)
            """,
            customer=MOVE_CUSTOMER,
            currency=terms["move_currency"],
            payments=self._sql_paid_from(terms),
        )

    @api.model
    def _sql_paid_from(self, terms):
        """Which payments ``cl`` met invoices ``m`` in the period, by the matchings ``r``."""
        return SQL(
            """
                  FROM account_partial_reconcile r
                       JOIN account_move_line l ON l.id = r.debit_move_id
                       JOIN account_move m ON m.id = l.move_id AND m.move_type IN %(sales)s
                       JOIN company c ON c.id = m.company_id
                       JOIN account_account a ON a.id = l.account_id
                            AND a.account_type = 'asset_receivable'
                       JOIN account_move_line cl ON cl.id = r.credit_move_id
                       JOIN account_journal j ON j.id = cl.journal_id AND j.type IN %(money)s
                 WHERE %(period)s
            """,
            sales=SALES,
            money=MONEY,
            period=terms["period"](SQL("r.max_date")),
        )

    @api.model
    def _sql_dropped(self, terms):
        """Confirmed orders that were cancelled in the period."""
        return SQL(
            """
            dropped AS (
                SELECT p.commercial_partner_id AS partner_id, o.company_id,
                       %(currency)s AS currency_id, count(*) AS cancelled_count,
                       sum(%(amount)s) AS cancelled_amount,
                       count(*) FILTER (WHERE d.delivered) AS cancelled_delivered_count
                %(orders)s
                 GROUP BY 1, 2, 3)
            """,
            currency=SQL("o.currency_id") if terms["by_document"] else SQL("c.currency_id"),
            amount=self._sql_order_amount(terms),
            orders=self._sql_dropped_from(terms),
        )

    @api.model
    def _sql_order_amount(self, terms):
        """What the order ``o`` was worth without taxes, in the audit's currency."""
        if terms["by_document"]:
            return SQL("o.amount_untaxed")
        return SQL("o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1)")

    @api.model
    def _sql_dropped_from(self, terms):
        """Which orders count as cancelled: ``o``, of customer ``p``, with deliveries in ``d``.

        Orders cancelled before this add-on kept when count on the day of the order, if something
        had been delivered or invoiced.
        """
        return SQL(
            """
                  FROM sale_order o
                       JOIN company c ON c.id = o.company_id
                       JOIN res_partner p ON p.id = o.partner_id
                       CROSS JOIN LATERAL (
                           SELECT COALESCE(bool_or(ol.qty_delivered > 0), FALSE) AS delivered,
                                  COALESCE(bool_or(ol.qty_invoiced > 0), FALSE) AS invoiced
                             FROM sale_order_line ol WHERE ol.order_id = o.id) d
                 WHERE o.state = 'cancel'
                   AND (o.audit_was_confirmed OR o.audit_cancelled_at IS NULL
                        AND (d.delivered OR d.invoiced))
                   AND %(period)s
            """,
            period=terms["period"](
                SQL(
                    "(COALESCE(o.audit_cancelled_at, o.date_order) AT TIME ZONE 'UTC' "
                    "AT TIME ZONE c.tz)::date"
                )
            ),
        )
