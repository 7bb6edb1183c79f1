"""How long a draw takes. Leaves nothing behind: it rolls back.

    CLUB_DRAW_BENCH=200000 odoo shell -c odoo.conf -d DB --no-http < tests/bench/crm_ladder_draw.py

Five tickets each. Measured: the commitment (list and digest), and the decision, which checks the
digest once more; and that memory stays what it was.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import resource
import sys
import time

PERSONS = int(os.environ.get("CLUB_DRAW_BENCH", "20000"))
TICKETS = 5

DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills,
                         create_date, club_mobile)
SELECT 'draw', 'draw', 'contact', TRUE, TRUE, 'ask', now(), '+98900' || lpad(n::text, 7, '0')
  FROM generate_series(1, %(n)s) n;
UPDATE res_partner SET commercial_partner_id = id WHERE name = 'draw';
INSERT INTO ladder_purchase (partner_id, day, value)
SELECT p.id, current_date - 10 - d, 100 FROM res_partner p CROSS JOIN generate_series(1, %(t)s) d
 WHERE p.name = 'draw';
ANALYZE res_partner, ladder_purchase;
"""


def clocked(label, function):
    """Run ``function`` and print how long it took."""
    start = time.monotonic()
    function()
    sys.stdout.write(f"{label}: {time.monotonic() - start:.1f} s" + "\n")


def memory():
    """Most memory used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


env.cr.execute(DATA, {"n": PERSONS, "t": TICKETS})
benefit = env["ladder.benefit"].create(
    {
        "name": "bench",
        "units": 10,
        "rule": "draw_buyers",
        "tickets": "purchase",
        "date_from": "2000-01-01",
        "date_to": env["ladder.engine"]._today().replace(day=1),
        "exclude_winner_months": 0,
        "audience_domain": "[('name', '=', 'draw')]",
    }
)
env.cr.execute("UPDATE ladder_benefit SET date_to = current_date - 1")
env.invalidate_all()
benefit.action_open()
before = memory()
clocked("commitment", benefit.action_commit)
sys.stdout.write(f"{benefit.entry_count} entries of {benefit.person_count} persons" + "\n")
clocked("decision", benefit.action_decide)
sys.stdout.write(f"memory: {before} MB before, {memory()} MB after" + "\n")
