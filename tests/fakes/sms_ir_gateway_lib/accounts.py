"""Who is calling: API keys, user names and the lines they may use."""

import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass

from .codes import Refusal


@dataclass(frozen=True)
class Caller:
    """An authenticated account; ``sandbox`` calls leave no trace."""

    account: str
    sandbox: bool = False


def by_key(store, key, client):
    """Return the caller with this API key or refuse with 10 to 15."""
    row = store.row(
        "SELECT k.*, a.status AS account_status FROM api_key k"
        " JOIN account a ON a.name = k.account WHERE k.key = ?",
        (key,),
    )
    if row is None:
        raise Refusal(10)
    if row["status"]:
        raise Refusal(row["status"])
    allowed = row["ips"].split()
    if allowed and client not in allowed:
        raise Refusal(12)
    if row["account_status"]:
        raise Refusal(row["account_status"])
    return Caller(row["account"], bool(row["sandbox"]))


def by_login(store, username, password):
    """Return the caller with this SOAP login or refuse."""
    row = store.row("SELECT * FROM account WHERE username = ?", (username,))
    if row is None or row["password"] != password:
        raise Refusal(10, "نام کاربری یا رمز عبور اشتباه است")
    if row["status"]:
        raise Refusal(row["status"])
    return Caller(row["name"])


def username_of(store, account):
    """Return the user name of an account."""
    return store.row("SELECT username FROM account WHERE name = ?", (account,))["username"]


def usable_line(store, account, number):
    """Return the row of a line this account may send from, or refuse with 101 or 123."""
    row = store.row("SELECT * FROM line WHERE number = ? AND account = ?", (number, account))
    if row is None:
        raise Refusal(101)
    if not row["active"]:
        raise Refusal(123)
    return row


def lines(store, account):
    """Return the active lines of an account."""
    return store.rows("SELECT * FROM line WHERE account = ? AND active ORDER BY rowid", (account,))


def credit(store, account):
    """Return the remaining credit of an account."""
    return store.row("SELECT credit FROM account WHERE name = ?", (account,))["credit"]


class Pace:
    """A sliding window over real time, one per account: more requests a second mean 429."""

    def __init__(self):
        self._lock = threading.Lock()
        self._times = defaultdict(deque)

    def check(self, account, per_second):
        """Count a request and refuse it with 20 when the last second was full."""
        if not per_second:
            return
        # A rate below one a second is a longer window that holds one request.
        window, most = (1.0, int(per_second)) if per_second >= 1 else (1 / per_second, 1)
        now = time.monotonic()
        with self._lock:
            times = self._times[account]
            while times and times[0] <= now - window:
                times.popleft()
            if len(times) >= most:
                raise Refusal(20)
            times.append(now)
