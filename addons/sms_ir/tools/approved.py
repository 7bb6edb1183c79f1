"""Approved templates of SMS.ir: ``#NAME#`` places in a fixed text, values of at most 25 characters.

The values of a message are read back from its finished text. So whatever renders the text (a
template, a person who changed nothing) needs to know nothing of SMS.ir, and what the receiver
reads is the text that Odoo shows, to the letter.
"""

import re
from dataclasses import dataclass

LIMIT = 25
_PLACE = re.compile(r"#([A-Za-z][A-Za-z0-9_]{0,49})#", re.ASCII)


class BadTemplate(ValueError):
    """The text cannot be used; ``reason`` is ``none``, ``twice`` or ``adjacent``."""

    def __init__(self, reason, name=""):
        super().__init__(f"{reason} {name}".strip())
        self.reason = reason
        self.name = name


@dataclass(frozen=True)
class Fit:
    """``values`` by name, and ``too_long``: the names of those above the limit."""

    values: dict
    too_long: tuple


def places(text):
    """Return the names of the places of an approved text, in order."""
    return [match.group(1) for match in _PLACE.finditer(text or "")]


def check(text):
    """Raise :class:`BadTemplate` unless values can be read back from texts made of ``text``."""
    names = places(text)
    if not names:
        raise BadTemplate("none")
    seen = set()
    for name in names:
        # The gateway compares names without case.
        if name.upper() in seen:
            raise BadTemplate("twice", name)
        seen.add(name.upper())
    if re.search(r"#[A-Za-z]\w*##[A-Za-z]\w*#", text, re.ASCII):
        raise BadTemplate("adjacent")
    return names


def fill(text, values):
    """Return ``text`` with ``values`` (by name) in its places."""
    return _PLACE.sub(lambda match: str(values[match.group(1)]), text)


def extract(text, body, limit=LIMIT):
    """Return the :class:`Fit` by which ``text`` becomes ``body``, or ``None`` if it never does."""
    names = places(text)
    pieces = [re.escape(piece) for piece in _PLACE.split(text)[::2]]
    for size in (f"{{1,{limit}}}?", "+?"):
        pattern = pieces[0] + "".join(f"(.{size}){piece}" for piece in pieces[1:])
        match = re.fullmatch(pattern, body or "", re.DOTALL)
        if match:
            values = dict(zip(names, match.groups(), strict=True))
            too_long = tuple(name for name, value in values.items() if len(value) > limit)
            return Fit(values, too_long)
    return None


def shorten(values, limit=LIMIT):
    """Return ``values`` cut to the limit, with an ellipsis where something was cut."""
    return {
        name: value if len(value) <= limit else f"{value[: limit - 1].rstrip()}…"
        for name, value in values.items()
    }
