"""Controls for messages: what was accepted, what arrived, what people answer."""

from .delivery import state_at
from .texts import parse_mobile

_MOST = 100_000


def parse_number(raw):
    """Return the ten digits of a number in any spelling or raise ``ValueError``."""
    mobile = parse_mobile(raw, lenient=True)
    if mobile is None:
        raise ValueError(f"{raw!r} is no mobile number")
    return mobile


def outbound(row, now):
    """Return an accepted message as the controls show it."""
    state, moment = state_at(now, row)
    return {
        "id": row["id"],
        "mobile": f"+98{row['mobile']}",
        "text": row["text"],
        "line": row["line"],
        "purpose": row["purpose"],
        "packId": row["pack_id"],
        "position": row["position"],
        "parts": row["parts"],
        "cost": row["cost"],
        "deliveryState": state,
        "deliveryTime": moment,
        "time": row["accepted_at"],
        "sendTime": row["send_at"],
        "protocol": row["protocol"],
        "method": row["method"],
        "account": row["account"],
        "deleted": row["deleted_at"] is not None,
    }


_FILTERS = {
    "account": ("account = ?", str),
    "after": ("id > ?", int),
    "contains": ("instr(text, ?) > 0", str),
    "line": ("line = ?", int),
    "method": ("method = ?", str),
    "mobile": ("mobile = ?", parse_number),
    "packid": ("pack_id = ?", str),
    "protocol": ("protocol = ?", str),
    "purpose": ("purpose = ?", str),
    "since": ("accepted_at >= ?", float),
    "text": ("text = ?", str),
}


def messages(gateway, request, order):
    """List accepted messages by id; filters in the query, ``deleted=1`` for withdrawn ones."""
    clauses, params = [], []
    query = dict(request.query)
    limit = min(int(query.pop("limit", _MOST)), _MOST)
    if query.pop("deleted", "0") in ("0", "false", ""):
        clauses.append("deleted_at IS NULL")
    count_only = query.pop("count", "0") not in ("0", "false", "")
    for name, value in query.items():
        if name not in _FILTERS:
            raise ValueError(
                f"there is no filter {name!r}; known: {', '.join(_FILTERS)}, count, deleted, limit"
            )
        clause, convert = _FILTERS[name]
        clauses.append(clause)
        params.append(convert(value))
    # The clauses come from the table above, the values are bound.
    where = " AND ".join(clauses) or "TRUE"
    if count_only:
        query = f"SELECT COUNT(*) FROM message WHERE {where}"  # noqa: S608
        return {"count": gateway.store.row(query, params)[0]}
    now = gateway.store.clock.now()
    query = f"SELECT * FROM message WHERE {where} ORDER BY id LIMIT ?"  # noqa: S608
    rows = gateway.store.rows(query, (*params, max(0, limit)))
    return [outbound(row, now) for row in rows]


def refused(gateway, request, order):
    """List recipients that got null or 0, with the reason."""
    return [dict(row) for row in gateway.store.rows("SELECT * FROM refused ORDER BY id")]


def duplicates(gateway, request, order):
    """List number and text pairs accepted more than once: nothing should be here."""
    rows = gateway.store.rows(
        "SELECT mobile, text, COUNT(*) AS times, GROUP_CONCAT(id) AS ids FROM message"
        " WHERE deleted_at IS NULL GROUP BY mobile, text HAVING COUNT(*) > 1 ORDER BY MIN(id)"
    )
    return [
        {
            "mobile": f"+98{row['mobile']}",
            "text": row["text"],
            "times": row["times"],
            "ids": sorted(int(item) for item in row["ids"].split(",")),
        }
        for row in rows
    ]


def deliver(gateway, request, order):
    """Give messages (``id``, ``mobile`` or all) this final ``state`` now."""
    state = order.get("state", 1)
    if state is not None and (type(state) is not int or not 0 <= state <= 8):
        raise ValueError("state is 0 to 8 or null")
    now = gateway.store.clock.now()
    params = {
        "state": state,
        "now": now,
        "id": int(order["id"]) if "id" in order else None,
        "mobile": parse_number(order["mobile"]) if "mobile" in order else None,
    }
    with gateway.store.transaction() as db:
        changed = db.execute(
            "UPDATE message SET outcome = :state, seconds = MAX(0, :now - send_at)"
            " WHERE send_at <= :now AND (:id IS NULL OR id = :id)"
            " AND (:mobile IS NULL OR mobile = :mobile)",
            params,
        ).rowcount
    return {"changed": changed}


def inbound(gateway, request, order):
    """List the inbound messages and whether they were read."""
    return [
        {
            "id": row["id"],
            "mobile": f"+98{row['mobile']}",
            "line": row["line"],
            "text": row["text"],
            "time": row["received_at"],
            "read": row["read_at"] is not None,
        }
        for row in gateway.store.rows("SELECT * FROM inbound ORDER BY id")
    ]


def inject(gateway, request, order):
    """Let a subscriber write: ``mobile``, ``text``, and ``line`` (default: who wrote last)."""
    store = gateway.store
    mobile = parse_number(order.get("mobile"))
    text = order.get("text")
    if not isinstance(text, str) or not text:
        raise ValueError("text is a text")
    text.encode()
    at = float(order["at"]) if "at" in order else store.clock.now()
    if "line" in order:
        row = store.row("SELECT * FROM line WHERE number = ?", (int(order["line"]),))
    else:
        row = store.row(
            "SELECT l.* FROM message m JOIN line l ON l.number = m.line"
            " WHERE m.mobile = ? ORDER BY m.id DESC LIMIT 1",
            (mobile,),
        ) or store.row("SELECT * FROM line WHERE account = 'club' AND active ORDER BY rowid DESC")
    if row is None:
        raise ValueError("there is no such line")
    with store.transaction() as db:
        new = db.execute(
            "INSERT INTO inbound (account, line, mobile, text, received_at) VALUES (?, ?, ?, ?, ?)",
            (row["account"], row["number"], mobile, text, at),
        )
    return {"id": new.lastrowid, "line": row["number"], "mobile": f"+98{mobile}"}
