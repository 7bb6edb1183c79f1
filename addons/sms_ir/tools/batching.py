"""Pack messages into as few calls as the gateway allows, and read positional results back."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

LIMIT = 100
BULK = "bulk"
LIKE_TO_LIKE = "like_to_like"
VERIFY = "verify"


@dataclass(frozen=True)
class Item:
    """One message to send: ``key`` is the caller's own name for it."""

    key: int
    number: str
    body: str
    parts: int = 1


@dataclass(frozen=True)
class Batch:
    """One call: ``method`` is one text (:data:`BULK`), text by text or by template.

    By template (:data:`VERIFY`) there is one item, and ``template`` is (number, values).
    """

    method: str
    items: tuple
    template: tuple = ()


def _batch(items):
    method = BULK if len({item.body for item in items}) == 1 else LIKE_TO_LIKE
    return Batch(method, tuple(items))


def pack(items, limit=LIMIT):
    """Pack ``items`` into batches of at most ``limit``, none with one number and text twice.

    Full groups of one text go by bulk; what is left of all texts shares like-to-like calls, so
    the number of calls is the least possible whatever the number of different texts.
    """
    if limit < 1:
        raise ValueError("limit must be positive")
    batches = []
    rest = list(items)
    while rest:
        seen, unique, again = set(), [], []
        for item in rest:
            identity = (item.number, item.body)
            (again if identity in seen else unique).append(item)
            seen.add(identity)
        batches += _pack_unique(unique, limit)
        rest = again
    return batches


def _pack_unique(items, limit):
    by_body = defaultdict(list)
    for item in items:
        by_body[item.body].append(item)
    batches, mixed = [], []
    for group in by_body.values():
        whole = len(group) - len(group) % limit
        batches += [_batch(group[i : i + limit]) for i in range(0, whole, limit)]
        mixed += group[whole:]
    return batches + [_batch(mixed[i : i + limit]) for i in range(0, len(mixed), limit)]


def split(batch):
    """Halve a batch that was refused as a whole because of some of its messages."""
    middle = len(batch.items) // 2
    if not middle:
        raise ValueError("a batch of one cannot be split")
    return [_batch(batch.items[:middle]), _batch(batch.items[middle:])]


@dataclass(frozen=True)
class ItemResult:
    """What became of one message of a pack: ``accepted``, ``blacklist`` or ``invalid``."""

    key: int
    outcome: str
    message_id: int | None
    cost: Decimal


def read_results(batch, message_ids, cost):
    """Match positional ``message_ids`` with the items and share ``cost`` by parts."""
    if len(message_ids) != len(batch.items):
        raise ValueError("results do not match the batch")
    weight = sum(
        max(item.parts, 1)
        for item, message_id in zip(batch.items, message_ids, strict=True)
        if message_id
    )
    share = cost / weight if weight else Decimal(0)
    results = []
    for item, message_id in zip(batch.items, message_ids, strict=True):
        if message_id:
            results.append(ItemResult(item.key, "accepted", message_id, share * max(item.parts, 1)))
        else:
            outcome = "invalid" if message_id is None else "blacklist"
            results.append(ItemResult(item.key, outcome, None, Decimal(0)))
    return results
