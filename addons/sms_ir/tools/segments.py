"""How many parts a text takes on the air.

GSM-7: 160 in one part, 153 each in more. Anything else is UCS-2: 70 in one, 67 each in more; a
character outside the basic plane (emoji) takes two units, a half-space forces UCS-2.
"""

from dataclasses import dataclass
from functools import lru_cache

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM = _GSM_BASIC | _GSM_EXTENDED


@dataclass(frozen=True)
class Segments:
    """``encoding`` is ``gsm7`` or ``ucs2``; ``left`` is the room left in the last part."""

    encoding: str
    units: int
    parts: int
    left: int


def _ucs2_parts(text, size):
    """Count parts without cutting a surrogate pair in two."""
    parts, used = 1, 0
    for char in text:
        width = 2 if ord(char) > 0xFFFF else 1
        if used + width > size:
            parts, used = parts + 1, 0
        used += width
    return parts, size - used


def _gsm_parts(text, size):
    """Count parts without cutting an escape sequence in two."""
    parts, used = 1, 0
    for char in text:
        width = 2 if char in _GSM_EXTENDED else 1
        if used + width > size:
            parts, used = parts + 1, 0
        used += width
    return parts, size - used


@lru_cache(maxsize=2048)
def count(text):
    """Return the :class:`Segments` of ``text``; a mailing asks for the same few again and again."""
    text = text or ""
    gsm = _GSM.issuperset(text)
    if gsm:
        units = len(text) + sum(map(text.count, _GSM_EXTENDED))
        single, multi, counter = 160, 153, _gsm_parts
    else:
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        single, multi, counter = 70, 67, _ucs2_parts
    encoding = "gsm7" if gsm else "ucs2"
    if not units:
        return Segments(encoding, 0, 0, single)
    if units <= single:
        return Segments(encoding, units, 1, single - units)
    if units == len(text):
        # Nothing takes two units, so that nothing can fall on the edge of a part.
        parts = -(-units // multi)
        return Segments(encoding, units, parts, parts * multi - units)
    parts, left = counter(text, multi)
    return Segments(encoding, units, parts, left)
