"""Keep keys and phone numbers out of logs and of the request log."""

import logging
import re

_NUMBER = re.compile(r"(?<![\w.])(\+?\d{4,5})\d{3,6}(\d{2})(?![\w.])", re.ASCII)


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
    for secret in secrets:
        if secret and len(secret) >= 4:
            text = text.replace(secret, "***")
    return _NUMBER.sub(lambda match: mask_number(match.group(0)), text)


class RedactFilter(logging.Filter):
    """Mask the message of a record, whatever its arguments, before any handler sees it."""

    def __init__(self, secrets=()):
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record):
        """Rewrite the record in place; never drop it."""
        record.msg = redact(record.getMessage(), self._secrets)
        record.args = ()
        return True
