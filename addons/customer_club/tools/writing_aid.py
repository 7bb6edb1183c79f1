"""What an owner should know about a text before customers get it: pure checks, without words.

The words for each code stand in the model, where they are translated.
"""

import re
from dataclasses import dataclass, field

from .digits import to_ascii_digits
from .message_text import unknown_placeholders
from .sms_parts import count_parts

MOST_PARTS = 4  # beyond that, a text is dear and is not read
LONGEST_VALUE = 25  # what the operators' approved templates take in place of a placeholder
_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w@.])(?:[a-z0-9][a-z0-9-]*\.)+(?:ir|com|net|org|me|io|app|co|shop|store|info|link)"
    r"(?![\w.-]*@)(?:/\S*)?\b",
    re.IGNORECASE,
)
ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` of what was found, how grave it is, and the ``values`` of its sentence."""

    code: str
    level: str
    values: dict = field(default_factory=dict)


def links_in(text: str) -> list[str]:
    """Return the links in ``text`` in order: with a scheme, ``www.`` or a bare ``t.me/shop``."""
    return [found[0].rstrip(".,;:!؟،؛)»") for found in _LINK.finditer(text or "")]


def _letters(text):
    return re.sub(r"[\s\u200c\u200f\u200e]", "", to_ascii_digits(text or "")).replace("ي", "ی")


def has_optout(text: str, words: str) -> bool:
    """Whether ``text`` holds the opt-out ``words``, whatever its digits and blanks are."""
    return not words or _letters(words).lower() in _letters(text).lower()


def check(
    text: str,
    *,
    purpose: str,
    sample: str,
    values: dict[str, str],
    extra=(),
    links_allowed: bool = False,
    optout_words: str = "",
) -> list[Finding]:
    """Return what is to be said about a text, the gravest first.

    :param text: as it is written, with placeholders
    :param purpose: ``service`` or ``advertising``
    :param sample: the text with its placeholders filled, which is what has parts
    :param values: what the placeholders of this text become, by canonical name
    :param extra: placeholders that a reward fills for this text
    :param links_allowed: whether the company's sender line may send links
    :param optout_words: what an advertising text must hold (``لغو۱۱``); empty: nothing
    """
    text = text or ""
    if not text.strip():
        return []
    found = []
    unknown = unknown_placeholders(text, extra)
    if unknown:
        found.append(Finding("unknown_placeholder", ERROR, {"names": unknown}))
    links = links_in(text)
    if links and not links_allowed:
        found.append(Finding("link", WARNING, {"links": links}))
    if purpose == "advertising" and not has_optout(text, optout_words):
        found.append(Finding("no_optout", WARNING, {"words": optout_words}))
    for name, value in values.items():
        if len(value) > LONGEST_VALUE:
            found.append(
                Finding(
                    "long_value", WARNING, {"name": name, "value": value, "most": LONGEST_VALUE}
                )
            )
    parts = count_parts(sample)
    if parts > MOST_PARTS:
        found.append(Finding("many_parts", WARNING, {"parts": parts, "most": MOST_PARTS}))
    return found


def used_placeholders(text: str, spellings: dict[str, tuple]) -> list[str]:
    """Return the canonical names of the placeholders that ``text`` uses, each once."""
    by_spelling = {alias: name for name, aliases in spellings.items() for alias in aliases}
    typed = re.findall(r"\{\s*([^{}\n]{1,30}?)\s*\}", text or "")
    return list(dict.fromkeys(by_spelling[t.lower()] for t in typed if t.lower() in by_spelling))
