"""Controls for accounts, keys, lines, templates, credit and blacklists."""

from .texts import parse_mobile


def show(store):
    """Return accounts, keys, lines, templates and the size of the blacklists."""
    return {
        name: [dict(row) for row in store.rows(query)]
        for name, query in (
            ("accounts", "SELECT name, username, credit, status FROM account ORDER BY rowid"),
            ("keys", "SELECT key, account, sandbox, status, ips FROM api_key ORDER BY rowid"),
            ("lines", "SELECT * FROM line ORDER BY account, number"),
            ("templates", "SELECT * FROM template ORDER BY id"),
            ("blacklists", "SELECT kind, COUNT(*) AS numbers FROM blacklist GROUP BY kind"),
        )
    }


def _account(store, order, default="club"):
    name = order.get("account", default)
    if not store.row("SELECT 1 FROM account WHERE name = ?", (name,)):
        raise ValueError(f"there is no account {name!r}")
    return name


def _number(order, name, most, default=None):
    value = order.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"{name} is a number from 0 to {most:g}, not {value!r}")
    return value


def _whole(order, name, most, default=None):
    return int(_number(order, name, most, default))


def _words(order, name, default=None):
    value = order.get(name, default)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is a text")
    return value


def show_credit(gateway, request, order):
    """Show the credit of all accounts."""
    rows = gateway.store.rows("SELECT name, credit FROM account ORDER BY rowid")
    return {row["name"]: row["credit"] for row in rows}


def set_credit(gateway, request, order):
    """Set ``{"credit": units}`` of an account (default club)."""
    account = _account(gateway.store, order)
    credit = _number(order, "credit", 1e12)
    with gateway.store.transaction() as db:
        db.execute("UPDATE account SET credit = ? WHERE name = ?", (credit, account))
    return show_credit(gateway, request, order)


def put_account(gateway, request, order):
    """Make or change an account: name, username, password, credit, status."""
    name = _words(order, "name")
    row = (
        name,
        _words(order, "username", name),
        _words(order, "password", f"{name}-demo"),
        float(_number(order, "credit", 1e12, 1000)),
        _whole(order, "status", 255, 0),
    )
    with gateway.store.transaction() as db:
        taken = db.execute(
            "SELECT 1 FROM account WHERE username = ? AND name != ?", (row[1], name)
        ).fetchone()
        if taken:
            raise ValueError(f"the user name {row[1]!r} is taken")
        db.execute(
            "INSERT INTO account VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            " username = excluded.username, password = excluded.password,"
            " credit = excluded.credit, status = excluded.status",
            row,
        )
    return show(gateway.store)


def put_key(gateway, request, order):
    """Make or change an API key: key, account, sandbox, status (refusal code), ips."""
    ips = order.get("ips", [])
    if not isinstance(ips, list) or not all(isinstance(ip, str) for ip in ips):
        raise ValueError("ips is a list of addresses")
    row = (
        _words(order, "key"),
        _account(gateway.store, order),
        bool(order.get("sandbox")),
        _whole(order, "status", 255, 0),
        " ".join(ips),
    )
    with gateway.store.transaction() as db:
        db.execute("INSERT OR REPLACE INTO api_key VALUES (?, ?, ?, ?, ?)", row)
    return show(gateway.store)


def put_line(gateway, request, order):
    """Make or change a line: number, account, purpose, active."""
    purpose = order.get("purpose", "service")
    if purpose not in ("service", "advertising"):
        raise ValueError("purpose is service or advertising")
    row = (
        _whole(order, "number", 2**53),
        _account(gateway.store, order),
        purpose,
        bool(order.get("active", True)),
    )
    with gateway.store.transaction() as db:
        db.execute("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?)", row)
    return show(gateway.store)


def show_templates(gateway, request, order):
    """List the templates."""
    return [dict(row) for row in gateway.store.rows("SELECT * FROM template ORDER BY id")]


def put_template(gateway, request, order):
    """Make or change a template: id, text with #NAME# places, account, refuse (a code)."""
    row = (
        _whole(order, "id", 2**31 - 1),
        _account(gateway.store, order),
        _words(order, "text"),
        _whole(order, "refuse", 255, 0),
    )
    with gateway.store.transaction() as db:
        db.execute("INSERT OR REPLACE INTO template VALUES (?, ?, ?, ?)", row)
    return show_templates(gateway, request, order)


def delete_template(gateway, request, order):
    """Remove the template with this ``id``."""
    with gateway.store.transaction() as db:
        db.execute("DELETE FROM template WHERE id = ?", (_whole(order, "id", 2**31 - 1),))
    return show_templates(gateway, request, order)


def show_blacklist(gateway, request, order):
    """List the blacklisted numbers by kind."""
    rows = gateway.store.rows("SELECT * FROM blacklist ORDER BY mobile")
    return {
        kind: [f"+98{row['mobile']}" for row in rows if row["kind"] == kind]
        for kind in ("system", "operator")
    }


def _listed(order):
    kind = order.get("kind", "operator")
    if kind not in ("system", "operator"):
        raise ValueError("kind is system (0 or 115 at once) or operator (delivery state 7)")
    raw = order.get("mobiles", [])
    if not isinstance(raw, list):
        raise ValueError("mobiles is a list")
    mobiles = [parse_mobile(item, lenient=True) for item in raw]
    if not mobiles or None in mobiles:
        raise ValueError("mobiles holds something that is no mobile number")
    return [(mobile, kind) for mobile in mobiles]


def add_blacklist(gateway, request, order):
    """Add ``mobiles`` to the blacklist of a ``kind``."""
    rows = _listed(order)
    with gateway.store.transaction() as db:
        db.executemany("INSERT OR IGNORE INTO blacklist VALUES (?, ?)", rows)
    return {"added": len(rows)}


def remove_blacklist(gateway, request, order):
    """Remove ``mobiles`` of a ``kind``; without any, empty both lists."""
    with gateway.store.transaction() as db:
        if order.get("mobiles"):
            db.executemany("DELETE FROM blacklist WHERE mobile = ? AND kind = ?", _listed(order))
        else:
            db.execute("DELETE FROM blacklist")
    return show_blacklist(gateway, request, order)
