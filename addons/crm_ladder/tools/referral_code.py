"""Personal codes: digits that can be said on the phone, typed on a keypad and checked at once.

A code is a payload that does not begin with 0 (it would be taken for a telephone number, and
spreadsheets drop it) and Damm's check digit: any one wrong digit, and any two neighbours that
changed places, are noticed. It is written in one piece: among words from right to left, groups of
digits would change their places.
"""

# H. Michael Damm's totally anti-symmetric quasigroup of order 10.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
SHORTEST = 5  # digits of a payload
LONGEST = 11
ROOM = 20  # codes that could be, for each one that is: a guess fails 19 times in 20, or more
# What people put between digits; invisible marks come along when a text is copied.
_BETWEEN = " \t\u00a0-‐‑–—._/\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
_DROP = str.maketrans("", "", _BETWEEN)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)


def check_digit(payload: str) -> str:
    """Return the digit that belongs behind ``payload`` (ASCII digits)."""
    interim = 0
    for digit in payload:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def make_code(payload: int) -> str:
    """Return the code of a payload: its digits and the check digit."""
    digits = str(payload)
    return digits + check_digit(digits)


def is_code(code: str) -> bool:
    """Whether a normalised text could be a code: its length, its first digit, its check digit."""
    return (
        SHORTEST < len(code) <= LONGEST + 1
        and code.isascii()
        and code.isdigit()
        and code[0] != "0"
        and check_digit(code) == "0"
    )


def normalize_code(typed: str) -> str:
    """Return what was typed as plain digits: Persian and Arabic ones too, nothing between them.

    What is no digit stays where it is, so that :func:`is_code` refuses it.
    """
    return (typed or "")[:64].translate(_DROP).translate(_DIGITS)


def payload_range(members: int) -> range:
    """Return the payloads to draw from for so many codes: all those of one length."""
    digits = SHORTEST
    while digits < LONGEST and 9 * 10 ** (digits - 1) < ROOM * members:
        digits += 1
    return range(10 ** (digits - 1), 10**digits)
