"""Days, hours and periods of rules: local days in, naive UTC moments out."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo

from .jalali import from_jalali, to_jalali

ONCE = ("each", "day", "week", "month", "year", "ever")
UNITS = ("minutes", "hours", "days", "weeks")


def period_key(once: str, day: date, event_key: str, jalali: bool = False) -> str:
    """Return the text that is equal for all firings of which only one may happen.

    :param once: ``each`` (every event by itself), ``day``, ``week``, ``month``, ``year``, ``ever``
    :param day: local day of the event
    :param event_key: what tells this event from others
    :param jalali: months and years of the Jalali calendar, weeks from Saturday; otherwise
        Gregorian ones and weeks from Monday
    """
    if once == "each":
        return event_key
    if once == "ever":
        return "ever"
    if once == "day":
        return f"day:{day.isoformat()}"
    if once == "week":
        since_start = (day.weekday() + 2) % 7 if jalali else day.weekday()
        return f"week:{(day - timedelta(days=since_start)).isoformat()}"
    year, month, _day = to_jalali(day) if jalali else (day.year, day.month, day.day)
    if once == "month":
        return f"month:{year:04}/{month:02}"
    if once == "year":
        return f"year:{year:04}"
    raise ValueError(f"no such period: {once}")


def period_start(once: str, day: date, jalali: bool = False) -> date | None:
    """First day of the calendar period that ``day`` lies in; None for ``each`` and ``ever``."""
    if once in ("each", "ever"):
        return None
    if once == "day":
        return day
    if once == "week":
        return day - timedelta(days=(day.weekday() + 2) % 7 if jalali else day.weekday())
    if jalali:
        year, month, _day = to_jalali(day)
        return from_jalali(year, month if once == "month" else 1, 1)
    return day.replace(month=day.month if once == "month" else 1, day=1)


def local_day(moment: datetime, tz: tzinfo) -> date:
    """Day on the wall of the shop at a naive UTC ``moment``."""
    return moment.replace(tzinfo=timezone.utc).astimezone(tz).date()


def moment_at(day: date, hour: float, tz: tzinfo) -> datetime:
    """Naive UTC moment of ``hour`` (9.5 is half past nine) on the local ``day``."""
    minutes = min(round(hour * 60), 24 * 60 - 1)
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=tz)
    return wall.astimezone(timezone.utc).replace(tzinfo=None)


def delayed(moment: datetime, value: int, unit: str) -> datetime:
    """``moment`` plus ``value`` minutes, hours, days or weeks."""
    if unit not in UNITS:
        raise ValueError(f"no such unit: {unit}")
    return moment + timedelta(**{unit: value})


def days_due(planned_until: date | None, today: date, most: int = 7) -> list[date]:
    """Return the local days whose rules are to be planned now, oldest first.

    Today is always among them, so that whoever was entered this morning is not missed; days that
    nobody planned (the server was down) are made up for, at most ``most`` days back.
    """
    first = min(today, planned_until + timedelta(days=1)) if planned_until else today
    first = max(first, today - timedelta(days=most))
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]
