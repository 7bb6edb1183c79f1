"""Amounts of points as people read them."""

from .digits import localize_digits


def amount_words(amount: float, lang: str | None, *, sign: bool = False) -> str:
    """``1,250.5`` or ``۱٬۲۵۰٫۵``: at most two decimals, none where they are zero.

    :param sign: show the sign of positive amounts, too
    """
    text = f"{abs(amount):,.2f}".rstrip("0").rstrip(".")
    if (lang or "").startswith("fa"):
        text = text.replace(",", "٬").replace(".", "٫")
    shown = localize_digits(text, lang)
    if text.strip("0٬٫,.") == "":
        return shown
    if amount < 0:
        return f"\u2212{shown}"
    return f"+{shown}" if sign else shown
