"""The weekly digest: which week is due, and numbers as readers of a language write them."""

from datetime import date, datetime, timedelta

from .digits import localize_digits
from .periods import SATURDAY, week_begin

SEND_HOUR = 8  # of the first day of a week, at the company


def due_week(now: datetime, week_start: int = SATURDAY) -> date:
    """Return the first day of the last week whose digest is due.

    The week that has ended, from eight in the morning of the next one's first day on; until then
    the one before it.

    :param now: the local, naive time
    :param week_start: the weekday on which a week begins, as ``date.weekday()`` counts
    """
    morning = now - timedelta(hours=SEND_HOUR)
    return week_begin(morning.date(), week_start) - timedelta(days=7)


def number_words(value: float | None, lang: str | None, unit: str = "") -> str:
    """``۱٬۲۳۴٫۵`` for readers of Persian, ``1,234.5`` for others; a dash where there is none.

    :param unit: ``percent``, or nothing
    """
    if value is None:
        return "–"
    rounded = round(value, 2)
    text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.2f}".rstrip("0")
    text += "%" if unit == "percent" else ""
    if (lang or "").startswith("fa"):
        text = text.translate({ord(","): "٬", ord("."): "٫", ord("%"): "٪"})
    return localize_digits(text, lang)
