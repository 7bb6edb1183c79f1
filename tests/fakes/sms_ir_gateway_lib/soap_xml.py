"""SOAP 1.1 envelopes read into Python values and written from them."""

import datetime
import re
import uuid
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from .clock import TEHRAN_OFFSET
from .soap_model import ARRAYS, OPERATIONS, TYPES

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TEHRAN = datetime.timezone(datetime.timedelta(seconds=TEHRAN_OFFSET))
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIMITS = {"int": 31, "long": 63}


class SoapFault(Exception):
    """The envelope cannot be read: ASMX answers with a fault of the client."""


def read(raw, namespace):
    """Return ``(operation name, parameters)`` of an envelope or raise ``SoapFault``."""
    if b"<!DOCTYPE" in raw or b"<\0!\0D" in raw or b"\0<\0!\0D" in raw:
        raise SoapFault("DTD is prohibited in this XML document.")
    try:
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise SoapFault(f"Server was unable to read request. ---> {error}") from error
    body = root.find(f"{{{SOAP}}}Body") if root.tag == f"{{{SOAP}}}Envelope" else None
    if body is None or len(body) != 1:
        raise SoapFault("Possible SOAP version mismatch or missing body.")
    call = body[0]
    name = call.tag.removeprefix(f"{{{namespace}}}")
    operation = OPERATIONS.get(name)
    if operation is None or name == call.tag:
        raise SoapFault(f"Server did not recognize the request element {call.tag}.")
    return name, {
        member: _value(call.find(f"{{{namespace}}}{member}"), kind.rstrip("?"), namespace)
        for member, kind in operation.request
    }


def _value(node, kind, namespace):
    if node is None or node.get(f"{{{_XSI}}}nil") in ("true", "1"):
        return None
    if kind in ARRAYS:
        element, item = ARRAYS[kind]
        return [
            _value(child, item, namespace) for child in node.findall(f"{{{namespace}}}{element}")
        ]
    if kind in TYPES:
        return {
            member: _value(node.find(f"{{{namespace}}}{member}"), item.rstrip("?"), namespace)
            for member, item in TYPES[kind]
        }
    text = node.text or ""
    if kind == "string":
        return text
    try:
        return _convert(text.strip(), kind)
    except (ValueError, OverflowError) as error:
        raise SoapFault(
            f"Server was unable to read request. ---> '{text[:60]}' is not a valid {kind}."
        ) from error


def _convert(text, kind):
    if kind == "boolean":
        if text not in ("true", "false", "1", "0"):
            raise ValueError(text)
        return text in ("true", "1")
    if kind in _LIMITS:
        if not re.fullmatch(r"[+-]?[0-9]{1,20}", text, re.ASCII):
            raise ValueError(text)
        value = int(text)
        if not -(2 ** _LIMITS[kind]) <= value < 2 ** _LIMITS[kind]:
            raise ValueError(text)
        return value
    if kind == "guid":
        return str(uuid.UUID(text))
    if kind == "dateTime":
        # Python 3.10 reads neither "Z" nor fractions of any length.
        text = re.sub(r"\.[0-9]+", "", text).replace("Z", "+00:00")
        moment = datetime.datetime.fromisoformat(text)
        if moment.year < 1971:  # DateTime.MinValue stands for "no time given"
            return 0.0
        return (moment if moment.tzinfo else moment.replace(tzinfo=_TEHRAN)).timestamp()
    return float(text)


def write(name, namespace, result, references):
    """Return the answer of an operation; ``references`` are its by-ref parameters."""
    operation = OPERATIONS[name]
    inner = _write(f"{name}Result", operation.result, result)
    inner += "".join(
        _write(member, kind, references.get(member)) for member, kind in operation.by_ref
    )
    return _envelope(f"<{name}Response xmlns={quoteattr(namespace)}>{inner}</{name}Response>")


def write_fault(code, text):
    """Return a SOAP fault; ``code`` is Client or Server."""
    return _envelope(
        f"<soap:Fault><faultcode>soap:{code}</faultcode>"
        f"<faultstring>{_escape(text)}</faultstring><detail /></soap:Fault>"
    )


def _envelope(body):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}"'
        f' xmlns:xsi="{_XSI}"><soap:Body>{body}</soap:Body></soap:Envelope>'
    ).encode()


def _write(name, kind, value):
    plain = kind.rstrip("?")
    if value is None:
        if kind.endswith("?"):
            return f'<{name} xsi:nil="true" />'
        if plain in ("int", "long", "double"):
            return f"<{name}>0</{name}>"
        return ""
    if plain in ARRAYS:
        element, item = ARRAYS[plain]
        inner = "".join(_write(element, item, entry) for entry in value)
    elif plain in TYPES:
        inner = "".join(_write(member, item, value.get(member)) for member, item in TYPES[plain])
    elif plain == "dateTime":
        inner = datetime.datetime.fromtimestamp(int(value), _TEHRAN).strftime("%Y-%m-%dT%H:%M:%S")
    elif plain == "boolean":
        inner = "true" if value else "false"
    else:
        inner = _escape(str(value))
    return f"<{name}>{inner}</{name}>"


def _escape(text):
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;"})
