"""What a cell means: numbers that Excel has spoilt, days of either calendar, counts, names.

Each reader returns ``(value, problem)``: the value, or ``None`` with the code of what is wrong;
``(None, None)`` for an empty cell.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .digits import to_ascii_digits
from .jalali import parse_day
from .mobile import normalize_mobile

MAX_VISITS = 100_000
MAX_NAME = 200
_EXCEL_ZERO = date(1899, 12, 30)
_SCIENTIFIC = re.compile(r"(\d)[.,/٫]?(\d*)[eE]\+?(\d{1,2})")
_WRAPPED = re.compile(r'="(.*)"')
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:[zZ]|\+00:?00)?")
_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_NAMED_DAY = re.compile(rf"(\d{{1,2}})\s+({'|'.join(_MONTHS)})(?:\s+ماه)?\s+(\d{{4}})")
_SEPARATED = re.compile(r"[,،;؛|\n]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_LETTERS = str.maketrans("يىك", "ییک")


def read_text(cell, length: int | None = None) -> str | None:
    """Return the text of a cell in one line, with Persian ی and ک, or ``None``."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    text = unprotected(str(cell)).translate(_LETTERS)
    text = " ".join(_CONTROL.sub(" ", text).split())
    return text[:length] or None


def read_long_text(cell) -> str | None:
    """Return the text of a cell with its lines, or ``None``."""
    lines = [read_text(line) or "" for line in str(cell).splitlines()]
    return "\n".join(lines).strip() or None


def unprotected(text: str) -> str:
    """Undo what keeps a spreadsheet from calculating with a text: ``'=…`` and ``="0912"``."""
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped:
        return wrapped[1]
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("'=+-@\t\r0123456789") else text


def read_mobile(cell, region: str) -> tuple[str | None, str | None]:
    """Return the E.164 form of a number, also of one that Excel took for a quantity.

    Problems: ``mobile_missing``, ``mobile_rounded`` (the digits are lost), ``mobile_landline``,
    ``mobile_invalid``.
    """
    if isinstance(cell, bool) or cell is None or cell == "":
        return None, "mobile_missing"
    if isinstance(cell, float):
        if not cell.is_integer() or not 0 < cell < 1e15:
            return None, "mobile_invalid"
        cell = int(cell)
    typed = to_ascii_digits(unprotected(str(cell).strip())).strip()
    if not typed:
        return None, "mobile_missing"
    scientific = _SCIENTIFIC.fullmatch(typed)
    if scientific:
        if len(scientific[2]) != int(scientific[3]):
            return None, "mobile_rounded"
        typed = scientific[1] + scientific[2]
    typed = re.sub(r"[.٫]0+$", "", typed)
    mobile = normalize_mobile(typed, region)
    if mobile:
        return mobile, None
    digits = re.sub(r"\D", "", typed)
    if region == "IR" and re.fullmatch(r"(0|0098|98)?[1-8]\d{9}", digits):
        return None, "mobile_landline"
    return None, "mobile_invalid"


def read_day(cell) -> tuple[date | None, str | None]:
    """Return a day of either calendar. Problem: ``day``."""
    moment, problem = read_moment(cell)
    return moment and moment[0], problem


def read_moment(cell) -> tuple[tuple[date, time | None] | None, str | None]:
    """Return a day and the time of day if one is given. Problem: ``day``."""
    if cell is None or cell == "" or cell == "-":
        return None, None
    if isinstance(cell, datetime):
        clock = cell.time().replace(microsecond=0, tzinfo=None)
        return (cell.date(), clock if clock != time() else None), None
    if isinstance(cell, date):
        return (cell, None), None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 10_000 <= cell < 80_000:
        return _excel_serial(cell), None  # a day whose cell has lost its format
    moment = _typed_moment(to_ascii_digits(unprotected(str(cell))))
    return (moment, None) if moment else (None, "day")


def _excel_serial(number):
    days, part = divmod(number, 1)
    clock = (datetime.min + timedelta(seconds=round(part * 86400))).time() if part else None
    return _EXCEL_ZERO + timedelta(days=int(days)), clock


def _typed_moment(text):
    clock = None
    found = _TIME.search(text)
    if found:
        try:
            clock = time(int(found[1]), int(found[2]), int(found[3] or 0))
        except ValueError:
            return None
        text = text[: found.start()] + " " + text[found.end() :]
    text = " ".join(_CONTROL.sub(" ", text.translate(_LETTERS)).split()).strip("T ,،-–")
    named = _NAMED_DAY.fullmatch(text)
    if named:
        text = f"{named[3]}/{_MONTHS.index(named[2]) + 1}/{named[1]}"
    day = parse_day(text)
    return (day, clock) if day else None


def read_count(cell) -> tuple[int | None, str | None]:
    """Return how often somebody came. Problem: ``count``."""
    if cell is None or cell == "" or cell == "-":
        return None, None
    if isinstance(cell, bool):
        return None, "count"
    text = to_ascii_digits(unprotected(str(cell).strip())).replace("٫", ".")
    if not re.fullmatch(r"\d{1,9}(\.0+)?", text):
        return None, "count"
    count = int(Decimal(text))
    return (count, None) if count <= MAX_VISITS else (None, "count")


def read_names(cell) -> list[str]:
    """Return the names in a cell, each once, in their order: ``قهوه، چای``."""
    if cell is None:
        return []
    names = (read_text(part, MAX_NAME) for part in _SEPARATED.split(str(cell)))
    return list(dict.fromkeys(name for name in names if name))
