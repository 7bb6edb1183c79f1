"""One canonical form for a mobile number: E.164, ``+989121234567``.

The rules for Iran are our own. Operators open new ranges faster than number databases learn of
them, so ``9`` plus nine digits is enough; numbers of other countries are left to ``phonenumbers``.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumberType

from .digits import to_ascii_digits

# What people and programs put between digits: blanks of every kind (also the no-break and the
# half-space), dashes, dots, slashes, parentheses, and the invisible marks that right-to-left
# text carries along when a number is copied.
_SEPARATORS = re.compile(r"[\s\-‐-―−./()\[\]\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_IRAN = re.compile(r"(?:(?:\+|00)?980?|0)?(9\d{9})")
_INTERNATIONAL = re.compile(r"(?:\+|00)(\d{7,15})")
_NATIONAL = re.compile(r"\d{4,15}")
_MOBILE_TYPES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
MAX_TYPED_LENGTH = 64  # nobody types more for one number; longer input is refused unread


def normalize_mobile(raw: str, region: str = "IR") -> str | None:
    """Return the E.164 form of a typed mobile number, or ``None`` if it cannot be one.

    :param raw: as typed: ``0912…``, ``912…``, ``98912…``, ``+98 912…``, ``0098912…``, with Persian
        or Arabic digits, blanks, dashes, parentheses. Other countries start with ``+`` or ``00``.
    :param region: ISO code of the country whose national numbers are meant when no country code
        is typed (the company's country).
    :return: ``+`` and digits; ``None`` for landlines, two numbers in one, letters, wrong length.

    Normalising a normalised number gives it back.
    """
    if not isinstance(raw, str) or not raw or len(raw) > MAX_TYPED_LENGTH:
        return None
    number = to_ascii_digits(_SEPARATORS.sub("", raw)).replace("＋", "+")
    international = _INTERNATIONAL.fullmatch(number)
    in_iran = international and international[1].startswith("98")
    if region == "IR" or in_iran:
        iran = _IRAN.fullmatch(number)
        if iran:
            return "+98" + iran[1]
    if international:
        return None if in_iran else _by_phonenumbers("+" + international[1], None)
    if region != "IR" and _NATIONAL.fullmatch(number):
        return _by_phonenumbers(number, region)
    return None


def _by_phonenumbers(number: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    if phonenumbers.number_type(parsed) not in _MOBILE_TYPES:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def national(e164: str) -> str:
    """Return the form that people read: ``09121234567`` for Iran, E.164 for other countries."""
    return "0" + e164[3:] if e164.startswith("+98") else e164


def known_name(name: str | None, e164: str) -> str | None:
    """Return ``name`` if it names a person; ``None`` where the number stands in for it."""
    return None if not name or name in (e164, national(e164)) else name


def mask(e164: str) -> str:
    """Return ``0912***4567``: enough to recognise one's own number, too little to call it."""
    shown = national(e164)
    return shown[:4] + "***" + shown[-4:] if len(shown) > 8 else "***"
