"""REST v1: reports of sent messages."""

from .binding import query_flag, query_integer
from .codes import Refusal
from .delivery import state_at
from .rest_send import parse_guid
from .sandbox import SIMULATED_REPORT, simulated_list

PAGE = 100

_OLDEST = (
    "SELECT * FROM message WHERE account = :account AND send_at BETWEEN :since AND :until"
    " AND accepted_at <= :visible AND deleted_at IS NULL"
    " ORDER BY send_at ASC, id ASC LIMIT :limit OFFSET :offset"
)
_NEWEST = _OLDEST.replace(" ASC", " DESC")


def paging(request):
    """Return ``(limit, offset)`` from pageSize and pageNumber; 100 is the largest page."""
    size = query_integer(request.query, "pageSize", PAGE)
    number = query_integer(request.query, "pageNumber", 1)
    if size < 1 or number < 1:
        raise Refusal(16)
    size = min(size, PAGE)
    return size, (number - 1) * size


def report(store, message):
    """Return the report object of a message row."""
    state, moment = state_at(store.clock.now(), message)
    return {
        "messageId": message["id"],
        "mobile": message["mobile"],
        "messageText": message["text"],
        "sendDateTime": int(message["send_at"]),
        "lineNumber": message["line"],
        "cost": message["cost"],
        "deliveryState": state,
        "deliveryDateTime": moment,
    }


def visible_until(store):
    """Return up to which acceptance time reports show messages: they may lag."""
    return store.clock.now() - store.settings["report_lag_seconds"]


def one(store, caller, request, message_id):
    """``GET /send/{messageId}``."""
    number = query_integer({"messageid": message_id}, "messageId", 0)
    if caller.sandbox:
        return SIMULATED_REPORT | {"messageId": number}
    row = store.row(
        "SELECT * FROM message WHERE id = ? AND account = ? AND deleted_at IS NULL"
        " AND accepted_at <= ?",
        (number, caller.account, visible_until(store)),
    )
    if row is None:
        raise Refusal(111)
    return report(store, row)


def packs(store, caller, request):
    """``GET /send/pack``: the packs of today."""
    limit, offset = paging(request)
    if caller.sandbox:
        return simulated_list(store, "pack", offset)
    dashes = store.settings["pack_list_dashes"]
    return [
        {
            "packId": row["id"] if dashes else row["id"].replace("-", ""),
            "recipientCount": row["recipients"],
            "creationDateTime": int(row["created_at"]),
        }
        for row in store.rows(
            "SELECT * FROM pack WHERE account = ? AND created_at BETWEEN ? AND ?"
            " AND deleted_at IS NULL ORDER BY seq LIMIT ? OFFSET ?",
            (caller.account, store.clock.today(), visible_until(store), limit, offset),
        )
    ]


def pack(store, caller, request, pack_id):
    """``GET /send/pack/{packId}``: every message of a pack."""
    pack_id = parse_guid(pack_id, "packId")
    if caller.sandbox:
        return simulated_list(store, "send", 0)
    found = store.row(
        "SELECT 1 FROM pack WHERE id = ? AND account = ? AND created_at <= ?",
        (pack_id, caller.account, visible_until(store)),
    )
    if found is None:
        raise Refusal(111)
    return [
        report(store, row)
        for row in store.rows(
            "SELECT * FROM message WHERE pack_id = ? AND deleted_at IS NULL ORDER BY position",
            (pack_id,),
        )
    ]


def live(store, caller, request):
    """``GET /send/live``: what was sent today."""
    return _page(store, caller, request, store.clock.today(), None)


def archive(store, caller, request):
    """``GET /send/archive``: what was sent up to the end of yesterday."""
    since = query_integer(request.query, "fromDate", None)
    until = query_integer(request.query, "toDate", None)
    yesterday_end = store.clock.today() - 0.001
    until = yesterday_end if until is None else min(until, yesterday_end)
    return _page(store, caller, request, since or 0, until)


def _page(store, caller, request, since, until):
    limit, offset = paging(request)
    newest = query_flag(request.query, "sortByNewest", store.settings["newest_first"])
    if caller.sandbox:
        return simulated_list(store, "send", offset)
    now = store.clock.now()
    params = {
        "account": caller.account,
        "since": since,
        "until": now if until is None else min(until, now),
        "visible": visible_until(store),
        "limit": limit,
        "offset": offset,
    }
    return [report(store, row) for row in store.rows(_NEWEST if newest else _OLDEST, params)]
