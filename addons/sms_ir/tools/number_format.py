"""Numbers between Odoo's form (E.164) and the gateway's forms. Nothing else is decided here."""

import re
from functools import lru_cache

_IRAN_MOBILE = re.compile(r"\+989\d{9}", re.ASCII)
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
_NOISE = re.compile(r"[\s\-().\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@lru_cache(maxsize=8192)
def canonical(number):
    """Return an Iranian mobile in any usual spelling as E.164, anything else as it is."""
    text = _NOISE.sub("", str(number or "").translate(_DIGITS))
    match = re.fullmatch(r"(?:\+98|0098|98|0)?0?(9\d{9})", text, re.ASCII)
    return f"+98{match.group(1)}" if match else text


def problem(number):
    """Return Odoo's failure type of a number that the gateway cannot reach, or ``None``."""
    text = canonical(number)
    if not text:
        return "sms_number_missing"
    if _IRAN_MOBILE.fullmatch(text):
        return None
    if _E164.fullmatch(text) and not text.startswith("+98"):
        return "sms_country_not_supported"
    return "sms_number_format"


def to_gateway(number):
    """Return the national form (``09…``) of an Iranian mobile, as the gateway documents it."""
    text = canonical(number)
    if not _IRAN_MOBILE.fullmatch(text):
        raise ValueError("not an Iranian mobile number")
    return f"0{text[3:]}"


def short(number):
    """Return the ten digits (``9…``) by which the gateway's reports name a mobile."""
    text = canonical(number)
    return text[3:] if _IRAN_MOBILE.fullmatch(text) else text
