"""Bodies and queries bound to typed fields the way ASP.NET does it.

Names are matched without case, numbers may be written as strings, and a wrong type is a
``Problem``, never an SMS.ir code. A missing or null field is the empty value of its type.
"""

import json
import re

from .answers import Problem

_INTEGER = re.compile(r"[+-]?[0-9]{1,20}", re.ASCII)


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


class Body:
    """The JSON object of a request."""

    def __init__(self, raw, content_type=""):
        kind = content_type.split(";")[0].strip().lower()
        if raw and kind not in ("application/json", "text/json") and not kind.endswith("+json"):
            raise Problem(http=415, title="Unsupported Media Type")
        self._fields = {name.lower(): value for name, value in parse_object(raw).items()}

    def _value(self, name):
        return self._fields.get(name.lower())

    def integer(self, name, bits=64, default=0):
        """Return a whole number that fits a signed field of so many bits."""
        value = self._value(name)
        if value is None:
            return default
        return _integer(value, f"$.{name}", bits)

    def text(self, name):
        """Return a string, empty where the field is missing."""
        value = self._value(name)
        if value is None:
            return ""
        return _text(value, f"$.{name}")

    def texts(self, name):
        """Return a list of strings; elements may be None."""
        return [
            None if item is None else _text(item, f"$.{name}[{index}]")
            for index, item in enumerate(self._list(name))
        ]

    def records(self, name, members):
        """Return a list of dicts with these string members."""
        result = []
        for index, item in enumerate(self._list(name)):
            path = f"$.{name}[{index}]"
            if item is None:
                item = {}
            if not isinstance(item, dict):
                raise _mismatch(path, "the parameter model")
            lowered = {key.lower(): value for key, value in item.items()}
            record = {}
            for member in members:
                value = lowered.get(member.lower())
                record[member] = "" if value is None else _text(value, f"{path}.{member}")
            result.append(record)
        return result

    def _list(self, name):
        value = self._value(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise _mismatch(f"$.{name}", "an array")
        return value


def parse_object(raw):
    """Return the JSON object in these bytes or raise a ``Problem``."""
    if not raw.strip():
        raise Problem({"": ["A non-empty request body is required."]})
    try:
        value = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Problem({"$": [f"The JSON value is not valid: {str(error)[:120]}"]}) from error
    if not isinstance(value, dict):
        raise _mismatch("$", "the request model")
    return value


def query_integer(query, name, default, bits=32):
    """Return an integer of the query string (names without case)."""
    value = query_text(query, name)
    if not value:
        return default
    if not _INTEGER.fullmatch(value) or not _fits(int(value), bits):
        raise Problem({name: [f"The value '{value[:60]}' is not valid."]})
    return int(value)


def query_flag(query, name, default=False):
    """Return a boolean of the query string."""
    value = query_text(query, name).lower()
    if not value:
        return default
    if value not in ("true", "false"):
        raise Problem({name: [f"The value '{value[:60]}' is not valid."]})
    return value == "true"


def query_text(query, name):
    """Return a text of the query string, empty where missing."""
    return query.get(name.lower(), "")


def _fits(value, bits):
    return -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)


def _integer(value, path, bits):
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not _fits(value, bits):
        raise _mismatch(path, f"System.Int{bits}")
    return value


def _text(value, path):
    if not isinstance(value, str):
        raise _mismatch(path, "System.String")
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise _mismatch(path, "System.String") from error
    return value


def _mismatch(path, kind):
    return Problem(
        {
            "request": ["The request field is required."],
            path: [f"The JSON value could not be converted to {kind}. Path: {path}"],
        }
    )
