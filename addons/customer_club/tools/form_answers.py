"""What people type into the information form: cleaned, or refused with a code. Pure.

Each reader returns ``(value, code)``: a value and no code, neither where nothing was typed, or no
value and the code of what is wrong.
"""

import re
import unicodedata
from datetime import date

from .calendars import JALALI
from .digits import to_ascii_digits
from .jalali import from_jalali

MOST = 120  # letters in a line
OLDEST = 120  # years
_EMAIL = re.compile(r"[^\s@,;<>()\[\]\\\"]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,63}", re.IGNORECASE)
_JOINERS = "\u200c\u200d"  # Persian words need them; all other invisible letters go


def read_line(typed: str | None, most: int = MOST) -> tuple[str | None, str | None]:
    """Return a line of text: one blank between words, nothing invisible."""
    text = unicodedata.normalize("NFC", typed or "")
    text = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter)[0] not in "CZ" else " "
        for letter in text
    )
    text = " ".join(text.split()).strip(_JOINERS + " ")
    if len(text) > most:
        return None, "too_long"
    return text or None, None


def read_email(typed: str | None) -> tuple[str | None, str | None]:
    """Return an e-mail address in small letters."""
    text, code = read_line(to_ascii_digits(typed or ""))
    if text and not _EMAIL.fullmatch(text):
        return None, "no_email"
    return text and text.lower(), code


def read_three(
    calendar: str, year: str | None, month: str | None, number: str | None, today: date
) -> tuple[date | None, str | None]:
    """Return the day that three boxes name in ``calendar`` (jalali or gregorian).

    :param today: later days, and those of more than ``OLDEST`` years ago, are refused
    """
    parts = [to_ascii_digits((part or "").strip()) for part in (year, month, number)]
    if not any(parts):
        return None, None
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None, "half_day"
    try:
        day = (from_jalali if calendar == JALALI else date)(*map(int, parts))
    except ValueError:
        return None, "no_day"
    if day > today or day.year < today.year - OLDEST:
        return None, "no_day"
    return day, None


def read_choices(typed: list[str], choices: list[str]) -> tuple[list[str] | None, str | None]:
    """Return those of ``choices`` that were ticked, in their order; others are refused."""
    if not set(typed) <= set(choices):
        return None, "no_choice"
    return [choice for choice in choices if choice in typed] or None, None
