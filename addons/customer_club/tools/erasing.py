"""Finding a person's number in any text, however it was typed, so that it can be taken out."""

MASK = "***"

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
# Blanks, also the no-break and the half-space, marks of right-to-left text, dashes and the like.
# Written out: PostgreSQL and Python agree on literal characters in brackets.
_BETWEEN = (
    r"[ \u00a0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e()./-]{0,3}".encode(
        "ascii"
    ).decode("unicode_escape")
)
_ANY_DIGIT = f"[0-9{_PERSIAN}{_ARABIC}]"


def _digit(char: str) -> str:
    value = int(char)
    return f"[{value}{_PERSIAN[value]}{_ARABIC[value]}]"


def _spelled(digits: str) -> str:
    return _BETWEEN.join(_digit(char) for char in digits)


def number_pattern(numbers: list[str]) -> str:
    """Return a regular expression that finds these numbers in any usual spelling.

    It is read alike by Python's ``re`` and by PostgreSQL: Persian and Arabic digits, blanks and
    dashes between them, with and without country code and leading zeros. A longer run of digits
    that merely contains a number is not it.

    :param numbers: E.164, ``+989121234567``; at least one
    """
    if not numbers:
        raise ValueError("no number to look for")
    zero = _digit("0")
    abroad = f"(?:(?:[+＋]|{zero}{zero}){_BETWEEN})?"
    ways = []
    for number in sorted(set(numbers)):
        digits = number.lstrip("+")
        if digits.startswith("98") and len(digits) == 12:
            code = f"{abroad}{_spelled('98')}{_BETWEEN}(?:{zero}{_BETWEEN})?"
            ways.append(f"(?:{code}|{zero}{_BETWEEN})?{_spelled(digits[2:])}")
        else:
            ways.append(abroad + _spelled(digits))
    return f"(?<!{_ANY_DIGIT})(?:{'|'.join(ways)})(?!{_ANY_DIGIT})"
