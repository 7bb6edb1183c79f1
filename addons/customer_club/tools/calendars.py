"""Days that come back every year, in the calendar in which people count them."""

from datetime import date, timedelta

from . import jalali, lunar
from .digits import localize_digits
from .months import gregorian

JALALI, LUNAR, GREGORIAN = "jalali", "lunar", "gregorian"
# The names stand here and not in a translation file: they are the calendars' own.
MONTH_NAMES = {
    JALALI: {
        "fa": (
            "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
            "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
        ),
        "en": (
            "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
            "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
        ),
    },
    LUNAR: {
        "fa": (
            "محرم", "صفر", "ربیع‌الاول", "ربیع‌الثانی", "جمادی‌الاول", "جمادی‌الثانی",
            "رجب", "شعبان", "رمضان", "شوال", "ذی‌القعده", "ذی‌الحجه",
        ),
        "en": (
            "Muharram", "Safar", "Rabi I", "Rabi II", "Jumada I", "Jumada II",
            "Rajab", "Sha'ban", "Ramadan", "Shawwal", "Dhu al-Qa'da", "Dhu al-Hijja",
        ),
    },
    GREGORIAN: {
        "fa": (
            "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
            "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
        ),
        "en": (
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
    },
}  # fmt: skip
_READ = {JALALI: jalali.to_jalali, LUNAR: lunar.to_lunar, GREGORIAN: gregorian}
_LONGEST = {
    JALALI: (31,) * 6 + (30,) * 6,
    LUNAR: (30,) * 12,
    GREGORIAN: (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
}


def read(calendar: str, day: date) -> tuple[int, int, int]:
    """Return ``day`` as (year, month, day) of ``calendar``: jalali, lunar or gregorian."""
    return _READ[calendar](day)


def can_exist(calendar: str, month: int, number: int) -> bool:
    """Whether some year of ``calendar`` has this day (30 Esfand and 29 February do)."""
    return 1 <= month <= 12 and 1 <= number <= _LONGEST[calendar][month - 1]


def month_length(calendar: str, year: int, month: int) -> int:
    """Days of a month in this very year."""
    if calendar == JALALI:
        return jalali.month_length(year, month)
    if calendar == LUNAR:
        return lunar.month_length(year, month)
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def celebrated(calendar: str, year: int, month: int, number: int) -> date:
    """Return when a yearly day is celebrated in ``year`` of its calendar.

    What a common year does not have (30 Esfand, 29 February, the thirtieth of a lunar month) is
    celebrated on the last day of that month.

    :raise ValueError: no year has such a day
    """
    if not can_exist(calendar, month, number):
        raise ValueError(f"no such day: {calendar} {month}/{number}")
    number = min(number, month_length(calendar, year, month))
    if calendar == JALALI:
        return jalali.from_jalali(year, month, number)
    return lunar.from_lunar(year, month, number) if calendar == LUNAR else date(year, month, number)


def occurrences(
    calendar: str, month: int, number: int, first: date, last: date
) -> list[tuple[int, date]]:
    """Return each ``(year, day)`` of a yearly day from ``first`` to ``last``, both included."""
    years = range(read(calendar, first)[0], read(calendar, last)[0] + 1)
    days = ((year, celebrated(calendar, year, month, number)) for year in years)
    return [(year, day) for year, day in days if first <= day <= last]


def celebrated_keys(calendar: str, day: date) -> list[int]:
    """Return ``month * 100 + day`` of every yearly day that is celebrated on ``day``.

    One key on most days; on the last day of a short Esfand, February or lunar month also the days
    that this year does not have. This is what a search in the members' stored keys asks for.
    """
    year, month, number = read(calendar, day)
    keys = [month * 100 + number]
    if number == month_length(calendar, year, month):
        keys += range(keys[0] + 1, month * 100 + _LONGEST[calendar][month - 1] + 1)
    return keys


def next_celebrated(calendar: str, month: int, number: int, today: date) -> date:
    """Return the first day from ``today`` on (today included) on which it is celebrated."""
    year = read(calendar, today)[0]
    day = celebrated(calendar, year, month, number)
    return day if day >= today else celebrated(calendar, year + 1, month, number)


def days_until(born: date, calendar: str | None, today: date) -> int:
    """Return the number of days from ``today`` to the next birthday; 0 when it is today.

    :param calendar: in which the birthday was given; Gregorian where nothing else is said
    """
    calendar = calendar or GREGORIAN
    _year, month, number = read(calendar, born)
    return (next_celebrated(calendar, month, number, today) - today).days


def name_date(calendar: str, year: int, month: int, number: int, lang: str | None = None) -> str:
    """``۲۹ اسفند ۱۴۰۴`` for readers of Persian, ``29 Esfand 1404`` for others."""
    persian = (lang or "").startswith("fa")
    name = MONTH_NAMES[calendar]["fa" if persian else "en"][month - 1]
    return localize_digits(f"{number} {name} {year}", lang)


def name_day(calendar: str, day: date, lang: str | None = None) -> str:
    """The same for a day that is read in ``calendar`` first."""
    return name_date(calendar, *read(calendar, day), lang)


def window(first: date, days: int) -> list[date]:
    """``days`` days from ``first`` on."""
    return [first + timedelta(days=ahead) for ahead in range(days)]


def earlier_days(calendar: str, day: date, years: int = 80) -> list[date]:
    """Return the days of earlier years whose anniversary is celebrated on ``day``."""
    this_year = read(calendar, day)[0]
    found = []
    for key in celebrated_keys(calendar, day):
        month, number = divmod(key, 100)
        for year in range(this_year - years, this_year):
            if number <= month_length(calendar, year, month):
                found.append(celebrated(calendar, year, month, number))
    return sorted(found)


def day_of_year(key: int, calendar: str) -> int:
    """Return the place of ``month * 100 + day`` in a leap year of a solar calendar, from 1."""
    month, number = divmod(key, 100)
    return sum(_LONGEST[calendar][: month - 1]) + number
