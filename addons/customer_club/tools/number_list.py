"""A pasted list of mobile numbers: which numbers it holds, and what is no number, line by line."""

import re
from dataclasses import dataclass

from .digits import to_ascii_digits
from .mobile import normalize_mobile

MOST_LINES = 20_000  # a longer list is a file: it is imported
_BETWEEN = re.compile(r"[,;،؛|\t]+")
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood on a line. ``mobile`` is E.164, None where it is no mobile number.

    ``first_line``: the line on which the same number stood before; None where it is the first.
    """

    line: int
    text: str
    mobile: str | None
    first_line: int | None = None


def read_numbers(text: str, region: str = "IR") -> list[Typed]:
    """Read the numbers of a pasted list, one or several on a line, in any spelling.

    Commas, semicolons, tabs and bars part what stands on a line; blanks do where each piece is a
    number of its own. A name beside a number is passed over; a line without any number comes back
    with ``mobile`` None. Empty lines are counted and not told.

    :param text: as it was pasted; lines are counted from 1
    :param region: country whose national numbers are meant (see ``normalize_mobile``)
    :raise ValueError: more than ``MOST_LINES`` lines
    """
    lines = (text or "").splitlines()
    if len(lines) > MOST_LINES:
        raise ValueError(f"{len(lines)} lines")
    found, seen = [], {}
    for place, line in enumerate(lines, 1):
        for typed, mobile in _read_line(line, region):
            found.append(Typed(place, typed, mobile, seen.get(mobile)))
            if mobile:
                seen.setdefault(mobile, place)
    return found


def _read_line(line, region):
    pieces = [piece.strip() for piece in _BETWEEN.split(line) if piece.strip()]
    pairs = []
    for piece in pieces:
        mobile = normalize_mobile(piece, region)
        words = piece.split()
        if mobile or len(words) == 1:
            pairs.append((piece, mobile))
            continue
        several = [(word, normalize_mobile(word, region)) for word in words]
        good = [pair for pair in several if pair[1]]
        pairs += good or [(piece, None)]
    good = [pair for pair in pairs if pair[1]]
    if good:
        # What holds digits beside a number was meant as one: it is told. A name is not.
        return [p for p in pairs if p[1] or _HAS_DIGIT.search(to_ascii_digits(p[0]))]
    return [(line.strip(), None)] if pairs else []
