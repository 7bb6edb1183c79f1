"""Whether somebody was really brought by somebody else: data in, a reason to refuse out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says that *referrer* brought *referred* on a day.

    ``known_since`` is the first day on which we knew the referred person (a purchase, a visit, the
    membership), ``None`` for somebody new. ``marks`` are what tells two records to be one person:
    numbers of today and of before, e-mail, bank accounts.
    """

    referrer: int
    referred: int
    day: date
    known_since: date | None = None
    referrer_marks: frozenset = frozenset()
    referred_marks: frozenset = frozenset()


def ring(brought_by: Mapping[int, int], referrer: int, referred: int) -> list[int]:
    """Return the way from ``referrer`` up to ``referred``, empty if there is none.

    :param brought_by: who was brought by whom, ``{referred: referrer}``; a ring that is in it
        already is walked once
    """
    way, seen, up = [], set(), referrer
    while up is not None and up not in seen:
        way.append(up)
        if up == referred:
            return way
        seen.add(up)
        up = brought_by.get(up)
    return []


def reason_to_refuse(claim: Claim, brought_by: Mapping[int, int], grace_days: int) -> str | None:
    """Return why the claim is refused, ``None`` if it holds.

    ``oneself``: the two are one person; ``named``: somebody else brought this person; ``known``:
    we knew the person more than ``grace_days`` before; ``ring``: the referrer came through the
    referred person. The first that applies, in this order.
    """
    if claim.referrer == claim.referred or claim.referrer_marks & claim.referred_marks:
        return "oneself"
    if claim.referred in brought_by:
        return "named"
    if ring(brought_by, claim.referrer, claim.referred):
        return "ring"
    if claim.known_since and claim.known_since < claim.day - timedelta(days=grace_days):
        return "known"
    return None
