"""What a page of members and a search cost beside the bare SQL. It rolls back.

    MEMBER_SEARCH_BENCH=100000 odoo shell -c odoo.conf -d DB --no-http < member_search.py

Measured as ratios within one run: the list's first page with its count, four searches from the
search bar, the same in a many2one field, and the filling of the search keys of a whole database.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import statistics
import sys
import time

from odoo.tools import SQL

from odoo.addons.customer_club.tools.search_key import search_words

MEMBERS = int(os.environ.get("MEMBER_SEARCH_BENCH", "100000"))
ROUNDS = 7
PAGE = 80

DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills,
                         club_mobile, phone, club_visit_count, club_last_visit, create_date)
SELECT name, name, 'contact', TRUE, TRUE, 'ask', '+98912' || lpad(g::text, 7, '0'),
       '0912' || lpad(g::text, 7, '0'), 1 + g %% 9, now() - g * interval '1 minute', now()
  FROM (SELECT g, (ARRAY['سارا', 'علی‌رضا', 'مریم', 'رضا', 'نرگس', 'امیر', 'زهرا', 'مهدی']
                  )[1 + g %% 8] || ' ' || (ARRAY['احمدی', 'کریمی', 'حسینی', 'محمدی', 'رضایی',
                  'جعفری', 'اکبری'])[1 + g %% 7] || ' ' || g AS name
          FROM generate_series(1000000, 1000000 + %(n)s - 1) g) t
ON CONFLICT DO NOTHING
"""
SHOWN = {
    "name": {},
    "club_mobile": {},
    "club_tag_ids": {"fields": {"display_name": {}, "color": {}}},
    "club_group_id": {"fields": {"display_name": {}}},
    "club_visit_count": {},
    "club_last_visit": {},
}
BARE = """
SELECT id, name, club_mobile, club_group_id, club_visit_count, club_last_visit FROM res_partner
 WHERE active AND club_mobile IS NOT NULL {} ORDER BY complete_name, id DESC LIMIT 80
"""
COUNT = "SELECT count(*) FROM res_partner WHERE active AND club_mobile IS NOT NULL {}"


def median(function):
    """Median seconds of a few calls, each from an empty cache of the ORM."""
    times = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def bare(words):
    """The same page and count as one would write them by hand, along the same index."""
    column = SQL("club_search_key")
    column = env.cr.mogrify(env.registry.unaccent(column)).decode()
    where = "".join(f" AND {column} ILIKE %s" for _word in words)
    values = [f"%{word}%" for word in words]
    env.cr.execute(BARE.format(where), values)
    env.cr.fetchall()
    env.cr.execute(COUNT.format(where), values)
    env.cr.fetchall()


def show(label, ours, plain, aim=2):
    """Print one comparison."""
    missed = "" if ours <= aim * plain else ", MISSED"
    sys.stdout.write(
        f"{label}: {ours * 1000:.1f} ms, bare SQL {plain * 1000:.1f} ms, "
        f"ratio {ours / plain:.2f} (aim ≤ {aim}{missed})\n"
    )


def main():
    """Fill a database with members and compare."""
    Partner = env["res.partner"]
    env.cr.execute(DATA, {"n": MEMBERS})
    start = time.perf_counter()
    Partner._club_fill_search_keys()
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{MEMBERS} search keys filled in {seconds:.1f} s\n")
    env.cr.execute("ANALYZE res_partner")
    members = [("club_mobile", "!=", False)]
    show(
        "First page of the list",
        median(lambda: Partner.web_search_read(members, SHOWN, limit=PAGE)),
        median(lambda: bare([])),
    )
    for typed in ("۰۹۱۲ ۱۰۴ ۲۴۲۴", "1042424", "عليرضا كريمي", "سارا 0424"):
        domain = [*members, ("club_search", "ilike", typed)]
        words = search_words(typed)
        show(
            f"Search {typed}",
            median(lambda domain=domain: Partner.web_search_read(domain, SHOWN, limit=PAGE)),
            median(lambda words=words: bare(words)),
        )
        named = median(lambda typed=typed: Partner.name_search(typed, limit=8))
        sys.stdout.write(f"  in a many2one field: {named * 1000:.1f} ms\n")


try:
    main()
finally:
    env.cr.rollback()
