"""REST v1: inbound messages, credit and lines."""

from . import accounts
from .binding import query_flag, query_integer, query_text
from .codes import Refusal
from .rest_reports import PAGE, paging
from .sandbox import SIMULATED_CREDIT, simulated_list
from .texts import parse_mobile

# In the first hours of a day receive/live still shows the day before.
EARLY_HOURS = 3 * 3600

_OLDEST = (
    "SELECT * FROM inbound WHERE account = :account AND received_at BETWEEN :since AND :until"
    " AND (:sender IS NULL OR mobile = :sender)"
    " ORDER BY received_at ASC, id ASC LIMIT :limit OFFSET :offset"
)
_NEWEST = _OLDEST.replace(" ASC", " DESC")


def _item(row):
    return {
        "receiveReturnId": row["id"],
        "messageText": row["text"],
        "number": row["line"],
        "mobile": row["mobile"],
        "receivedDateTime": int(row["received_at"]),
    }


def latest(store, caller, request):
    """``GET /receive/latest``: unread messages, oldest first, each given once."""
    count = query_integer(request.query, "count", PAGE)
    if count < 1:
        raise Refusal(16)
    if caller.sandbox:
        return simulated_list(store, "receive", 0)
    now = store.clock.now()
    with store.transaction() as db:
        rows = db.execute(
            "SELECT * FROM inbound WHERE account = ? AND read_at IS NULL AND received_at <= ?"
            " ORDER BY id LIMIT ?",
            (caller.account, now, min(count, PAGE)),
        ).fetchall()
        if not store.settings["latest_repeats"]:
            db.executemany(
                "UPDATE inbound SET read_at = ? WHERE id = ?", [(now, row["id"]) for row in rows]
            )
    return [_item(row) for row in rows]


def live(store, caller, request):
    """``GET /receive/live``: what came in today, read or not."""
    today = store.clock.today()
    if store.clock.now() - today < EARLY_HOURS:
        today -= 86400
    items = _page(store, caller, request, today, None)
    if not store.settings["live_has_ids"]:
        for item in items:
            item["receiveReturnId"] = 0
    return items


def archive(store, caller, request):
    """``GET /receive/archive``: what came in up to the end of yesterday."""
    since = query_integer(request.query, "fromDate", None)
    until = query_integer(request.query, "toDate", None)
    yesterday_end = store.clock.today() - 0.001
    until = yesterday_end if until is None else min(until, yesterday_end)
    return _page(store, caller, request, since or 0, until)


def _page(store, caller, request, since, until):
    limit, offset = paging(request)
    newest = query_flag(request.query, "sortByNewest")
    if caller.sandbox:
        return simulated_list(store, "receive", offset)
    now = store.clock.now()
    sender = query_text(request.query, "mobile")
    params = {
        "account": caller.account,
        "since": since,
        "until": now if until is None else min(until, now),
        "sender": parse_mobile(sender, lenient=True) or 0 if sender else None,
        "limit": limit,
        "offset": offset,
    }
    return [_item(row) for row in store.rows(_NEWEST if newest else _OLDEST, params)]


def credit(store, caller, request):
    """``GET /credit``: the remaining credit in units of one part."""
    return SIMULATED_CREDIT if caller.sandbox else accounts.credit(store, caller.account)


def lines(store, caller, request):
    """``GET /line``: the numbers ready for sending; nothing tells their purpose."""
    return [row["number"] for row in accounts.lines(store, caller.account)]
