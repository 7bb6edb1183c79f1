"""What an old panel's "14 visits, from then to then" adds to what has been counted here."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Weighted:
    """A visit that stands for ``weight`` visits, the last of which was at ``at``."""

    which: str  # "first" or "last"
    at: datetime
    weight: int


def history(
    total: int | None,
    first: datetime | None,
    last: datetime | None,
    counted: int = 0,
    earliest: datetime | None = None,
) -> list[Weighted]:
    """Return the visits to add so that there are ``total`` of them down to the last one.

    What is counted already stays. Asked again with the result counted, nothing is added; so the
    same list can be imported twice, a newer one of the same panel adds what is new, and a list
    that came out of the club itself adds nothing.

    :param total: how many visits the list knows of; ``None``: as many as it has days
    :param first: its first visit, ``None`` if it does not say
    :param last: its last visit, not before ``first``
    :param counted: visits counted here that are not later than the list's last one
    :param earliest: the first visit counted here, if any
    :return: at most two, in the order of time
    """
    if not first and not last:
        return []
    first, last = first or last, last or first
    if total is None:
        total = 1 if first == last else 2
    missing = total - counted
    if missing <= 0:
        return []
    if missing > 1 and first < last and (earliest is None or first < earliest):
        return [Weighted("first", first, 1), Weighted("last", last, missing - 1)]
    if missing == 1 and earliest is not None and first < earliest:
        return [Weighted("first", first, 1)]
    return [Weighted("last", last, missing)]
