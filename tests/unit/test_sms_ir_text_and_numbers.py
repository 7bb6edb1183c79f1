"""Parts of a text, spellings of a number, and what may be shown of both."""

import html
import json
import logging
import sys
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import number_format, redact, segments


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm7", 0, 0),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("س" * 70, "ucs2", 70, 1),
        ("س" * 71, "ucs2", 71, 2),
        ("س" * 134, "ucs2", 134, 2),
        ("س" * 135, "ucs2", 135, 3),
        ("س\n", "ucs2", 2, 1),
        ("می\u200cروم", "ucs2", 6, 1),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 36, "ucs2", 72, 2),
        ("a\u200cb", "ucs2", 3, 1),
    ],
)
def test_segments(text, encoding, units, parts):
    counted = segments.count(text)
    assert (counted.encoding, counted.units, counted.parts) == (encoding, units, parts)


def test_pairs_are_not_cut_in_two():
    # 66 letters and emojis: the pair does not fit the last unit of the first part.
    text = "س" * 66 + "😀" * 34
    assert segments.count(text).parts == 3
    assert segments.count("a" * 152 + "€" * 77).parts == 3


@given(st.text(max_size=500))
def test_parts_hold_the_text(text):
    counted = segments.count(text)
    room = {"gsm7": (160, 153), "ucs2": (70, 67)}[counted.encoding]
    assert counted.units <= max(counted.parts * room[1], room[0])
    assert counted.left >= 0
    assert segments.count(text + "a").parts >= counted.parts


SPELLINGS = [
    "09121234567",
    "9121234567",
    "989121234567",
    "00989121234567",
    "+989121234567",
    "+9809121234567",
    "۰۹۱۲۱۲۳۴۵۶۷",
    "٠٩١٢١٢٣٤٥٦٧",
    "0912 123 45 67",
    "(0912) 123-4567",
    "\u200e+98 912 123 4567\u202c",
]


@pytest.mark.parametrize("number", SPELLINGS)
def test_one_number_however_it_is_spelt(number):
    assert number_format.canonical(number) == "+989121234567"
    assert number_format.to_gateway(number) == "09121234567"
    assert number_format.short(number) == "9121234567"
    assert number_format.problem(number) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (None, "sms_number_missing"),
        ("", "sms_number_missing"),
        ("  ", "sms_number_missing"),
        ("12", "sms_number_format"),
        ("+982188887777", "sms_number_format"),
        ("+98912123456", "sms_number_format"),
        ("+4915112345678", "sms_country_not_supported"),
        ("09121234567,09121234568", "sms_number_format"),
        ("۰۹۱۲", "sms_number_format"),
    ],
)
def test_numbers_that_cannot_be_reached(number, problem):
    assert number_format.problem(number) == problem
    with pytest.raises(ValueError, match="Iranian"):
        number_format.to_gateway(number)


@given(st.text(max_size=30))
def test_canonical_is_stable(number):
    once = number_format.canonical(number)
    assert number_format.canonical(once) == once


@given(st.integers(0, 999999999))
def test_logs_never_show_a_number(digits):
    number = f"+989{digits:09}"
    for shown in (number, number[1:], f"0{number[3:]}", number[3:]):
        masked = redact.redact(f"to {shown}: ok")
        assert shown not in masked
        assert f"{digits:09}"[2:7] not in masked
    assert number[5:11] not in redact.mask_number(number)


def test_secrets_are_cut_out():
    assert redact.redact("key=abcdefgh!", ("abcdefgh",)) == "key=***!"
    assert redact.redact("a", ("a",)) == "a", "too short to be a secret"


def test_filter_rewrites_records():
    record = logging.LogRecord("x", 10, "f", 1, "to %s key %s", ("+989121234567", "k" * 20), None)
    assert redact.RedactFilter(lambda: ("k" * 20,)).filter(record)
    assert record.getMessage() == "to +9891******67 key ***"
    same = logging.LogRecord("x", 10, "f", 1, "to %s", ("+989121234567",), None)
    assert redact.RedactFilter(lambda: None).filter(same)
    assert same.getMessage() == "to +989121234567", "none of our business"


def test_tracebacks_are_masked_too():
    try:
        raise ValueError("key abcdefgh of 09121234567")
    except ValueError:
        record = logging.LogRecord("x", 10, "f", 1, "lost", (), sys.exc_info())
    redact.RedactFilter(lambda: ("abcdefgh",)).filter(record)
    assert "ValueError: key *** of 0912*****67" in record.getMessage()
    assert not record.exc_info


@given(st.text(min_size=4, max_size=12), st.sampled_from([html.escape, json.dumps, quote, repr]))
def test_a_secret_is_cut_out_however_it_is_written(secret, write):
    shown = write(secret)
    if secret in ("****", "***"):
        return
    inside = shown[1:-1] if write in (json.dumps, repr) else shown
    assert inside not in redact.redact(f"<<{shown}>>", (secret,)) or inside in "<<***>>"
