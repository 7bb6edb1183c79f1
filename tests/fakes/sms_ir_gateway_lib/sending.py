"""Accepting messages: one transaction for the checks, the credit and the messages.

REST, the URL call, templates and SOAP all come through ``accept``.
"""

import itertools
import json
import uuid
from dataclasses import dataclass, field

from .clock import day_start
from .codes import Refusal
from .delivery import draw, write_path
from .texts import count_parts, is_latin, parse_mobile

HOUR = 3600
DAY = 86400
NOT_DELETABLE = 180  # a pack can be withdrawn until three minutes before its time

_simulated_ids = itertools.count(1_000_001)


@dataclass
class Submission:
    """Messages on their way in."""

    account: str
    line: int
    purpose: str
    pairs: list  # (mobile as written, text)
    method: str
    protocol: str = "rest"
    send_at: float | None = None
    with_pack: bool = True
    keep: bool = True  # False: sandbox, all checks but no trace


@dataclass
class Accepted:
    """The answer: ids by position, 0 for blacklisted, None for wrong number or too long."""

    pack_id: str | None
    ids: list = field(default_factory=list)
    cost: float = 0.0
    reasons: dict = field(default_factory=dict)  # position -> why it was refused


def check_texts(store, texts):
    """Refuse empty texts (103) and texts with rejected words (117)."""
    if not all(text and text.strip() for text in texts):
        raise Refusal(103)
    words = store.settings["rejected_words"]
    if words and any(word in text for text in texts for word in words):
        raise Refusal(117)


def check_send_time(store, moment):
    """Return a wanted send time within one hour to 365 days from now, or refuse with 109."""
    if moment is None:
        return None
    ahead = moment - store.clock.now()
    if not HOUR <= ahead <= 365 * DAY:
        raise Refusal(109)
    return float(moment)


def accept(store, submission):
    """Check and keep the messages; when this returns they are on disk."""
    settings = store.settings
    pairs = _weigh(settings, submission.pairs)
    now = store.clock.now()
    with store.transaction() as db:
        lists = _blacklists(db, {mobile for mobile, *_ in pairs if mobile})
        applies = submission.purpose == "advertising" or settings["blacklist_scope"] == "all"
        system = lists["system"] if applies else set()
        result = Accepted(str(uuid.uuid4()) if submission.with_pack else None)
        taken = []
        for position, (mobile, text, parts, cost) in enumerate(pairs):
            if mobile is None:
                result.reasons[position] = "number"
            elif parts > settings["max_parts"]:
                result.reasons[position] = "length"
            elif mobile in system:
                result.reasons[position] = "blacklist"
                if settings["charge_blacklisted"]:
                    result.cost += cost
            else:
                taken.append((position, mobile, text, parts, cost))
                result.cost += cost
        if settings["bad_numbers"] == "refuse":
            _refuse_whole(result.reasons.values())
        result.cost = round(result.cost, 4)
        _check_quota(db, settings, submission, now, len(taken))
        _charge(db, submission, result.cost)
        ids = _simulated_ids if not submission.keep else iter(store.take_ids(len(taken)))
        result.ids = [
            0 if result.reasons.get(i) == "blacklist" else None for i in range(len(pairs))
        ]
        for entry in taken:
            result.ids[entry[0]] = next(ids)
        if submission.keep:
            _insert(db, settings, submission, result, taken, lists["operator"], now)
            _insert_refused(db, submission, result, now)
    return result


def _weigh(settings, pairs):
    lenient = settings["mobile_formats"] == "lenient"
    weights = {}
    result = []
    for raw, text in pairs:
        if text not in weights:
            parts = count_parts(text)
            price = settings["latin_part_cost" if is_latin(text) else "persian_part_cost"]
            weights[text] = parts, parts * price
        result.append((parse_mobile(raw, lenient), text, *weights[text]))
    return result


def _blacklists(db, mobiles):
    found = {"system": set(), "operator": set()}
    if mobiles:
        query = (
            "SELECT mobile, kind FROM blacklist WHERE mobile IN (SELECT value FROM json_each(?))"
        )
        for row in db.execute(query, (json.dumps(list(mobiles)),)):
            found[row["kind"]].add(row["mobile"])
    return found


def _refuse_whole(reasons):
    reasons = set(reasons)
    if "number" in reasons:
        raise Refusal(104)
    if "blacklist" in reasons:
        raise Refusal(115)


def _check_quota(db, settings, submission, now, count):
    quota = settings["daily_quota"]
    if quota:
        sent = db.execute(
            "SELECT COUNT(*) FROM message WHERE account = ? AND accepted_at >= ?",
            (submission.account, day_start(now)),
        ).fetchone()[0]
        if sent + count > quota:
            raise Refusal(118)


def _charge(db, submission, cost):
    found = db.execute("SELECT credit FROM account WHERE name = ?", (submission.account,))
    left = round(found.fetchone()["credit"] - cost, 4)
    if left < 0:
        raise Refusal(102)
    if submission.keep:
        db.execute("UPDATE account SET credit = ? WHERE name = ?", (left, submission.account))


def _insert(db, settings, submission, result, taken, operator_blacklist, now):
    send_at = now if submission.send_at is None else submission.send_at
    path = write_path(settings["delivery_path"])
    if result.pack_id:
        db.execute(
            "INSERT INTO pack (id, account, method, created_at, send_at, scheduled, recipients,"
            " cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                result.pack_id,
                submission.account,
                submission.method,
                now,
                send_at,
                submission.send_at is not None,
                len(submission.pairs),
                result.cost,
            ),
        )
    rows = []
    for position, mobile, text, parts, cost in taken:
        message_id = result.ids[position]
        outcome = draw(
            settings, message_id, mobile, submission.purpose, mobile in operator_blacklist
        )
        rows.append(
            (
                message_id,
                submission.account,
                result.pack_id,
                position,
                mobile,
                text,
                submission.line,
                submission.purpose,
                cost,
                parts,
                now,
                send_at,
                outcome,
                path,
                settings["delivery_seconds"],
                submission.protocol,
                submission.method,
            )
        )
    db.executemany(
        "INSERT INTO message (id, account, pack_id, position, mobile, text, line, purpose, cost,"
        " parts, accepted_at, send_at, outcome, path, seconds, protocol, method)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def _insert_refused(db, submission, result, now):
    db.executemany(
        "INSERT INTO refused (account, pack_id, position, mobile, text, line, reason, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                submission.account,
                result.pack_id,
                position,
                submission.pairs[position][0],
                submission.pairs[position][1],
                submission.line,
                reason,
                now,
            )
            for position, reason in result.reasons.items()
        ],
    )


def withdraw(store, account, pack_id):
    """Delete a scheduled pack; return ``(credit given back, messages)`` or refuse with 112."""
    now = store.clock.now()
    with store.transaction() as db:
        pack = db.execute(
            "SELECT * FROM pack WHERE id = ? AND account = ? AND scheduled AND deleted_at IS NULL",
            (pack_id, account),
        ).fetchone()
        if pack is None or pack["send_at"] - now < NOT_DELETABLE:
            raise Refusal(112)
        db.execute("UPDATE pack SET deleted_at = ? WHERE id = ?", (now, pack_id))
        count = db.execute(
            "UPDATE message SET deleted_at = ? WHERE pack_id = ?", (now, pack_id)
        ).rowcount
        db.execute(
            "UPDATE account SET credit = ROUND(credit + ?, 4) WHERE name = ?",
            (pack["cost"], account),
        )
    return pack["cost"], count
