"""What is known of a customer, in the shape that rules are written in.

A *base* is a flat dict as it is stored: counts, sums and ISO dates, nothing that ages by itself.
:func:`derive` adds what depends on the day it is looked at, so that a stored base can be explained
on any later day.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact that a criterion may name.

    ``kind`` says how to print it (count, days, money, percent, ratio, score); ``timed`` marks
    facts that change by the mere passing of time; ``windowed`` ones can be asked for the last
    N days.
    """

    key: str
    kind: str = "count"
    timed: bool = False
    windowed: bool = False


FACTS = {
    spec.key: spec
    for spec in (
        FactSpec("leads"),
        FactSpec("quotes"),
        FactSpec("clicks"),
        FactSpec("forms"),
        FactSpec("visits", windowed=True),
        FactSpec("purchases", windowed=True),
        FactSpec("returns"),
        FactSpec("cancelled"),
        FactSpec("spent", kind="money", windowed=True),
        FactSpec("revenue", kind="money"),
        FactSpec("return_rate", kind="percent"),
        FactSpec("median_gap", kind="days"),
        FactSpec("overdue", kind="ratio", timed=True),
        FactSpec("days_since_purchase", kind="days", timed=True),
        FactSpec("days_since_visit", kind="days", timed=True),
        FactSpec("referrals"),
        FactSpec("referred_buyers"),
        FactSpec("nps", kind="score"),
    )
}


def fact_key(fact: str, window: int = 0) -> str:
    """Key of a fact in a base: ``purchases``, or ``purchases_365`` for the last 365 days."""
    return f"{fact}_{window}" if window else fact


def is_timed(fact: str, window: int = 0) -> bool:
    """Whether the fact can change although nothing happens."""
    return bool(window) or FACTS[fact].timed


def derive(base: dict, today: date) -> dict:
    """Return ``base`` with the facts added that are computed from it, as of ``today``.

    A fact that cannot be known (the median gap of one purchase) stays absent: no criterion on it
    holds. A count that is absent is nought.
    """
    values = dict(base)
    last = base.get("last_purchase")
    if last:
        since = max(0, (today - date.fromisoformat(last)).days)
        values["days_since_purchase"] = since
        gap = base.get("median_gap")
        if gap:
            values["overdue"] = round(max(0.0, (since - gap) / gap), 4)
    last_visit = base.get("last_visit")
    if last_visit:
        values["days_since_visit"] = max(0, (today - date.fromisoformat(last_visit)).days)
    invoiced = base.get("invoiced", 0)
    values["return_rate"] = (
        round(100.0 * base.get("credited", 0) / invoiced, 2) if invoiced > 0 else 0.0
    )
    return values


def value_of(values: dict, fact: str, window: int = 0):
    """Value of a fact, ``None`` where it cannot be known."""
    value = values.get(fact_key(fact, window))
    if value is None and FACTS[fact].kind in ("count", "money"):
        return 0
    return value
