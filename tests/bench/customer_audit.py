"""How long the customer audit takes, as ratios within one run. Leaves nothing: it rolls back.

    CUSTOMER_AUDIT_BENCH=100000 odoo shell -c odoo.conf -d DB --no-http \\
        < tests/bench/customer_audit.py

Measured: the screen's first page, with the figures made anew, against the one SQL statement that
makes them; rows a second of the workbook against Odoo's own list export of as many columns (of a
part of the rows, because it is slow); memory.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import resource
import sys
import tempfile
import time
from datetime import date
from types import SimpleNamespace

from odoo.tools import SQL

from odoo.addons.crm_ladder.report.customer_audit_sheets import CUSTOMER, FIELD_OF, write_book
from odoo.addons.web.controllers import export

CUSTOMERS = int(os.environ.get("CUSTOMER_AUDIT_BENCH", "10000"))
EXPORTED = min(CUSTOMERS, 2000)
FIRST_PAGE, EXPORT = 2, 20  # aims

# Five documents a customer, each with a line of receivables and one of income: ten journal items.
DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills, city,
                         create_date)
SELECT 'bench ' || g, 'bench ' || g, 'contact', TRUE, TRUE, 'ask', 'c' || g %% 40, now()
  FROM generate_series(1, %(n)s) g;
UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'bench %%';
CREATE TEMP TABLE bench ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY id) AS place FROM res_partner WHERE name LIKE 'bench %%';
CREATE UNIQUE INDEX ON bench (place);
CREATE TEMP TABLE deed ON COMMIT DROP AS
SELECT g, b.id AS partner_id, %(today)s::date - (random() * 400)::int AS day,
       (10 + random() * 1000)::int AS amount, g %% 5 AS kind
  FROM generate_series(0, %(n)s * 5 - 1) g JOIN bench b ON b.place = g / 5 + 1;
INSERT INTO account_move (name, company_id, journal_id, currency_id, partner_id,
        commercial_partner_id, move_type, state, date, invoice_date, invoice_date_due,
        amount_untaxed_signed, amount_untaxed_in_currency_signed, auto_post, create_date, ref)
SELECT 'B' || g, %(company)s, CASE kind WHEN 4 THEN %(bank)s ELSE %(sale)s END, %(currency)s,
       partner_id, partner_id,
       CASE kind WHEN 4 THEN 'entry' WHEN 3 THEN 'out_refund' ELSE 'out_invoice' END, 'posted',
       day, day, day + 30, CASE kind WHEN 4 THEN 0 WHEN 3 THEN -amount ELSE amount END,
       CASE kind WHEN 4 THEN 0 WHEN 3 THEN -amount ELSE amount END, 'no', now(), 'bench' || g
  FROM deed;
CREATE TEMP TABLE booked ON COMMIT DROP AS
SELECT m.id AS move_id, d.*, CASE WHEN kind >= 3 THEN -amount ELSE amount END AS signed
  FROM account_move m JOIN deed d ON m.ref = 'bench' || d.g;
INSERT INTO account_move_line (move_id, company_id, journal_id, account_id, partner_id, currency_id,
        company_currency_id, date, date_maturity, parent_state, display_type, balance,
        amount_currency, debit, credit, amount_residual)
SELECT b.move_id, %(company)s, CASE kind WHEN 4 THEN %(bank)s ELSE %(sale)s END, part.account,
       b.partner_id, %(currency)s, %(currency)s, b.day, b.day + 30, 'posted', part.type,
       part.sign * b.signed, part.sign * b.signed, GREATEST(part.sign * b.signed, 0),
       GREATEST(-part.sign * b.signed, 0), 0
  FROM booked b
       CROSS JOIN (VALUES (%(receivable)s, 'payment_term', 1), (%(income)s, 'product', -1))
           AS part (account, type, sign);
INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, amount,
        debit_amount_currency, credit_amount_currency, max_date, company_id)
SELECT d.id, c.id, LEAST(d.balance, -c.balance), LEAST(d.balance, -c.balance),
       LEAST(d.balance, -c.balance), GREATEST(d.date, c.date), %(company)s
  FROM booked b
       JOIN account_move_line d ON d.move_id = b.move_id AND d.account_id = %(receivable)s
       JOIN booked p ON p.g = b.g + 4 AND b.kind = 0
       JOIN account_move_line c ON c.move_id = p.move_id AND c.account_id = %(receivable)s;
ANALYZE res_partner, account_move, account_move_line, account_partial_reconcile;
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


def fill():
    """Write customers and ledger."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    journals = env["account.journal"].search([("company_id", "=", company.id)])

    def account(kind):
        return env["account.account"].search(
            [("account_type", "=", kind), ("company_ids", "in", company.ids)], limit=1
        )

    env.flush_all()
    env.cr.execute(
        DATA,
        {
            "n": CUSTOMERS,
            "today": date.today(),
            "company": company.id,
            "currency": company.currency_id.id,
            "bank": journals.filtered(lambda journal: journal.type == "bank")[0].id,
            "sale": journals.filtered(lambda journal: journal.type == "sale")[0].id,
            "receivable": account("asset_receivable").id,
            "income": account("income").id,
        },
    )


