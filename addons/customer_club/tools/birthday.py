"""When a birthday comes round again, in the calendar in which it was given."""

from datetime import date, timedelta

from .jalali import from_jalali, month_length, to_jalali


def days_until(born: date, calendar: str, today: date) -> int:
    """Return the number of days from ``today`` to the next birthday; 0 when it is today.

    Who was born on 30 Esfand or 29 February has the day before it in the years without that day.

    :param calendar: ``jalali`` or ``gregorian``
    """
    jalali = calendar == "jalali"
    year = to_jalali(today)[0] if jalali else today.year
    day = _in_year(born, jalali, year)
    return ((day if day >= today else _in_year(born, jalali, year + 1)) - today).days


def _in_year(born, jalali, year):
    if jalali:
        _year, month, day = to_jalali(born)
        return from_jalali(year, month, min(day, month_length(year, month)))
    try:
        return born.replace(year=year)
    except ValueError:
        return (born - timedelta(days=1)).replace(year=year)
