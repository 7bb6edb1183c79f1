"""Planning the rules of a day for everybody, against the bare SQL that finds them. Rolls back.

    CLUB_RULES_BENCH=100000 odoo shell -c odoo.conf -d DB --no-http < tests/bench/daily_rules.py

Measured: three rules (birthday, not seen, an occasion for everybody) planned for one day in the
planner's own batches; the same three selects alone; the same rows found and inserted by bare
statements (what takes long are the table's foreign keys and indexes); planning once more, when all
is planned, as in the other hours of the day; playing a thousand firings into the ledger.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import sys
import time
from datetime import date, timedelta

from odoo.tools import SQL

from odoo.addons.customer_club.models.club_rule_daily import BATCH

MEMBERS = int(os.environ.get("CLUB_RULES_BENCH", "20000"))
TODAY = date(2026, 11, 24)

DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills,
       create_date, club_mobile, club_birthday, club_birthday_calendar, club_birthday_md,
       club_birthday_jalali_md)
SELECT 'bench', 'bench', 'contact', TRUE, TRUE, 'ask', now(),
       '+98912' || lpad(g::text, 7, '0'), date '1990-01-01' + g %% 366, 'gregorian',
       extract(month FROM date '1990-01-01' + g %% 366) * 100
       + extract(day FROM date '1990-01-01' + g %% 366), 0
  FROM generate_series(1, %(n)s) g
ON CONFLICT DO NOTHING;
UPDATE res_partner SET commercial_partner_id = id WHERE name = 'bench';
INSERT INTO club_visit (partner_id, company_id, visited_at, number, weight, source, origin)
SELECT p.id, %(company)s, timestamp %(noon)s - interval '1 day' * (p.id %% 60), 1, 1, 'import',
       'bench:' || p.id
  FROM res_partner p WHERE p.name = 'bench';
ANALYZE res_partner, club_visit;
"""


def clocked(label, function):
    """Run ``function``, print how long it took, return that."""
    start = time.monotonic()
    result = function()
    seconds = time.monotonic() - start
    sys.stdout.write(f"{label}: {seconds:.2f} s ({result})\n")
    return seconds


def plan():
    """All rules of the day, as the scheduled action does it, without its commits."""
    found = 0
    for rule in rules:
        last, count = 0, BATCH
        while count >= BATCH:
            count, last = rule._plan_day(TODAY, last, BATCH)
            found += count
    return found


def select():
    """The bare selects: who is meant by the rule on that day, and was not planned before."""
    found = 0
    for rule in rules:
        [(count,)] = env.execute_query(
            SQL(
                """
                SELECT count(*) FROM (SELECT partner_id, origin, period FROM (%s) q
                 WHERE NOT EXISTS (SELECT FROM club_rule_run r
                                    WHERE r.rule_id = %s AND r.partner_id = q.partner_id
                                      AND r.period = q.period) OFFSET 0) t
                """,
                rule._day_query(TODAY),
                rule.id,
            )
        )
        found += count
    return found


def insert():
    """The same rows put into the same table by one bare statement for each rule."""
    found = 0
    for rule in rules:
        env.cr.execute(
            SQL(
                """
                INSERT INTO club_rule_run (rule_id, company_id, partner_id, period, origin, at,
                       due_at, state)
                SELECT %s, %s, partner_id, period, origin, now(), now(), 'waiting' FROM (%s) q
                """,
                rule.id,
                rule.company_id.id,
                rule._day_query(TODAY),
            )
        )
        found += env.cr.rowcount
    return found


def play(limit=1000):
    """A thousand texts from the plan to the ledger."""
    return env["club.rule.run"]._play_due(limit)


env.cr.execute(DATA, {"n": MEMBERS, "company": env.company.id, "noon": f"{TODAY} 08:30:00"})
occasion = env["club.occasion"].create(
    {"name": "bench", "calendar": "gregorian", "month": TODAY.month, "day": TODAY.day}
)
occasion._ensure_days(TODAY, TODAY + timedelta(days=1))
rules = env["club.rule"].create(
    [
        {"name": "birthday", "trigger": "birthday", "text": "{name}!"},
        {"name": "not seen", "trigger": "not_seen", "days": 30, "text": "{name}!"},
        {"name": "occasion", "trigger": "occasion", "occasion_id": occasion.id, "text": "{name}!"},
    ]
)
env.flush_all()
sys.stdout.write(f"{MEMBERS} members, three rules\n")
bare = clocked("the bare selects that find them", select)
env.cr.execute("SAVEPOINT before")
rows = clocked("finding and inserting them by bare statements", insert)
env.cr.execute("ROLLBACK TO SAVEPOINT before")
planned = clocked("planning the day", plan)
again = clocked("planning it once more, nothing new", plan)
sys.stdout.write(f"ratio: to the bare statements {planned / rows:.1f}, to the selects alone ")
sys.stdout.write(f"{planned / bare:.1f}; of the hours with nothing new {again / bare:.1f}\n")
clocked("a thousand firings into the ledger", play)
env.cr.rollback()
