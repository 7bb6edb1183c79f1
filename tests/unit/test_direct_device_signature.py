"""Signing: what a device maker can check an implementation against, and what is refused."""

import contextlib
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.direct_device.tools import signature

SECRET = bytes(range(32))
NOW = 1_764_000_000.0
REQUEST = {"method": "POST", "target": "/direct/v1/events", "body": b'{"events": []}'}


def check(sign=None, timestamp=str(int(NOW)), secret=SECRET, now=NOW, **changes):
    request = {**REQUEST, **changes}
    if sign is None:
        sign = signature.sign(
            SECRET, REQUEST["method"], REQUEST["target"], timestamp, REQUEST["body"]
        )
    return signature.verify(secret, sign, timestamp, now, **request)


def test_known_answer():
    """A vector that other implementations must reproduce."""
    assert (
        signature.sign(SECRET, "POST", "/direct/v1/events", "1764000000", b'{"events": []}')
        == "v1="
        + hmac.new(
            SECRET,
            b"POST\n/direct/v1/events\n1764000000\n"
            + hashlib.sha256(b'{"events": []}').hexdigest().encode(),
            hashlib.sha256,
        ).hexdigest()
    )


def test_right_signature_is_accepted():
    assert check()


@pytest.mark.parametrize(
    "change",
    [
        {"method": "GET"},
        {"target": "/direct/v1/events?x=1"},
        {"body": b'{"events": [1]}'},
        {"secret": bytes(32)},
        {"secret": None},
        {"secret": b"short"},
        {"sign": ""},
        {"sign": "v1="},
        {"sign": "v2=" + "0" * 64},
        {"sign": "v1=" + "é" * 64},
        {"sign": "\udcff"},
    ],
)
def test_any_change_is_refused(change):
    assert not check(**change)


@pytest.mark.parametrize(
    "timestamp", ["", "abc", "-5", "1e9", "۱۷۶۴۰۰۰۰۰۰", "9" * 40, " 1764000000"]
)
def test_unreadable_time_is_refused(timestamp):
    assert not check(timestamp=timestamp)


@pytest.mark.parametrize(("age", "fresh"), [(0, 1), (300, 1), (-300, 1), (301, 0), (-301, 0)])
def test_clock_window(age, fresh):
    assert check(now=NOW + age) == bool(fresh)


def test_nobody_can_sign_for_an_unknown_serial():
    """The stand-in secret of unknown serials must not open the door."""
    sign = signature.sign(
        signature._NO_SECRET, REQUEST["method"], REQUEST["target"], str(int(NOW)), REQUEST["body"]
    )
    assert not check(sign=sign, secret=None)


@given(st.binary(min_size=32, max_size=32))
def test_secrets_survive_writing_and_reading(raw):
    text = signature.encode_secret(raw)
    assert signature.decode_secret(text) == raw
    assert signature.decode_secret(text + "=") == raw
    assert len(text) == 43


@given(st.text(max_size=60))
def test_reading_a_secret_never_fails_otherwise_than_said(text):
    with contextlib.suppress(ValueError):
        assert len(signature.decode_secret(text)) == 32


@given(st.text(max_size=80), st.text(max_size=20), st.binary(max_size=50))
def test_verify_never_raises(sign, timestamp, body):
    assert not check(sign=sign, timestamp=timestamp, body=body + b"!")
