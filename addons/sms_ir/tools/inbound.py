"""Inbound messages: what makes one the same as another, and what its sender wants."""

import hashlib
import re

OPT_OUT = "opt_out"
OPT_IN = "opt_in"
TEXT = "text"

_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
_LETTERS = str.maketrans({"ي": "ی", "ك": "ک"})
_OUT = frozenset({"11", "لغو", "لغو11", "stop", "off"})
_IN = frozenset({"12", "عضویت", "start"})


def key(line, mobile, received_at, text):
    """Return what identifies a message: the gateway does not give a number in every list."""
    parts = "\x00".join((str(line), str(mobile), str(received_at), text or ""))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def wish(text):
    """Return what a text asks for: to opt out (11, لغو), to opt in (12), or anything else."""
    plain = (text or "").translate(_DIGITS).translate(_LETTERS).lower()
    word = re.sub(r"[\W_]+", "", plain)
    if word in _OUT:
        return OPT_OUT
    if word in _IN:
        return OPT_IN
    return TEXT
