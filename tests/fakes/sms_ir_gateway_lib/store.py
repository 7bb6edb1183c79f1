"""The gateway's memory: one SQLite database, in a file or in RAM.

What is accepted is committed before it is answered, so a killed gateway comes back with
every message it ever said yes to.
"""

import json
import sqlite3
import threading
from contextlib import contextmanager

from . import demo
from .settings import check_settings, default_settings

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
    credit REAL NOT NULL, status INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS api_key (
    key TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account, sandbox INTEGER NOT NULL,
    status INTEGER NOT NULL, ips TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS line (
    number INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES account,
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'advertising')),
    active INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS template (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES account, text TEXT NOT NULL,
    refuse INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS blacklist (
    mobile INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('system', 'operator')),
    PRIMARY KEY (mobile, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pack (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL,
    method TEXT NOT NULL, created_at REAL NOT NULL, send_at REAL NOT NULL,
    scheduled INTEGER NOT NULL, recipients INTEGER NOT NULL, cost REAL NOT NULL,
    deleted_at REAL);
CREATE INDEX IF NOT EXISTS pack_by_time ON pack (account, created_at);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, pack_id TEXT,
    position INTEGER NOT NULL, mobile INTEGER NOT NULL, text TEXT NOT NULL,
    line INTEGER NOT NULL, purpose TEXT NOT NULL, cost REAL NOT NULL, parts INTEGER NOT NULL,
    accepted_at REAL NOT NULL, send_at REAL NOT NULL, outcome INTEGER, path TEXT NOT NULL,
    seconds REAL NOT NULL, protocol TEXT NOT NULL, method TEXT NOT NULL, deleted_at REAL);
CREATE INDEX IF NOT EXISTS message_by_time ON message (account, send_at);
CREATE INDEX IF NOT EXISTS message_by_send ON message (send_at);
CREATE INDEX IF NOT EXISTS message_by_pack ON message (pack_id);
CREATE INDEX IF NOT EXISTS message_by_mobile ON message (mobile, id);
CREATE TABLE IF NOT EXISTS refused (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, pack_id TEXT,
    position INTEGER NOT NULL, mobile TEXT, text TEXT NOT NULL, line INTEGER NOT NULL,
    reason TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS inbound (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, line INTEGER NOT NULL,
    mobile INTEGER NOT NULL, text TEXT NOT NULL, received_at REAL NOT NULL,
    read_at REAL);
CREATE INDEX IF NOT EXISTS inbound_by_time ON inbound (account, received_at);
CREATE INDEX IF NOT EXISTS inbound_by_receipt ON inbound (received_at);
CREATE INDEX IF NOT EXISTS inbound_by_mobile ON inbound (mobile, id);
"""

_FIRST_MESSAGE_ID = 86_500_001
_FORGET_CONTENT = (
    "DELETE FROM message",
    "DELETE FROM refused",
    "DELETE FROM pack",
    "DELETE FROM inbound",
    "DELETE FROM blacklist",
)
_FORGET_CONFIGURATION = (
    "DELETE FROM api_key",
    "DELETE FROM line",
    "DELETE FROM template",
    "DELETE FROM account",
    "DELETE FROM setting",
)


class Store:
    """One database connection behind one lock, and the settings kept in it."""

    def __init__(self, path, clock, overrides=None):
        self.clock = clock
        self._overrides = dict(overrides or {})
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", timeout=2, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.isolation_level = None
        # One gateway a file: a second one is told so instead of giving out the same ids.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        # In WAL mode a commit is in the operating system's hands before it returns: it
        # survives the death of this process, at a fraction of the cost of a full sync.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self.settings = {}
        with self.transaction() as db:
            if not db.execute("SELECT 1 FROM account").fetchone():
                self._seed(db)
        self._load()

    def _seed(self, db):
        db.executemany("INSERT INTO account VALUES (?, ?, ?, ?, ?)", demo.ACCOUNTS)
        db.executemany("INSERT INTO api_key VALUES (?, ?, ?, ?, ?)", demo.KEYS)
        db.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", demo.LINES)
        db.executemany("INSERT INTO template VALUES (?, ?, ?, ?)", demo.TEMPLATES)

    def _load(self):
        stored = {
            row["name"]: json.loads(row["value"]) for row in self.rows("SELECT * FROM setting")
        }
        self.clock.offset = stored.pop("clock_offset", 0.0)
        self.settings = default_settings() | self._overrides | stored
        found = self.rows("SELECT seq FROM sqlite_sequence WHERE name = 'message'")
        self._next_id = max(_FIRST_MESSAGE_ID, found[0]["seq"] + 1 if found else 0)

    @contextmanager
    def transaction(self):
        """Give the connection for writing; commit at the end, roll back on any exception."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, query, params=()):
        """Return all rows of a reading query."""
        with self._lock:
            return self._db.execute(query, params).fetchall()

    def row(self, query, params=()):
        """Return the first row of a reading query, or None."""
        with self._lock:
            return self._db.execute(query, params).fetchone()

    def take_ids(self, count):
        """Reserve message ids; call it inside a transaction."""
        first = self._next_id
        self._next_id += count
        return range(first, first + count)

    def change_settings(self, values):
        """Check and keep settings; they survive a restart."""
        check_settings(values)
        with self.transaction() as db:
            self._keep(db, values)
            self.settings = self.settings | values

    def move_clock(self, offset):
        """Set the distance between the gateway's time and real time, in seconds."""
        with self.transaction() as db:
            self._keep(db, {"clock_offset": offset})
            self.clock.offset = offset

    def _keep(self, db, values):
        db.executemany(
            "INSERT OR REPLACE INTO setting VALUES (?, ?)",
            [(name, json.dumps(value)) for name, value in values.items()],
        )

    def reset(self, configuration=True):
        """Forget all messages; with ``configuration`` go back to the demo accounts too.

        Message ids go on from where they were: an id never names two messages.
        """
        with self.transaction() as db:
            for query in _FORGET_CONTENT:
                db.execute(query)
            if configuration:
                for query in _FORGET_CONFIGURATION:
                    db.execute(query)
                self._seed(db)
        if configuration:
            self._load()

    def close(self):
        """Close the database."""
        with self._lock:
            self._db.close()
