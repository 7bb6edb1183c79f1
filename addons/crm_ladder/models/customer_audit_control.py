from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("receivable", "Receivable"),
    ("turnover", "Sales and returns"),
    ("sales", "Sales, all customers"),
    ("returns", "Returns, all customers"),
    ("balance", "Receivable, all customers"),
]


class CustomerAuditControl(models.Model):
    """What ties an audit to the general ledger: account by account, then all customers at once.

    By account, the ledger's balance stands against what was open (rebuilt from matchings), and the
    turnover against invoices, credit notes and other entries. At the end the sums of the customers'
    rows stand against the ledger. Each difference must be nought.
    """

    _name = "customer.audit.control"
    _description = "Control of a Customer Audit"
    _order = "run_id, company_id, currency_id, id"
    _log_access = False
    _rec_name = "kind"

    run_id = fields.Many2one(
        "customer.audit.run", readonly=True, required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    account_id = fields.Many2one("account.account", readonly=True, ondelete="cascade")
    ledger = fields.Monetary("General ledger", readonly=True)
    customers = fields.Monetary(
        readonly=True, help="What the customers' figures say; of sales, net of returns."
    )
    sales = fields.Monetary("Of it: sales", readonly=True)
    returns = fields.Monetary("Of it: returns", readonly=True)
    others = fields.Monetary(
        "Not by invoice",
        readonly=True,
        help="Entries on the account that no invoice sold and no credit note took back.",
    )
    difference = fields.Monetary(readonly=True)

    @api.model
    def _fill(self, run):
        """Write the control of ``run``; the rows of its customers are there already."""
        figures = self.env["customer.audit.figures"]
        terms = figures._terms(run._scope())
        for query in (
            self._sql_receivable(terms),
            self._sql_turnover(terms),
            self._sql_totals(terms, run.id),
        ):
            self.env.cr.execute(
                SQL(
                    """
                    WITH %s
                    INSERT INTO customer_audit_control (run_id, company_id, currency_id, kind,
                        account_id, ledger, customers, sales, returns, others, difference)
                    SELECT %s, company_id, currency_id, kind, account_id, ledger, customers,
                           sales, returns, others, ledger - customers - others
                      FROM (%s) found ORDER BY company_id, currency_id, kind, account_id
                    """,
                    figures._sql_companies(terms),
                    run.id,
                    query,
                )
            )

    @api.model
    def _sql_receivable(self, terms):
        """By account: its balance, and what was open of its lines."""
        return SQL(
            """
            SELECT l.company_id, %(currency)s AS currency_id, 'receivable' AS kind, l.account_id,
                   sum(%(balance)s) AS ledger,
                   sum(%(balance)s - COALESCE(d.amount, 0) + COALESCE(k.amount, 0)) AS customers,
                   0 AS sales, 0 AS returns, 0 AS others
              FROM account_move_line l
                   JOIN company c ON c.id = l.company_id
                   JOIN account_account a ON a.id = l.account_id
                        AND a.account_type = 'asset_receivable'
                   LEFT JOIN (SELECT debit_move_id AS id, sum(%(debit)s) AS amount
                                FROM account_partial_reconcile WHERE max_date <= %(last)s
                               GROUP BY 1) d ON d.id = l.id
                   LEFT JOIN (SELECT credit_move_id AS id, sum(%(credit)s) AS amount
                                FROM account_partial_reconcile WHERE max_date <= %(last)s
                               GROUP BY 1) k ON k.id = l.id
             WHERE l.parent_state = 'posted' AND l.date <= %(last)s
             GROUP BY 1, 2, 4
            """,
            currency=terms["line_currency"],
            balance=terms["balance"],
            debit=SQL("debit_amount_currency" if terms["by_document"] else "amount"),
            credit=SQL("credit_amount_currency" if terms["by_document"] else "amount"),
            last=terms["last"],
        )

    @api.model
    def _sql_turnover(self, terms):
        """By account on which invoices or credit notes booked sales: what happened there."""
        return SQL(
            """
            SELECT company_id, currency_id, 'turnover' AS kind, account_id, ledger,
                   sales - returns AS customers, sales, returns, others
              FROM (
                SELECT l.company_id, %(currency)s AS currency_id, l.account_id,
                       -sum(%(balance)s) AS ledger,
                       COALESCE(-sum(%(balance)s) FILTER (WHERE sold), 0) AS sales,
                       COALESCE(sum(%(balance)s) FILTER (WHERE returned), 0) AS returns,
                       COALESCE(-sum(%(balance)s) FILTER (WHERE NOT sold AND NOT returned), 0)
                           AS others,
                       bool_or(sold OR returned) AS concerned
                  FROM account_move_line l
                       JOIN company c ON c.id = l.company_id
                       JOIN account_move m ON m.id = l.move_id
                       CROSS JOIN LATERAL (SELECT %(sold)s AS sold, %(returned)s AS returned) b
                 WHERE l.parent_state = 'posted' AND %(period)s
                 GROUP BY 1, 2, 3) turnover
             WHERE concerned
            """,
            currency=terms["line_currency"],
            balance=terms["balance"],
            sold=_booked(True),
            returned=_booked(False),
            period=terms["period"](SQL("l.date")),
        )

    @api.model
    def _sql_totals(self, _terms, run_id):
        """The ledger, as summed by account above, against the sum of the customers' rows."""
        return SQL(
            """
            SELECT company_id, currency_id, kind, NULL::int AS account_id,
                   COALESCE(ledger, 0) AS ledger, COALESCE(customers, 0) AS customers,
                   0 AS sales, 0 AS returns, 0 AS others
              FROM (SELECT company_id, currency_id,
                           sum(ledger) FILTER (WHERE kind = 'receivable') AS balance,
                           sum(sales) AS sales, sum(returns) AS returns
                      FROM customer_audit_control WHERE run_id = %(run)s GROUP BY 1, 2) i
                   FULL JOIN (SELECT company_id, currency_id, sum(receivable) AS receivable,
                                     sum(sales) AS sold, sum(returns) AS returned
                                FROM customer_audit WHERE run_id = %(run)s GROUP BY 1, 2) r
                       USING (company_id, currency_id)
                   CROSS JOIN LATERAL (VALUES ('balance', i.balance, r.receivable),
                                              ('sales', i.sales, r.sold),
                                              ('returns', i.returns, r.returned))
                       AS part (kind, ledger, customers)
            """,
            run=run_id,
        )


def _booked(sale):
    """Whether ``l`` is a line of sales (or returns), as ``account.move._compute_amount`` has it."""
    kinds = ("out_invoice", "out_receipt") if sale else ("out_refund",)
    return SQL(
        "(m.move_type IN %s AND (l.display_type = 'product' OR l.display_type = 'rounding'"
        " AND l.tax_repartition_line_id IS NULL))",
        kinds,
    )
