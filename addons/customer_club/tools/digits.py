"""Digits as people in Iran type and read them."""

_ASCII = "0123456789"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"

_TO_ASCII = str.maketrans(_PERSIAN + _ARABIC, _ASCII * 2)
_TO_PERSIAN = str.maketrans(_ASCII + _ARABIC, _PERSIAN * 2)


def to_ascii_digits(text: str) -> str:
    """Return ``text`` with Persian (۰–۹) and Arabic (٠–٩) digits as 0–9; all else untouched."""
    return text.translate(_TO_ASCII)


def to_persian_digits(text: str) -> str:
    """Return ``text`` with every digit as a Persian one (۰–۹); all else untouched."""
    return text.translate(_TO_PERSIAN)


def localize_digits(text: str, lang: str | None) -> str:
    """Return ``text`` with the digits that readers of ``lang`` (``fa_IR``, ``en_US`` …) expect."""
    return to_persian_digits(text) if (lang or "").startswith("fa") else to_ascii_digits(text)
