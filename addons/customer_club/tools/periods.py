"""The span of time that the owner's page speaks about, and the one that it is compared with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .calendars import GREGORIAN, JALALI, month_length, read
from .jalali import from_jalali, to_jalali
from .months import gregorian, months

KINDS = ("today", "week", "jalali_month", "month", "jalali_year", "own")
HOUR, DAY, MONTH = "hour", "day", "month"
LONGEST_OWN = 3660  # days
FIRST_YEAR, LAST_YEAR = 1900, 2100  # of the Gregorian calendar
_LONGEST_BY_DAY = 62
SATURDAY, MONDAY = 5, 0  # as date.weekday() counts


@dataclass(frozen=True)
class Period:
    """A span of whole local days and the one before it.

    ``first`` to ``last`` and ``previous_first`` to ``previous_last`` include both ends. A period
    that is still going on is compared with the same part of the one before: ``previous_until`` is
    the (local, naive) moment at which that part ends; it is never after the end of that period.
    """

    kind: str
    calendar: str
    first: date
    last: date
    previous_first: date
    previous_last: date
    previous_until: datetime
    going_on: bool

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time())

    @property
    def stop(self) -> datetime:
        """The moment after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time())

    @property
    def previous_start(self) -> datetime:
        return datetime.combine(self.previous_first, time())

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        """By what a chart of it goes: ``hour``, ``day`` or ``month``."""
        if self.days == 1:
            return HOUR
        return DAY if self.days <= _LONGEST_BY_DAY else MONTH

    def parts(self) -> list[tuple[date, date]]:
        """First and last day of every day or month of the period, cut at its ends.

        A period of one day has one part; its hours are 0 to 23.
        """
        if self.step != MONTH:
            days = [self.first + timedelta(days=index) for index in range(self.days)]
            return [(day, day) for day in days]
        reader = to_jalali if self.calendar == JALALI else gregorian
        return [
            (max(start, self.first), min(following - timedelta(days=1), self.last))
            for start, following, *_label in months(self.first, self.last, reader)
        ]


def week_begin(day: date, week_start: int = SATURDAY) -> date:
    """First day of the week of ``day``; ``week_start`` as ``date.weekday()`` counts."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _month_span(calendar, day):
    year, month, number = read(calendar, day)
    first = day - timedelta(days=number - 1)
    return first, first + timedelta(days=month_length(calendar, year, month) - 1)


def _span(kind, day, week_start, own):
    if kind == "today":
        return day, day
    if kind == "week":
        first = week_begin(day, week_start)
        return first, first + timedelta(days=6)
    if kind == "jalali_month":
        return _month_span(JALALI, day)
    if kind == "month":
        return _month_span(GREGORIAN, day)
    if kind == "jalali_year":
        year = to_jalali(day)[0]
        return from_jalali(year, 1, 1), from_jalali(year + 1, 1, 1) - timedelta(days=1)
    if kind != "own":
        raise ValueError(f"no such period: {kind}")
    if not own or own[0] > own[1]:
        raise ValueError("a period of one's own has a first and a last day")
    if (own[1] - own[0]).days >= LONGEST_OWN:
        raise ValueError("too long a period")
    return own


def period(
    kind: str,
    now: datetime,
    anchor: date | None = None,
    own: tuple[date, date] | None = None,
    week_start: int = SATURDAY,
    calendar: str = JALALI,
) -> Period:
    """Return the period of ``kind`` that holds a day, and the one before.

    :param kind: one of ``KINDS``
    :param now: the local, naive time
    :param anchor: a day in the period that is meant; today where nothing is said
    :param own: first and last day, for the kind ``own``
    :param week_start: the weekday on which a week begins, as ``date.weekday()`` counts
    :param calendar: calendar of the months that a long period of one's own is cut into
    :raise ValueError: no such kind; ``own`` is missing, upside down or longer than ten years; or
        the period lies outside the years 1900 to 2100
    """
    first, last = _span(kind, anchor or now.date(), week_start, own)
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise ValueError("too far away")
    before = first - timedelta(days=1)
    if kind == "own":
        previous = (first - (last - first) - timedelta(days=1), before)
    else:
        previous = _span(kind, before, week_start, None)
    going_on = first <= now.date() <= last
    until = datetime.combine(previous[1] + timedelta(days=1), time())
    if going_on:
        passed = now - datetime.combine(first, time())
        until = min(until, datetime.combine(previous[0], time()) + passed)
    own_calendar = {"month": GREGORIAN, "jalali_month": JALALI, "jalali_year": JALALI}
    return Period(
        kind=kind,
        calendar=own_calendar.get(kind, calendar),
        first=first,
        last=last,
        previous_first=previous[0],
        previous_last=previous[1],
        previous_until=until,
        going_on=going_on,
    )


def change(value: float, before: float) -> int | None:
    """By how many percent ``value`` is above ``before``; None where there was nothing before."""
    return round((value - before) * 100 / before) if before else None


def share(part: float, whole: float) -> int | None:
    """``part`` of ``whole`` in percent; None of nothing."""
    return round(part * 100 / whole) if whole else None
