"""Never a nuisance: whether a text may go now, and if not, why and until when.

One person's waiting letters are judged together. What answers a visit goes at once; the rest keeps
to quiet hours and days, advertising to the cap, and no two come within the window.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo

MOST_DAYS = 400  # further ahead nobody looks for an open hour
INSTANT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """A company's wishes.

    Hours are local (22.5 is half past ten in the evening); equal ones mean no quiet hours, a
    start after the end spans midnight. ``quiet_weekdays``: Monday is 0. ``quiet_service``: the
    quiet is kept by service texts as well, except those that answer a visit. ``cap`` 0: none.
    """

    tz: tzinfo = timezone.utc
    quiet_from: float = 0.0
    quiet_to: float = 0.0
    quiet_weekdays: frozenset[int] = frozenset()
    quiet_dates: frozenset[date] = frozenset()
    quiet_service: bool = True
    cap: int = 0
    cap_days: int = 30
    together_minutes: int = 0
    join: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A text that waits. Times are naive UTC."""

    ref: object
    advertising: bool
    planned_at: datetime
    instant: bool = False  # answers a visit that has just been made
    expires_at: datetime | None = None

    def is_instant(self, now):
        """An answer that comes an hour later answers nothing; it waits like any other text."""
        return self.instant and now - self.planned_at < INSTANT


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that this person got before."""

    at: datetime
    advertising: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """``go`` · ``hold`` until ``until`` · ``cancel`` · ``join`` the letter ``host``.

    ``code``: ``quiet_hours``, ``quiet_day``, ``cap``, ``together``, ``expired``, ``joined``.
    """

    action: str
    code: str | None = None
    until: datetime | None = None
    host: object = None


GO = Verdict("go")


@dataclass(slots=True)
class _Person:
    """What the person has got, and gets in this very call."""

    past: list[Sent]
    going: list[Letter] = field(default_factory=list)


def judge(letters: list[Letter], past: list[Sent], now: datetime, pace: Pace) -> dict:
    """Judge the waiting letters of **one** person.

    :param past: what went to the person before, at least within the cap's days and the window
    :return: dict ref → :class:`Verdict`
    """
    person = _Person(list(past))
    verdicts = {}
    for letter in sorted(letters, key=lambda letter: _urgency(letter, now)):
        verdict = _judge(letter, person, now, pace)
        verdicts[letter.ref] = verdict
        if verdict.action == "go":
            person.past.append(Sent(now, letter.advertising))
            person.going.append(letter)
    return verdicts


def _urgency(letter, now):
    return (not letter.is_instant(now), letter.advertising, letter.planned_at, str(letter.ref))


def _judge(letter, person, now, pace):
    if letter.expires_at and now >= letter.expires_at:
        return Verdict("cancel", "expired")
    if letter.is_instant(now):
        return GO
    keeps_quiet = letter.advertising or pace.quiet_service
    code, until = quiet(now, pace) if keeps_quiet else (None, now)
    if code:
        return _hold(letter, code, until)
    over = _over_cap(letter, person, now, pace)
    if over:
        return _hold(letter, "cap", quiet(over, pace)[1])
    window = timedelta(minutes=pace.together_minutes)
    last = max((sent.at for sent in person.past), default=None)
    if window and last and now < last + window:
        host = _host(letter, person) if pace.join else None
        if host:
            return Verdict("join", "joined", host=host.ref)
        until = last + window
        return _hold(letter, "together", quiet(until, pace)[1] if keeps_quiet else until)
    return GO


def _host(letter, person):
    """The letter that goes now and can take this one in: never one of the other purpose."""
    return next(
        (
            going
            for going in person.going
            if going.advertising == letter.advertising and not going.instant
        ),
        None,
    )


def _hold(letter, code, until):
    """Whoever waits longer than the text makes sense is looked at again when that is over."""
    if letter.expires_at:
        until = min(until, letter.expires_at)
    return Verdict("hold", code, until)


def _over_cap(letter, person, now, pace):
    """When the cap lets one more advertising text through; None where it does now."""
    if not (letter.advertising and pace.cap):
        return None
    span = timedelta(days=pace.cap_days)
    counted = sorted(sent.at for sent in person.past if sent.advertising and sent.at > now - span)
    return counted[-pace.cap] + span if len(counted) >= pace.cap else None


def quiet(moment: datetime, pace: Pace) -> tuple[str | None, datetime]:
    """Return why ``moment`` is quiet (None where it is not) and the next moment that is not.

    Where no open hour is found within 400 days, that far ahead: somebody must look at it.
    """
    at = moment.replace(tzinfo=timezone.utc)
    first_code = None
    for _round in range(2 * MOST_DAYS):
        code, until = _quiet_at(at.astimezone(pace.tz), pace)
        if code is None:
            break
        first_code = first_code or code
        # Clocks that are turned could bring the same wall time twice: time never stands still.
        at = max(until.astimezone(timezone.utc), at + timedelta(minutes=1))
    return first_code, at.replace(tzinfo=None)


def _quiet_at(local, pace):
    day = local.date()
    if day.weekday() in pace.quiet_weekdays or day in pace.quiet_dates:
        return "quiet_day", _wall(day + timedelta(days=1), 0, pace)
    start, end = round(pace.quiet_from * 60), round(pace.quiet_to * 60)
    minute = local.hour * 60 + local.minute
    if start < end and start <= minute < end:
        return "quiet_hours", _wall(day, end, pace)
    if start > end and minute >= start:
        return "quiet_hours", _wall(day + timedelta(days=1), end, pace)
    if start > end and minute < end:
        return "quiet_hours", _wall(day, end, pace)
    return None, local


def _wall(day, minute, pace):
    day, minute = day + timedelta(days=minute // 1440), minute % 1440
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=pace.tz)
