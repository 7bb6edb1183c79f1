"""How long results of campaigns take, as ratios within one run. Leaves nothing: it rolls back.

    CAMPAIGN_BENCH=100000 odoo shell -c odoo.conf -d DB --no-http < tests/bench/campaigns.py

So many texts of 40 campaigns that share customers, and an invoice for every second text. Measured:
counting everything anew, and again when nothing changed, against one SQL statement that finds the
last touch before each invoice; the page of campaigns against the bare sums behind it; memory.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import resource
import sys
import time

TEXTS = int(os.environ.get("CAMPAIGN_BENCH", "20000"))
CAMPAIGNS = 40

DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills,
                         create_date)
SELECT 'bench ' || g, 'bench ' || g, 'contact', TRUE, TRUE, 'ask', now()
  FROM generate_series(1, %(n)s / 4) g;
UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'bench %%';
CREATE TEMP TABLE bench ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM res_partner WHERE name LIKE 'bench %%';
CREATE UNIQUE INDEX ON bench (place);
INSERT INTO club_message (partner_id, company_id, number, body, purpose, state, rule_key, origin,
        parts, cost, campaign_id, planned_at, sent_at)
SELECT b.id, %(company)s, '+98912', 'x', 'advertising', 'delivered', 'bench', g::text, 2, 0,
       (%(campaigns)s)[1 + g %% 40], t.at, t.at
  FROM generate_series(1, %(n)s) g JOIN bench b ON b.place = g %% (%(n)s / 4)
       CROSS JOIN LATERAL (
           SELECT now() - (g * 7919 %% 365 + 1) * interval '1 day' AS at) t;
INSERT INTO account_move (name, company_id, journal_id, currency_id, partner_id,
        commercial_partner_id, move_type, state, date, invoice_date, amount_untaxed_signed,
        auto_post, create_date)
SELECT 'B' || g, %(company)s, %(sale)s, %(currency)s, b.id, b.id,
       CASE g %% 10 WHEN 0 THEN 'out_refund' ELSE 'out_invoice' END, 'posted', t.day, t.day,
       CASE g %% 10 WHEN 0 THEN -1 ELSE 1 END * (g %% 900 + 1), 'no', now()
  FROM generate_series(1, %(n)s / 2) g JOIN bench b ON b.place = g %% (%(n)s / 4)
       CROSS JOIN LATERAL (
           SELECT current_date - (g %% 365 * 104729 %% 365) AS day) t;
INSERT INTO ladder_purchase (partner_id, day, value)
SELECT partner_id, invoice_date, sum(amount_untaxed_signed) FROM account_move
 WHERE name LIKE 'B%%' AND partner_id IN (SELECT id FROM bench) GROUP BY 1, 2
    ON CONFLICT DO NOTHING;
ANALYZE res_partner, account_move, club_message, ladder_purchase;
"""
BARE = """
SELECT campaign_id, sum(amount) FROM (
    SELECT DISTINCT ON (m.id) m.id, t.campaign_id, m.amount_untaxed_signed AS amount
      FROM account_move m JOIN club_message t ON t.partner_id = m.partner_id
           AND t.sent_at <= m.invoice_date AND m.invoice_date - t.sent_at::date <= 30
     WHERE m.state = 'posted' AND m.move_type = 'out_invoice' AND t.campaign_id IS NOT NULL
     ORDER BY m.id, t.sent_at DESC) last GROUP BY 1
"""
SUMS = """
SELECT campaign_id, kind, sum(amount), sum(quantity) FROM ladder_campaign_entry
 WHERE campaign_id = ANY(%s) GROUP BY 1, 2
"""


def clocked(label, function):
    """Run ``function`` and print how long it took; return the seconds."""
    start = time.monotonic()
    function()
    seconds = time.monotonic() - start
    sys.stdout.write(f"{label}: {seconds:.2f} s\n")
    return seconds


def memory():
    """Most memory used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def page():
    """The page of campaigns as the web client reads it."""
    env.invalidate_all()
    view = env.ref("crm_ladder.utm_campaign_view_list_ladder")
    names = [
        node.get("name")
        for node in __import__("lxml.etree").etree.fromstring(view.arch).iter("field")
    ]
    env["utm.campaign"].web_search_read(
        [("id", "in", campaigns.ids)], {name: {} for name in names}, limit=80
    )


company = env.company
if not company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
campaigns = env["utm.campaign"].create(
    [{"title": f"bench {n}", "company_id": company.id} for n in range(CAMPAIGNS)]
)
journal = env["account.journal"].search(
    [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
)
env.flush_all()
env.cr.execute(
    DATA,
    {
        "n": TEXTS,
        "company": company.id,
        "currency": company.currency_id.id,
        "sale": journal.id,
        "campaigns": campaigns.ids,
    },
)
refresh = env["ladder.campaign.entry"]._refresh
before = memory()
bare = clocked("one SQL statement: last touch of each invoice", lambda: env.cr.execute(BARE))
first = clocked(f"{CAMPAIGNS} campaigns counted", lambda: refresh(campaigns.ids))
again = clocked("counted again, nothing changed", lambda: refresh(campaigns.ids))
env.cr.execute("ANALYZE ladder_campaign_entry")
sums = min(
    clocked("bare sums of the page", lambda: env.cr.execute(SUMS, [campaigns.ids]))
    for _time in range(3)
)
shown = min(clocked("page of campaigns", page) for _time in range(3))
sys.stdout.write(
    f"{TEXTS} texts: counting {first / bare:.1f}, again {again / bare:.1f} times the bare"
    f" statement; page {shown / sums:.1f} times its sums; {memory() - before} MB more\n"
)
env.cr.rollback()
