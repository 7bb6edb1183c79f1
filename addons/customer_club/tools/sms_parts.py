"""How many SMS a text is (GSM 03.38 and 3GPP TS 23.040).

``static/src/writing/sms_parts.js`` counts the same while somebody types; both are held to one
table of cases (``static/tests/unit/sms_parts_cases.js``).
"""

from dataclasses import dataclass

_GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_EXTENDED = set("^{}\\[~]|€\f")  # two septets each


@dataclass(frozen=True, slots=True)
class Measure:
    """``parts`` SMS of together ``room`` units, of which the text takes ``units``.

    Units are UTF-16 code units where ``unicode``, septets otherwise.
    """

    unicode: bool
    units: int
    parts: int
    room: int


def measure(text: str) -> Measure:
    """Return how long ``text`` is and in how many parts it is sent (0 for an empty text).

    One letter outside GSM-7 (any Persian one, the half-space, an emoji) makes the whole text
    UCS-2: 70 units in one part, 67 per part in several; an emoji is two units. Otherwise 160 and
    153 septets.
    """
    text = text or ""
    unicode = not all(char in _GSM7 or char in _GSM7_EXTENDED for char in text)
    if unicode:
        units, single, multi = len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    else:
        units, single, multi = sum(2 if c in _GSM7_EXTENDED else 1 for c in text), 160, 153
    parts = (1 if units <= single else -(-units // multi)) if units else 0
    return Measure(unicode, units, parts, single if parts <= 1 else parts * multi)


def count_parts(text: str) -> int:
    """Return the number of SMS parts ``text`` is sent as (0 for an empty text)."""
    return measure(text).parts
