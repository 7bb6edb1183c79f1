"""How many SMS a text is (GSM 03.38 and 3GPP TS 23.040)."""

_GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_EXTENDED = set("^{}\\[~]|€\f")  # two septets each


def count_parts(text: str) -> int:
    """Return the number of SMS parts ``text`` is sent as (0 for an empty text).

    One letter outside GSM-7 (any Persian one, the half-space, an emoji) makes the whole text
    UCS-2: 70 units in one part, 67 per part in several; an emoji is two units. Otherwise 160 and
    153 septets.
    """
    if not text:
        return 0
    if all(char in _GSM7 or char in _GSM7_EXTENDED for char in text):
        units, single, multi = sum(2 if c in _GSM7_EXTENDED else 1 for c in text), 160, 153
    else:
        units, single, multi = len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    return 1 if units <= single else -(-units // multi)
