"""Keep keys and phone numbers out of logs and of the request log."""

import html
import json
import logging
import re
import traceback
from urllib.parse import quote

# Persian and Arabic digits count too; letters and dots around them tell ids from numbers.
_NUMBER = re.compile(r"(?<![\w.])\+?\d{9,13}(?![\w.])")


def mask_number(number):
    """Return ``number`` with its middle hidden: enough to recognise, too little to dial."""
    text = str(number or "")
    if len(text) < 8:
        return "*" * len(text)
    keep = 5 if text.startswith("+") else 4
    return f"{text[:keep]}{'*' * (len(text) - keep - 2)}{text[-2:]}"


def redact(text, secrets=()):
    """Return ``text`` without any of ``secrets`` and with every phone number masked."""
    text = str(text)
    # The longest first: one may be a part of another.
    known = {way for secret in secrets if secret and len(secret) >= 4 for way in spellings(secret)}
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _NUMBER.sub(lambda match: mask_number(match.group(0)), text)


def spellings(secret):
    """Return the ways in which XML, JSON and URLs write ``secret``."""
    text = str(secret)
    return {
        *(text, html.escape(text), json.dumps(text)[1:-1], repr(text)[1:-1]),
        *(quote(text), quote(text, safe="")),
    }


class RedactFilter(logging.Filter):
    """Mask the messages of loggers, whatever their arguments, before any handler sees them.

    :param secrets: function that returns the secrets of the moment, or ``None`` where a record is
        none of our business and stays as it is
    """

    def __init__(self, secrets):
        super().__init__()
        self._secrets = secrets

    def filter(self, record):
        """Rewrite the record in place; never drop it."""
        secrets = self._secrets()
        if secrets is None:
            return True
        text = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            # Tracebacks carry the words of other libraries, with what they were called with.
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        record.msg = redact(text, secrets)
        record.args = ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
