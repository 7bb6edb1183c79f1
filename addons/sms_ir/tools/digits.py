"""Digits as their reader writes them."""

_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def number(value, lang):
    """Return a number with groups of three, in Persian digits where ``lang`` is Persian.

    Whole numbers have no decimals, others at most two.
    """
    text = f"{float(value):,.2f}".rstrip("0").rstrip(".")
    if str(lang or "").startswith("fa"):
        return text.replace(",", "٬").replace(".", "٫").translate(_PERSIAN)
    return text
