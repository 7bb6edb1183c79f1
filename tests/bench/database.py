"""Reading the site's database as its owner, and copying it while it is in use."""

import os
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

SERIAL = "DEMO-KEYPAD-1"


def connect(name):
    """Return a connection to a database of the site's server."""
    return psycopg2.connect(dbname=name, user="odoo", host=os.environ["CLUB_BENCH_PGHOST"])


@contextmanager
def transaction(name):
    """Give a cursor; commit at the end, roll back when something goes wrong."""
    with closing(connect(name)) as connection, connection, connection.cursor() as cursor:
        yield cursor


def secret(name, serial=SERIAL):
    """Return the secret of a keypad (bytes), which only the database's owner can read."""
    with transaction(name) as cursor:
        cursor.execute("SELECT secret FROM direct_device WHERE serial = %s", [serial])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise SystemExit(f"The database {name} has no keypad {serial}: it has no demo data.")
    return bytes(row[0])


def _run(program, *arguments, **options):
    binary = Path(os.environ["CLUB_BENCH_PGBIN"]) / program
    words = [str(binary), "-h", os.environ["CLUB_BENCH_PGHOST"], "-U", "odoo", *arguments]
    return subprocess.run(words, check=True, **options)


def copy(source, target):
    """Copy a database that others use at this moment; it is only read."""
    drop(target)
    _run("createdb", "-T", "template0", target)
    dump = _run("pg_dump", "-Fc", "-Z0", source, stdout=subprocess.PIPE).stdout
    _run("pg_restore", "--no-owner", "-d", target, input=dump)
    with closing(connect(target)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("ANALYZE")


def drop(name):
    """Drop a database, whoever uses it."""
    _run("dropdb", "--force", "--if-exists", name, stderr=subprocess.DEVNULL)
