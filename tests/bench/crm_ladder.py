"""How long the ladder takes, as ratios within one run. Leaves nothing behind: it rolls back.

    CRM_LADDER_BENCH=200000 odoo shell -c odoo.conf -d DB --no-http < tests/bench/crm_ladder.py

Measured: the evaluation of everybody (first and second night) against the one SQL statement that
aggregates the same facts; the scores; one customer's update after one purchase, in queries.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import resource
import sys
import time
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

CUSTOMERS = int(os.environ.get("CRM_LADDER_BENCH", "20000"))
BATCH = 2000

DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills,
                         create_date)
SELECT 'bench', 'bench', 'contact', TRUE, TRUE, 'ask', now() FROM generate_series(1, %(n)s);
UPDATE res_partner SET commercial_partner_id = id WHERE name = 'bench';
CREATE TEMP TABLE bench ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) AS place FROM res_partner WHERE name = 'bench';
CREATE UNIQUE INDEX ON bench (place);
CREATE TEMP TABLE deed ON COMMIT DROP AS
SELECT g, b.id AS partner_id, now() - random() * interval '700 days' AS at
  FROM (SELECT g, 1 + floor(random() * random() * %(n)s)::int AS place
          FROM generate_series(1, %(n)s * 5) g) t JOIN bench b USING (place);
INSERT INTO sale_order (name, company_id, partner_id, partner_invoice_id, partner_shipping_id,
                        state, date_order, amount_untaxed, currency_rate, create_date)
SELECT 'B' || g, %(company)s, partner_id, partner_id, partner_id, 'sale', at, 100, 1, now()
  FROM deed WHERE g %% 5 < 2;
INSERT INTO club_visit (partner_id, company_id, visited_at, number, tag_id, source, origin)
SELECT partner_id, %(company)s, at, row_number() OVER (PARTITION BY partner_id),
       CASE WHEN g %% 2 = 0 THEN %(tag)s END, 'import', 'bench:' || g
  FROM deed WHERE g %% 5 >= 2;
ANALYZE res_partner, sale_order, club_visit;
"""


def clocked(label, function):
    """Run ``function``, print how long it took, return that."""
    start = time.monotonic()
    function()
    seconds = time.monotonic() - start
    sys.stdout.write(f"{label}: {seconds:.2f} s" + "\n")
    return seconds


def evaluate():
    """Everybody once, as the nightly action does it."""
    run = env["ladder.run"].create({"started_at": "2000-01-01", "total": CUSTOMERS})
    while run._step(BATCH):
        env.invalidate_all()


def score():
    """Everybody's measures once."""
    scores = env["ladder.score"]
    fit, yardstick, last = scores._present_fit(), scores._yardstick(), 0
    while ids := scores._next_buyers(last, BATCH):
        scores._score(ids, yardstick, fit)
        last = ids[-1]


def queries_of_one_update():
    """Statements from one queued customer to the rung."""
    [(partner_id,)] = env.execute_query(SQL("SELECT min(id) FROM bench"))
    env.cr.execute("DELETE FROM ladder_dirty")
    env["ladder.dirty"]._add([partner_id])
    env.invalidate_all()
    count, execute = 0, Cursor.execute

    def counting(cursor, *args, **kwargs):
        nonlocal count
        count += 1
        return execute(cursor, *args, **kwargs)

    with patch.object(Cursor, "execute", counting):
        env["ladder.dirty"]._drain(500)
    return count


def memory():
    """Most memory used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


tag = env["club.tag"].create({"name": "bench", "ladder_is_purchase": True})
env.flush_all()
env.cr.execute(DATA, {"n": CUSTOMERS, "company": env.company.id, "tag": tag.id})
sys.stdout.write(f"{CUSTOMERS} customers, {5 * CUSTOMERS} orders and visits" + "\n")
before = memory()
first = clocked("first evaluation of everybody", evaluate)
second = clocked("second evaluation of everybody", evaluate)
sys.stdout.write(f"memory: {before} MB before, {memory()} MB after" + "\n")
windows = env["ladder.rung"]._ruleset().windows
ids = [row[0] for row in env.execute_query(SQL("SELECT id FROM bench"))]
facts = clocked(
    "the same facts in one statement", lambda: env["ladder.facts"]._collect(ids, windows)
)
sys.stdout.write(f"ratio: first {first / facts:.1f}, second {second / facts:.1f}" + "\n")
clocked("scores of everybody", score)
sys.stdout.write(f"one customer's update: {queries_of_one_update()} queries" + "\n")
env.cr.rollback()
