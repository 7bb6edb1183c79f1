"""Placeholders in the texts of tags: ``{name}`` or, as Persian owners write, ``{نام}``."""

import re

from .digits import localize_digits

# Canonical name → every spelling an owner may write. The first Persian one is shown in the manual.
PLACEHOLDERS = {
    "name": ("name", "نام"),
    "visits": ("visits", "visit", "بازدید", "تعداد بازدید", "دفعات"),
    "company": ("company", "shop", "فروشگاه", "شرکت"),
    "tag": ("tag", "برچسب"),
    "form": ("form", "فرم"),
    "preferences": ("preferences", "خواسته‌ها", "خواسته ها"),
    "member": ("member", "صفحه من", "صفحهٔ من"),
}
# Those that become a personal link, each customer's own; the name is the link's kind.
LINK_PLACEHOLDERS = ("form", "preferences", "member")
# Those that a reward fills: only texts that come with one may use them.
REWARD_PLACEHOLDERS = {
    "code": ("code", "کد", "کد تخفیف"),
    "until": ("until", "مهلت", "تا"),
}
# What only some texts may use, because something beside the person has to fill it.
EXTRA_PLACEHOLDERS = REWARD_PLACEHOLDERS | {"link": ("link", "پیوند", "لینک", "نشانی")}
_SPELLING = {
    alias: key for key, aliases in (PLACEHOLDERS | EXTRA_PLACEHOLDERS).items() for alias in aliases
}
_FIELD = re.compile(r"\{\s*([^{}\n]{1,30}?)\s*\}")


def unknown_placeholders(text: str, extra=()) -> list[str]:
    """Return the names in braces that mean nothing, in order, each once.

    :param extra: canonical names of ``EXTRA_PLACEHOLDERS`` that this text may use
    """
    found = (match[1].lower() for match in _FIELD.finditer(text or ""))
    known = {*PLACEHOLDERS, *extra}
    return list(dict.fromkeys(name for name in found if _SPELLING.get(name) not in known))


def links_asked(text: str) -> list[str]:
    """Return the kinds of personal links that ``text`` asks for, in order, each once."""
    if "{" not in (text or ""):
        return []
    found = (_SPELLING.get(match[1].lower()) for match in _FIELD.finditer(text))
    return list(dict.fromkeys(kind for kind in found if kind in LINK_PLACEHOLDERS))


def render(text: str, values: dict[str, object], lang: str | None = None) -> str:
    """Return ``text`` with its placeholders filled.

    :param values: by canonical name (see ``PLACEHOLDERS``); numbers get the digits of ``lang``.
    Unknown placeholders stay as they are: they are refused when the text is saved, and a customer
    should rather see braces than get no text at all. A value is never itself read as a template.
    """

    def fill(match):
        key = _SPELLING.get(match[1].lower())
        if key is None or key not in values:
            return match[0]
        value = values[key]
        return localize_digits(str(value), lang) if isinstance(value, int) else str(value or "")

    return _FIELD.sub(fill, text)