def bare():
    """The figures and nothing else."""
    scope = (None, date.today(), env.company.ids, False)
    return env.execute_query(
        SQL(
            "SELECT count(*), sum(receivable) FROM (%s) f",
            env["customer.audit.figures"]._select(scope),
        )
    )


def screen():
    """Make the audit and read its first page as the web client does."""
    run = env["customer.audit.run"]._make(date.today(), companies=env.company)
    names = [FIELD_OF.get(name, name) for name, _kind, _width in CUSTOMER]
    env["customer.audit"].web_search_read(
        [("run_id", "=", run.id)],
        {name: {} for name in names},
        limit=80,
        order="receivable desc",
    )
    return run


def exported(run):
    """Odoo's own export of the same columns, of a part of the rows."""
    export.request = SimpleNamespace(env=env)
    names = [FIELD_OF.get(name, name) for name, _kind, _width in CUSTOMER]
    columns = [{"name": name, "type": env["customer.audit"]._fields[name].type} for name in names]
    env.invalidate_all()
    rows = env["customer.audit"].search([("run_id", "=", run.id)], limit=EXPORTED)
    data = rows.export_data([name for name in names])["datas"]
    with export.ExportXlsxWriter(columns, names, len(data)) as writer:
        for number, row in enumerate(data, 1):
            for column, value in enumerate(row):
                writer.write_cell(number, column, value)
    return len(data)


def main():
    """Measure, and take everything back."""
    fill()
    sys.stdout.write(f"{CUSTOMERS} customers, {CUSTOMERS * 10} journal items" + "\n")
    bare()  # what the disk has to be asked for once
    alone, _rows = clocked("figures, one statement", bare)
    page, run = clocked("audit with its control and first page", screen)
    sys.stdout.write(
        f"first page: {page / alone:.1f} times the statement (aim ≤ {FIRST_PAGE})"
        f"; ties to the ledger: {run.tied}" + "\n"
    )
    env.invalidate_all()
    before = memory()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        book, _none = clocked("workbook", lambda: write_book(env, run, file.name, "fa_IR"))
        size = os.path.getsize(file.name) // 1024
    after = memory()
    sys.stdout.write(f"memory: {before} MB before the workbook, {after} MB after; {size} kB" + "\n")
    seconds, rows = clocked(f"Odoo's list export of {EXPORTED} rows", lambda: exported(run))
    ours, theirs = CUSTOMERS / book, rows / seconds
    sys.stdout.write(
        f"rows a second: workbook {ours:.0f}, list export {theirs:.0f}: {ours / theirs:.1f} times "
        f"(aim ≥ {EXPORT})" + "\n"
    )


try:
    main()
finally:
    env.cr.rollback()
