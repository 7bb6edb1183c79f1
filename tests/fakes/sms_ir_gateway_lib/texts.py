"""Mobile numbers and the length of texts."""

import re

_DOCUMENTED = re.compile(r"(?:\+98|0)?(9[0-9]{9})", re.ASCII)
_LENIENT = re.compile(r"(?:\+98|0098|98|0)?(9[0-9]{9})", re.ASCII)
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}

_GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_EXTENSION = frozenset("^{}\\[~]|€\f")


def parse_mobile(raw, lenient=False):
    """Return the ten digits of an Iranian mobile as an int, or None."""
    if not isinstance(raw, str):
        return None
    if lenient:
        found = _LENIENT.fullmatch(re.sub(r"[\s()-]", "", raw.translate(_DIGITS)))
    else:
        found = _DOCUMENTED.fullmatch(raw)
    return int(found[1]) if found else None


def is_latin(text):
    """Tell whether the text fits the GSM-7 alphabet."""
    return all(char in _GSM7 or char in _GSM7_EXTENSION for char in text)


def count_parts(text):
    """Return how many SMS parts a text takes: 160/153 in GSM-7, else 70/67 UTF-16 units."""
    if is_latin(text):
        units = len(text) + sum(char in _GSM7_EXTENSION for char in text)
        single, joined = 160, 153
    else:
        units = len(text.encode("utf-16-be")) // 2
        single, joined = 70, 67
    return 1 if units <= single else -(-units // joined)
