"""What a key of the keypad meant at a time. Pure rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Period:
    """A key meant a tag from ``since`` until just before ``until`` (``None``: still)."""

    key: int
    tag_id: int
    own: bool
    """The key is one of the group's own keypad, not of every keypad of the company."""
    since: datetime
    until: datetime | None = None
    first: bool = False
    """The key had no meaning before."""

    def covers(self, moment: datetime) -> bool:
        """Tell whether the key meant this tag at ``moment``."""
        return self.since <= moment and (self.until is None or moment < self.until)


class KeyMeanings:
    """The meanings of the keys of one group's keypads over a stretch of time."""

    def __init__(self, periods: Iterable[Period]):
        self._periods = tuple(periods)
        # Nearly always nothing has changed: then the time does not matter.
        unchanged = all(period.until is None and period.first for period in self._periods)
        one_kind = len({period.own for period in self._periods}) <= 1
        self._always = self._at(datetime.max) if unchanged and one_kind else None

    def _at(self, moment):
        covering = [period for period in self._periods if period.covers(moment)]
        own = [period for period in covering if period.own]
        return {period.key: period.tag_id for period in own or covering}

    def tag_at(self, key: int | None, moment: datetime) -> int | None:
        """Return the id of the tag that ``key`` meant at ``moment``, ``None`` for none.

        A group with keys of its own at that time had only those. A moment before the key ever
        meant anything gets its first meaning: the keypad's clock was behind when the key came, or
        the entry is older than the shop's records.
        """
        if self._always is not None:
            return self._always.get(key)
        found = self._at(moment).get(key)
        if found is None:
            for period in self._periods:
                if period.key == key and period.first and moment < period.since:
                    return self._at(period.since).get(key)
        return found
