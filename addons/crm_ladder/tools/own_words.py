"""Placeholders that texts of the ladder fill beside those of every text of the club."""

import re

WORDS = {
    "code": ("code", "کد"),
    "points": ("points", "امتیاز"),
    "link": ("link", "پیوند"),
    "until": ("until", "مهلت"),
    "what": ("what", "مزیت"),
    "place": ("place", "مکان"),
    "time": ("time", "زمان"),
}
_SPELLING = {alias: key for key, aliases in WORDS.items() for alias in aliases}
_FIELD = re.compile(r"\{\s*([^{}\n]{1,30}?)\s*\}")


def fill(text: str, values: dict[str, str]) -> str:
    """Return ``text`` with the placeholders of ``values`` filled, in any spelling.

    A value is never read as a template itself; other placeholders stay for the club to fill.
    """

    def word(match):
        key = _SPELLING.get(match[1].lower())
        return values[key] if key in values else match[0]

    return _FIELD.sub(word, text or "")


def unknown_words(names: list[str], known: tuple[str, ...]) -> list[str]:
    """Those of ``names`` (what the club itself cannot fill) that are none of ``known`` either."""
    return [name for name in names if _SPELLING.get(name) not in known]
