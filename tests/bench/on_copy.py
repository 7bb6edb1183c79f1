"""Benchmarks that run inside ``odoo shell``, each on a copy of the site's database."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import database
from figures import table

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

import sms_ir_worker  # noqa: E402


@contextmanager
def _copy():
    name = f"bench_{os.getpid()}"
    try:
        database.copy(os.environ["CLUB_BENCH_DB"], name)
        yield name
    finally:
        database.drop(name)


def sms_ir(_options):
    """Empty a queue of texts; see ``bench_sms_ir.py``."""
    table("How fast sms_ir empties a queue", [])
    with _copy() as name:
        env = {
            **os.environ,
            "CLUB_BENCH_EMPTY_DB": name,
            "CLUB_TEST_PYTHONPATH": os.environ["CLUB_BENCH_PYTHONPATH"],
            "PGHOST": os.environ["CLUB_BENCH_PGHOST"],
            "PGUSER": "odoo",
        }
        subprocess.run([sys.executable, HERE / "bench_sms_ir.py"], env=env, check=False)


def _in_shell(script):
    with _copy() as name:
        subprocess.run(
            [
                *sms_ir_worker.sub_command(os.environ["CLUB_BENCH_ODOO"], "shell"),
                *("-d", name, "--no-http", "--log-level", "error"),
            ],
            input=(HERE / script).read_bytes(),
            env={**os.environ, "PYTHONPATH": os.environ["CLUB_BENCH_PYTHONPATH"]},
            check=False,
        )


def crm_ladder(_options):
    """Evaluate everybody; see ``crm_ladder.py``. ``CRM_LADDER_BENCH`` says how many there are."""
    table("How long the ladder takes", [])
    _in_shell("crm_ladder.py")


def daily_rules(_options):
    """Plan a day; see ``daily_rules.py``. ``CLUB_RULES_BENCH`` says how many members there are."""
    table("How long the rules of a day take", [])
    _in_shell("daily_rules.py")


def customer_audit(_options):
    """Audit everybody; see ``customer_audit.py``. ``CUSTOMER_AUDIT_BENCH`` says how many."""
    table("How long the customer audit takes", [])
    _in_shell("customer_audit.py")


def crm_ladder_draw(_options):
    """Commit to a list and draw; see ``crm_ladder_draw.py``. ``CLUB_DRAW_BENCH`` says how many."""
    table("How long a draw takes", [])
    _in_shell("crm_ladder_draw.py")


def baskets(_options):
    """What is bought together; see ``baskets.py``. ``CLUB_BASKET_BENCH``: how many order lines."""
    table("What is bought together", [])
    _in_shell("baskets.py")


def member_import(_options):
    """Import a list; see ``member_import.py``. ``MEMBER_IMPORT_BENCH`` says how long it is."""
    table("Members of an old panel", [])
    _in_shell("member_import.py")


def member_search(_options):
    """Open and search a long list; see ``member_search.py``. ``MEMBER_SEARCH_BENCH``: how long."""
    table("What a page of members and a search cost", [])
    _in_shell("member_search.py")


def broadcast(_options):
    """Queue a group message; see ``broadcast.py``. ``CLUB_BROADCAST_BENCH``: to how many."""
    table("Group messages into the ledger, ours and Odoo's", [])
    _in_shell("broadcast.py")
