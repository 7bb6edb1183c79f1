from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.months import months, reader_calendar


class CustomerReturnReport(models.Model):
    """What came back and what was cancelled, line by line, with the reasons.

    Amounts are without taxes, in the company's currency, positive. Months are those of the reader's
    calendar.
    """

    _name = "customer.return.report"
    _description = "Returns and Cancellations"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "document"

    kind = fields.Selection(
        [("return", "Return"), ("cancel", "Cancelled order")], "What", readonly=True
    )
    document = fields.Char(readonly=True)
    move_id = fields.Many2one("account.move", "Credit note", readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    day = fields.Date("Date", readonly=True)
    month = fields.Char(readonly=True)
    reason_id = fields.Many2one("customer.return.reason", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    rung_id = fields.Many2one("ladder.rung", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    quantity = fields.Float(readonly=True)
    amount = fields.Monetary("Amount without taxes", readonly=True)
    delivered = fields.Boolean("Cancelled after delivery", readonly=True)

    def _months(self):
        [(first, last)] = self.env.execute_query(
            SQL(
                """
                SELECT min(day), max(day) FROM (
                    SELECT date AS day FROM account_move WHERE move_type = 'out_refund'
                     UNION ALL
                    SELECT COALESCE(audit_cancelled_at, date_order)::date FROM sale_order
                     WHERE state = 'cancel') found
                """
            )
        )
        today = fields.Date.today()
        rows = months(first or today, max(last or today, today), reader_calendar(self.env.lang))
        return SQL(", ").join(
            SQL("(%s::date, %s::date, %s)", start, stop, label)
            for start, stop, _number, label in rows
        )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH calendar (start, stop, label) AS (VALUES %s),
            line AS (
                SELECT l.id * 2::bigint AS id, 'return' AS kind, m.name AS document,
                       m.id AS move_id, m.reversed_entry_id AS invoice_id, NULL::int AS order_id,
                       m.date AS day, m.audit_reason_id AS reason_id, l.product_id,
                       m.commercial_partner_id AS partner_id, m.invoice_user_id AS user_id,
                       m.company_id, l.quantity::float8 AS quantity, l.balance AS amount,
                       NULL::bool AS delivered
                  FROM account_move m
                       JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
                 WHERE m.move_type = 'out_refund' AND m.state = 'posted'
                 UNION ALL
                SELECT l.id * 2::bigint + 1, 'cancel', o.name, NULL, NULL, o.id,
                       COALESCE(o.audit_cancelled_at, o.date_order)::date, o.audit_reason_id,
                       l.product_id, p.commercial_partner_id, o.user_id, o.company_id,
                       l.product_uom_qty::float8,
                       l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1),
                       l.qty_delivered > 0
                  FROM sale_order o
                       JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
                       JOIN res_partner p ON p.id = o.partner_id
                 WHERE o.state = 'cancel'
                   AND (o.audit_was_confirmed OR o.audit_cancelled_at IS NULL
                        AND (l.qty_delivered > 0 OR l.qty_invoiced > 0)))
            SELECT line.*, c.label AS month, t.categ_id, p.ladder_rung_id AS rung_id,
                   y.currency_id
              FROM line
                   JOIN res_company y ON y.id = line.company_id
                   LEFT JOIN calendar c ON line.day >= c.start AND line.day < c.stop
                   LEFT JOIN product_product pp ON pp.id = line.product_id
                   LEFT JOIN product_template t ON t.id = pp.product_tmpl_id
                   LEFT JOIN res_partner p ON p.id = line.partner_id
            """,
            self._months(),
        )
