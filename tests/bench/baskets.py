"""How long the basket analysis takes, beside the bare SQL self-join. Leaves nothing: it rolls back.

    CLUB_BASKET_BENCH=1000000 odoo shell -c odoo.conf -d DB --no-http < tests/bench/baskets.py

The number is that of order lines; four to an order, of 2,000 products of which some are bought far
more often than others. Measured: the whole analysis (collect, count, finish) as the scheduled
action does it, batch by batch, against one statement that joins the order lines with themselves and
counts; that both find the same pairs; memory.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import resource
import sys
import time
from collections import Counter

from odoo.tools import SQL

LINES = int(os.environ.get("CLUB_BASKET_BENCH", "200000"))
PRODUCTS, MINIMUM, AIM = 2000, 5, 3

DATA = """
CREATE TEMP TABLE thing ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) AS place FROM unnest(%(ids)s) AS t (id);
CREATE UNIQUE INDEX ON thing (place);
INSERT INTO sale_order (name, company_id, partner_id, partner_invoice_id, partner_shipping_id,
                        state, date_order, amount_untaxed, currency_rate, create_date)
SELECT 'K' || g, %(company)s, %(partner)s, %(partner)s, %(partner)s, 'sale',
       now() - interval '1 day' - random() * interval '300 days', 100, 1, now()
  FROM generate_series(1, %(n)s / 4) g;
CREATE TEMP TABLE bought ON COMMIT DROP AS
SELECT o.id AS order_id, 1 + floor(random() * random() * %(products)s)::int AS place
  FROM sale_order o CROSS JOIN generate_series(1, 4) WHERE o.name LIKE 'K%%';
INSERT INTO sale_order_line (order_id, company_id, product_id, name, product_uom_qty, price_unit,
                             customer_lead, create_date)
SELECT order_id, %(company)s, t.id, 'bench', 1, 10, 0, now() FROM bought JOIN thing t USING (place);
ANALYZE sale_order, sale_order_line, product_product;
"""

BARE = """
SELECT a.product_id AS one, b.product_id, COUNT(DISTINCT a.order_id)
  FROM sale_order_line a
       JOIN sale_order_line b ON b.order_id = a.order_id AND b.product_id > a.product_id
 GROUP BY 1, 2 HAVING COUNT(DISTINCT a.order_id) >= %s
"""


def clocked(label, function):
    """Run ``function``, print how long it took, return that and its result."""
    start = time.monotonic()
    result = function()
    seconds = time.monotonic() - start
    sys.stdout.write(f"{label}: {seconds:.2f} s" + "\n")
    return seconds, result


def memory():
    """Most memory used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bare(distinct=True):
    """The self-join and nothing else; without DISTINCT it may count an order twice."""
    sql = BARE if distinct else BARE.replace("DISTINCT a.order_id", "*")
    [row] = env.execute_query(
        SQL(
            "SELECT COUNT(*), SUM(count) FROM (%s) t WHERE one IN (SELECT id FROM thing)",
            SQL(sql, MINIMUM),
        )
    )
    return row


def analyse():
    """The analysis as the scheduled action makes it."""
    run, batches, seconds = env["ladder.basket.run"]._open(env.company), 0, Counter()
    while run.state != "done":
        state, start = run.state, time.monotonic()
        run._step()
        env.flush_all()
        env.invalidate_all()
        seconds[state] += time.monotonic() - start
        batches += 1
    sys.stdout.write(", ".join(f"{state} {took:.1f} s" for state, took in seconds.items()) + "\n")
    return run, batches


def main():
    """Measure, and take everything back."""
    env.company.write({"ladder_basket_months": 12, "ladder_basket_minimum": MINIMUM})
    env.cr.execute("DELETE FROM ladder_basket_run")
    products = env["product.product"].create([{"name": f"bench {n}"} for n in range(PRODUCTS)])
    env.flush_all()
    env.cr.execute(
        DATA,
        {
            "n": LINES,
            "products": PRODUCTS,
            "ids": products.ids,
            "company": env.company.id,
            "partner": env.company.partner_id.id,
        },
    )
    sys.stdout.write(f"{LINES} order lines, {PRODUCTS} products" + "\n")
    bare()  # what the disk has to be asked for once
    plain, _rows = clocked("bare self-join", lambda: bare(distinct=False))
    exact, found = clocked("bare self-join, each order once", bare)
    before = memory()
    mine, (run, batches) = clocked("basket analysis", analyse)
    [ours] = env.execute_query(
        SQL(
            "SELECT COUNT(*), SUM(together) FROM ladder_basket_count"
            " WHERE run_id = %s AND one_id IN (SELECT id FROM thing)",
            run.id,
        )
    )
    sys.stdout.write(
        f"{run.pairs} pairs in {batches} batches; the same as the self-join: {ours == found}\n"
        f"ratio: {mine / plain:.1f} to the plain self-join (aim ≤ {AIM}), "
        f"{mine / exact:.1f} to the exact one\n"
        f"memory: {before} MB before, {memory()} MB after\n"
    )


try:
    main()
finally:
    env.cr.rollback()
