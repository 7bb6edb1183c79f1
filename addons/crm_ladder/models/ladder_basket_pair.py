"""What the basket analysis found."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.basket import safe_lift


class LadderBasketItem(models.Model):
    """In how many purchases a product was."""

    _name = "ladder.basket.item"
    _description = "Product of a Basket Analysis"
    _log_access = False
    _rec_name = "product_id"

    run_id = fields.Many2one("ladder.basket.run", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade", index=True)
    baskets = fields.Integer("Purchases")
    places = fields.Integer(help="Products in these purchases: how much work its pairs are.")

    _product_uniq = models.UniqueIndex("(run_id, product_id)", "Each product is counted once.")


class LadderBasketCount(models.Model):
    """How many purchases held two products; seen as ``ladder.basket.pair``.

    Written in SQL, hundreds of thousands at a time, and by nobody else: plain numbers without
    references that would be checked one by one.
    """

    _name = "ladder.basket.count"
    _description = "Count of a Basket Analysis"
    _log_access = False

    run_id = fields.Integer(required=True)
    one_id = fields.Integer(required=True, help="The product with the smaller id.")
    two_id = fields.Integer(required=True)
    together = fields.Integer(required=True)

    _pair_uniq = models.UniqueIndex("(run_id, one_id, two_id)", "Each pair is counted once.")
    _two_idx = models.Index("(run_id, two_id)")

    @api.model
    def _count(self, run, first, last):
        """Count the pairs whose first product has an id from ``first`` to ``last``.

        :return: how many pairs there are
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ladder_basket_count (run_id, one_id, two_id, together)
                SELECT %(run)s, a.id, b.id, COUNT(*)
                  FROM ladder_basket k, UNNEST(k.products) AS a (id), UNNEST(k.products) AS b (id)
                 WHERE k.run_id = %(run)s AND a.id BETWEEN %(first)s AND %(last)s AND b.id > a.id
                 GROUP BY 2, 3 HAVING COUNT(*) >= %(minimum)s
                """,
                run=run.id,
                first=first,
                last=last,
                minimum=run.minimum,
            )
        )
        return self.env.cr.rowcount


class LadderBasketPair(models.Model):
    """Who buys the one buys the other: each direction is a row."""

    _name = "ladder.basket.pair"
    _description = "Bought Together"
    _auto = False
    _depends = {"ladder.basket.run": ["state", "company_id", "baskets"]}
    _order = "lift desc, together desc, id"
    _rec_name = "other_id"

    company_id = fields.Many2one("res.company", readonly=True)
    run_id = fields.Many2one("ladder.basket.run", readonly=True)
    product_id = fields.Many2one("product.product", "Who buys", readonly=True)
    other_id = fields.Many2one("product.product", "Also buys", readonly=True)
    together = fields.Integer("Bought together", readonly=True, help="Purchases that held both.")
    support = fields.Float(
        digits=(16, 6),
        aggregator=None,
        readonly=True,
        help="Share of all purchases that held both.",
    )
    confidence = fields.Float(
        digits=(16, 6),
        aggregator=None,
        readonly=True,
        help="Share of the purchases with the first product that held the second one too.",
    )
    lift = fields.Float(
        "Times by chance",
        digits=(16, 4),
        aggregator=None,
        readonly=True,
        help="How many times more often than if people chose independently.",
    )
    safe_lift = fields.Float(
        "Surely at least",
        digits=(16, 2),
        compute="_compute_safe_lift",
        help="The same when luck is taken off (95 %). Above 1 the two belong together.",
    )
    first_baskets = fields.Integer("Purchases with the first", readonly=True)
    second_baskets = fields.Integer("Purchases with the second", readonly=True)
    baskets = fields.Integer("Purchases looked at", readonly=True)

    @property
    def _table_query(self):
        """Both directions of what is counted, of the analyses that are done."""
        way = """
            SELECT %(id)s AS id, r.company_id, c.run_id, c.%(one)s AS product_id,
                   c.%(two)s AS other_id, c.together, i.baskets AS first_baskets,
                   j.baskets AS second_baskets, r.baskets,
                   c.together::numeric / r.baskets AS support,
                   c.together::numeric / i.baskets AS confidence,
                   c.together::numeric * r.baskets / (i.baskets * j.baskets::numeric) AS lift
              FROM ladder_basket_run r
                   JOIN ladder_basket_count c ON c.run_id = r.id
                   JOIN ladder_basket_item i ON i.run_id = r.id AND i.product_id = c.%(one)s
                   JOIN ladder_basket_item j ON j.run_id = r.id AND j.product_id = c.%(two)s
             WHERE r.state = 'done'
        """
        one, two = SQL.identifier("one_id"), SQL.identifier("two_id")
        return SQL(
            "%s UNION ALL %s",
            SQL(way, id=SQL("2 * c.id::bigint"), one=one, two=two),
            SQL(way, id=SQL("2 * c.id::bigint + 1"), one=two, two=one),
        )

    @api.depends("together")
    def _compute_safe_lift(self):
        for pair in self:
            pair.safe_lift = safe_lift(
                pair.together, pair.first_baskets, pair.second_baskets, pair.baskets
            )

    @api.model
    def action_analyse_now(self):
        """Have the analysis renewed in the background."""
        return self.env["ladder.basket.run"].action_analyse_now()

    def action_make_offer(self):
        """A draft offer: to who buys the one, the other."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ladder.offer",
            "view_mode": "form",
            "context": {
                "default_name": self.env._(
                    "%(other)s after %(product)s",
                    other=self.other_id.name,
                    product=self.product_id.name,
                ),
                "default_trigger": "purchase",
                "default_after_product_ids": [(6, 0, self.product_id.ids)],
                "default_product_id": self.other_id.id,
                "default_company_id": self.company_id.id,
            },
        }
