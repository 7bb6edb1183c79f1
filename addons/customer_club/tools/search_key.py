"""One spelling for a search: names and numbers folded, so that any way to write them finds them.

A member's key holds the folded name and every number in both of its usual forms. What is typed is
folded by the same rule; a member is found when each typed word occurs in the key.
"""

import re
import unicodedata

from .digits import to_ascii_digits
from .mobile import MAX_TYPED_LENGTH, national, normalize_mobile

# Letters that different keyboards write for the same sound. Hamza and madda come off beforehand.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("يىےې", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةەہھۂ", "ه"),
        "ٱ": "ا",
        "ء": None,
        "ـ": None,
    }
)
_NUMBER = re.compile(r"\+?[\d\s\-‐-―−./()]+")
_ABROAD = re.compile(r"(?:\+|00)(980?)")
MIN_DIGITS = 4  # shorter parts of a number are in nearly every number
MAX_WORDS = 8


def fold(text: str) -> str:
    """Return ``text`` in the spelling of search keys: letters and digits only, without blanks.

    ي/ی, ك/ک, آ/ا, ة/ه, ؤ/و, ئ/ی are one letter each; the half-space, blanks, marks above and below
    letters and punctuation are dropped; digits become 0–9; Latin letters are small and without
    accents. Folding a folded text gives it back.
    """
    previous = None
    while text != previous:  # a few rare letters need a second round
        previous = text
        text = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
        text = "".join(char for char in to_ascii_digits(text) if char.isalnum())
    return text


def digits_of(number: str) -> str:
    """Return the digits of a number, 0–9, without anything between them."""
    return re.sub(r"[^0-9]", "", to_ascii_digits(number))


def search_key(name: str | None, numbers: list[str | None]) -> str:
    """Return the key under which a person is found.

    :param numbers: mobile numbers as E.164 first, then any others as written; repeated ones count
        once, an Iranian one is kept as people write it and with its country code
    """
    words = [fold(name or "")]
    for number in numbers:
        if not number:
            continue
        digits = digits_of(number)
        if number.startswith("+98"):
            words.append(digits_of(national(number)))
        words.append(digits)
    return " ".join(dict.fromkeys(word for word in words if word))


def search_words(typed: str, region: str = "IR") -> list[str]:
    """Return the folded words that a key must contain, one by one; none when too little is typed.

    A number may be typed in any spelling, or a part of it of at least four digits.
    """
    number = to_ascii_digits(
        "".join(char for char in typed if unicodedata.category(char) != "Cf").strip()
    )
    if len(number) <= MAX_TYPED_LENGTH and _NUMBER.fullmatch(number):
        whole = normalize_mobile(number, region)
        digits = digits_of(whole or _ABROAD.sub("98", number))
        return [digits] if len(digits) >= MIN_DIGITS else []
    words = [fold(word) for word in typed.split()[:MAX_WORDS]]
    return [word for word in words if word]
