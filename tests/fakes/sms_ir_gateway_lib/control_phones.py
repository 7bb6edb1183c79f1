"""What the phone page shows: the phones that got something, and one conversation."""

import json

from .control_messages import outbound, parse_number

# A search looks at everything; the list itself only at the end of the log, so that a page
# left open does not slow a gateway that holds a million messages.
_LATEST = 3000
_LOGS = (
    "SELECT mobile, text, send_at AS at FROM message"
    " WHERE send_at <= :now AND deleted_at IS NULL AND instr(mobile, :wanted)"
    " ORDER BY send_at DESC, id DESC LIMIT :most",
    "SELECT mobile, text, received_at AS at FROM inbound"
    " WHERE received_at <= :now AND instr(mobile, :wanted)"
    " ORDER BY received_at DESC, id DESC LIMIT :most",
)
_SENT = (
    "SELECT mobile, COUNT(*) AS number FROM message WHERE send_at <= :now"
    " AND deleted_at IS NULL AND mobile IN (SELECT value FROM json_each(:mobiles)) GROUP BY mobile"
)
_RECEIVED = (
    "SELECT mobile, COUNT(*) AS number FROM inbound WHERE received_at <= :now"
    " AND mobile IN (SELECT value FROM json_each(:mobiles)) GROUP BY mobile"
)


def phones(gateway, request, order):
    """List the phones, latest first; ``/_control/phones/09…`` shows one conversation."""
    store = gateway.store
    if "_rest" in order:
        return _conversation(store, parse_number(order["_rest"]), request)
    limit = max(0, min(int(request.query.get("limit", 50)), 500))
    wanted = "".join(str(int(char)) for char in request.query.get("q", "") if char.isdecimal())
    lines = store.rows("SELECT * FROM line WHERE active ORDER BY account, number")
    return {
        "now": store.clock.now(),
        "credit": store.row("SELECT credit FROM account ORDER BY rowid")["credit"],
        "accepted": store.row("SELECT COUNT(*) FROM message WHERE deleted_at IS NULL")[0],
        "lines": [row["number"] for row in lines],
        "phones": _list(store, wanted.removeprefix("98").lstrip("0"), limit),
    }


def _list(store, wanted, limit):
    now = store.clock.now()
    latest = {}
    for query in _LOGS:
        for row in store.rows(query, {"now": now, "wanted": wanted, "most": _LATEST}):
            known = latest.get(row["mobile"])
            if known is None or known["at"] < row["at"]:
                latest[row["mobile"]] = row
    rows = sorted(latest.values(), key=lambda row: (-row["at"], row["mobile"]))[:limit]
    mobiles = [row["mobile"] for row in rows]
    params = {"now": now, "mobiles": json.dumps(mobiles)}
    sent, received = (
        {row["mobile"]: row["number"] for row in store.rows(query, params)}
        for query in (_SENT, _RECEIVED)
    )
    return [
        {
            "mobile": f"+98{row['mobile']}",
            "at": row["at"],
            "last": row["text"][:100],
            "sent": sent.get(row["mobile"], 0),
            "received": received.get(row["mobile"], 0),
        }
        for row in rows
    ]


def _conversation(store, mobile, request):
    limit = max(0, min(int(request.query.get("limit", 200)), 1000))
    now = store.clock.now()
    sent = store.rows(
        "SELECT * FROM message WHERE mobile = ? AND send_at <= ? AND deleted_at IS NULL"
        " ORDER BY send_at DESC, id DESC LIMIT ?",
        (mobile, now, limit),
    )
    received = store.rows(
        "SELECT * FROM inbound WHERE mobile = ? AND received_at <= ? ORDER BY id DESC LIMIT ?",
        (mobile, now, limit),
    )
    bubbles = [outbound(row, now) | {"direction": "out", "at": row["send_at"]} for row in sent]
    bubbles += [
        {
            "id": row["id"],
            "direction": "in",
            "text": row["text"],
            "line": row["line"],
            "at": row["received_at"],
            "read": row["read_at"] is not None,
        }
        for row in received
    ]
    bubbles.sort(key=lambda bubble: (bubble["at"], bubble["direction"], bubble["id"]))
    return {"mobile": f"+98{mobile}", "now": now, "messages": bubbles[-limit:] if limit else []}
