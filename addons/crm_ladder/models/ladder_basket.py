"""What one purchase held: the raw material of the basket analysis, while it runs."""

from odoo import api, fields, models
from odoo.tools import SQL

from .ladder_facts import SALE_INVOICES, SALE_MOVES

# A wholesale order of hundreds of lines says nothing about what belongs together, and its pairs
# grow with the square of its lines.
MOST_PRODUCTS = 100


class LadderBasket(models.Model):
    """The products of a confirmed order, of an invoice without one, of an order at the till.

    What came back is not in it. The rows of a run go when it is done.
    """

    _name = "ladder.basket"
    _description = "Basket of a Basket Analysis"
    _log_access = False

    # Written by the hundred thousand and gone within minutes: no reference that is checked.
    run_id = fields.Integer(required=True)

    def init(self):
        # An array has no counterpart among the ORM's fields.
        self.env.cr.execute(
            "ALTER TABLE ladder_basket ADD COLUMN IF NOT EXISTS products int[] NOT NULL"
        )

    @api.model
    def _sources(self):
        """Where baskets come from: ``{name: method}``; bridges add theirs.

        A method takes the run and the bounds of the ids it is to look at (``low`` excluded), and
        returns four pieces of SQL:

        * the documents: a table with the alias ``d``, and conditions on it
        * their lines: a table with the alias ``l`` that has ``product_id``, with its conditions;
          the bounds among them, so that no batch goes through all lines
        * a select of the ids of lines that came back altogether
        """
        return {"invoice": self._source_invoice, "order": self._source_order}

    @api.model
    def _source_order(self, run, low, high):
        return (
            SQL("sale_order d"),
            SQL(
                "d.company_id = %s AND d.state = 'sale'"
                " AND d.date_order >= %s AND d.date_order < %s",
                run.company_id.id,
                run._start_of(run.date_from),
                run._start_of(fields.Date.add(run.date_to, days=1)),
            ),
            SQL(
                """sale_order_line l ON l.order_id = d.id AND l.display_type IS NULL
                   AND l.order_id > %s AND l.order_id <= %s
                   AND l.product_id IS NOT NULL AND l.product_uom_qty > 0
                   AND l.reward_id IS NULL AND l.is_downpayment IS NOT TRUE""",
                low,
                high,
            ),
            SQL(
                """SELECT r.order_line_id
                     FROM sale_order_line_invoice_rel r
                          JOIN account_move_line a ON a.id = r.invoice_line_id
                          JOIN account_move m ON m.id = a.move_id
                    WHERE m.state = 'posted' AND m.move_type IN %s
                      AND r.order_line_id IN (
                          SELECT o.order_line_id
                            FROM account_move c
                                 JOIN account_move_line b ON b.move_id = c.id
                                 JOIN sale_order_line_invoice_rel o ON o.invoice_line_id = b.id
                           WHERE c.company_id = %s AND c.state = 'posted'
                             AND c.move_type = 'out_refund')
                    GROUP BY r.order_line_id
                   HAVING SUM(CASE WHEN m.move_type = 'out_refund' THEN -a.quantity
                                   ELSE a.quantity END) <= 0""",
                SALE_MOVES,
                run.company_id.id,
            ),
        )

    @api.model
    def _source_invoice(self, run, low, high):
        """Invoices, as far as they are not of an order: that is a basket already."""
        return (
            SQL("account_move d"),
            SQL(
                """d.company_id = %s AND d.state = 'posted'
                   AND d.move_type IN %s AND d.invoice_date BETWEEN %s AND %s AND NOT %s""",
                run.company_id.id,
                SALE_INVOICES,
                run.date_from,
                run.date_to,
                self.env["ladder.facts"]._settles_order(SQL.identifier("d")),
            ),
            SQL(
                """account_move_line l ON l.move_id = d.id AND l.display_type = 'product'
                   AND l.move_id > %s AND l.move_id <= %s
                   AND l.product_id IS NOT NULL AND l.quantity > 0
                   AND NOT EXISTS (SELECT FROM sale_order_line_invoice_rel r
                                    WHERE r.invoice_line_id = l.id)""",
                low,
                high,
            ),
            # A credit note says which invoice it takes back, not which line: by product.
            SQL(
                """SELECT i.id
                     FROM (SELECT c.reversed_entry_id AS move_id, a.product_id,
                                  SUM(a.quantity) AS quantity
                             FROM account_move c JOIN account_move_line a ON a.move_id = c.id
                            WHERE c.company_id = %s AND c.state = 'posted'
                              AND c.move_type = 'out_refund' AND a.display_type = 'product'
                              AND c.reversed_entry_id > %s AND c.reversed_entry_id <= %s
                            GROUP BY 1, 2) back
                          JOIN account_move_line i
                               ON i.move_id = back.move_id AND i.product_id = back.product_id
                    WHERE i.display_type = 'product' AND i.quantity <= back.quantity""",
                run.company_id.id,
                low,
                high,
            ),
        )

    @api.model
    def _last_of(self, source, run, low, limit):
        """Id of the last of the next ``limit`` documents of a source; None when there is none."""
        documents, conditions, _lines, _returned = self._sources()[source](run, low, low)
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT MAX(id) FROM (SELECT d.id FROM %s WHERE %s AND d.id > %s"
                " ORDER BY d.id LIMIT %s) t",
                documents,
                conditions,
                low,
                limit,
            )
        )
        return last

    @api.model
    def _collect(self, source, run, low, high):
        """Take the documents with ids above ``low`` up to ``high``; return how many held any."""
        documents, conditions, lines, returned = self._sources()[source](run, low, high)
        self.env.cr.execute(
            SQL(
                """
                WITH returned (id) AS MATERIALIZED (%(returned)s),
                     held AS (
                         SELECT ARRAY_AGG(DISTINCT l.product_id ORDER BY l.product_id) AS products
                           FROM %(documents)s JOIN %(lines)s
                          WHERE %(conditions)s AND d.id > %(low)s AND d.id <= %(high)s
                            AND l.id NOT IN (SELECT id FROM returned)
                          GROUP BY d.id)
                INSERT INTO ladder_basket (run_id, products)
                SELECT %(run)s, products FROM held WHERE CARDINALITY(products) <= %(most)s
                """,
                returned=returned,
                documents=documents,
                lines=lines,
                conditions=conditions,
                low=low,
                high=high,
                run=run.id,
                most=MOST_PRODUCTS,
            )
        )
        return self.env.cr.rowcount
