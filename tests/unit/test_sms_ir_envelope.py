"""Answers of the gateway: every shape that may arrive becomes a result or one kind of error."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import envelope, results
from pure.sms_ir.tools.errors import SmsIrError, SmsIrOutcomeUnknown, SmsIrRejected
from pure.sms_ir.tools.status_codes import STATUSES, Kind, status_of


def body(status, message="پیام", data=None):
    return json.dumps({"status": status, "message": message, "data": data})


def test_success():
    answer = envelope.parse(200, body(1, "موفق", {"x": 1}))
    assert answer.data == {"x": 1}
    assert answer.message == "موفق"


@pytest.mark.parametrize("code", sorted(set(STATUSES) - {0, 1}))
def test_every_code_is_a_certain_no(code):
    with pytest.raises(SmsIrRejected) as caught:
        envelope.parse(400, body(code))
    assert caught.value.code == code
    assert caught.value.kind is status_of(code).kind
    assert caught.value.failure_type


@pytest.mark.parametrize(
    ("http", "content"),
    [
        (500, body(0)),
        (200, body(0)),
        (500, body(1)),
        (502, "<html>Bad Gateway</html>"),
        (200, ""),
        (200, "{broken"),
        (200, "[]"),
        (200, "null"),
        (200, '{"status": "1"}'),
        (200, '{"status": true}'),
        (408, ""),
        (504, b"\xff\xfe"),
    ],
)
def test_what_does_not_say_whether_it_was_sent(http, content):
    with pytest.raises(SmsIrOutcomeUnknown):
        envelope.parse(http, content)


def test_http_200_with_another_status_is_a_failure():
    with pytest.raises(SmsIrRejected) as caught:
        envelope.parse(200, body(102))
    assert caught.value.kind is Kind.CREDIT


def test_unknown_code_keeps_the_words_of_the_server():
    with pytest.raises(SmsIrRejected) as caught:
        envelope.parse(400, body(120, "متن تازه"))
    assert caught.value.kind is Kind.UNKNOWN
    assert caught.value.message == "متن تازه"


def test_problem_details_is_not_a_code():
    content = json.dumps(
        {"title": "One or more validation errors", "status": 400, "errors": {"parameters": ["x"]}}
    )
    with pytest.raises(SmsIrRejected) as caught:
        envelope.parse(400, content)
    assert caught.value.code is None
    assert caught.value.kind is Kind.REQUEST
    assert "parameters" in caught.value.message


@pytest.mark.parametrize(
    ("http", "kind"),
    [
        (401, Kind.CREDENTIALS),
        (403, Kind.CREDENTIALS),
        (404, Kind.CONFIGURATION),
        (429, Kind.TRANSIENT),
    ],
)
def test_http_errors_without_envelope(http, kind):
    with pytest.raises(SmsIrRejected) as caught:
        envelope.parse(http, "<html>", {"Retry-After": "12"})
    assert caught.value.kind is kind
    assert caught.value.retry_after == 12


def test_redirects_are_not_followed():
    with pytest.raises(SmsIrRejected):
        envelope.parse(302, "")


@given(st.integers(200, 599), st.binary(max_size=200))
def test_any_bytes(http, content):
    with contextlib.suppress(SmsIrError):
        envelope.parse(http, content)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "packId",
                    "messageIds",
                    "cost",
                    "messageId",
                    "mobile",
                    "deliveryState",
                    "status",
                    "data",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_readers_accept_or_say_malformed(data):
    readers = [
        lambda value: results.read_pack(value, 2),
        results.read_verify,
        results.read_cancel,
        results.read_reports,
        results.read_packs,
        results.read_received,
        results.read_credit,
        results.read_lines,
    ]
    for reader in readers:
        with contextlib.suppress(results.Malformed):
            reader(data)


def test_pack_result():
    pack = results.read_pack({"packId": "ab-cd", "messageIds": [5, 0, None], "cost": 2.5}, 3)
    assert pack.message_ids == (5, 0, None)
    assert str(pack.cost) == "2.5"
    assert results.pack_key("AB-cd") == "abcd"
    with pytest.raises(results.Malformed):
        results.read_pack({"packId": "x", "messageIds": [1], "cost": 1}, 2)


def test_names_in_other_case_are_read():
    assert results.read_verify({"MessageId": 7, "Cost": 1}).message_id == 7


NOON = "Tue, 24 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("Tue, 24 Nov 2026 12:01:30 GMT", NOON, 90),
        ("Tue, 24 Nov 2026 11:00:00 GMT", NOON, None),
        ("Tue, 24 Nov 2026 12:01:30 GMT", "", None),
        ("Tue, 24 Nov 2026 12:01:30", NOON, None),
        ("soon", NOON, None),
        ("-5", NOON, None),
        ("", NOON, None),
    ],
)
def test_a_moment_to_wait_for_is_read_against_the_clock_of_the_answer(value, date, seconds):
    with pytest.raises(SmsIrRejected) as caught:
        envelope.parse(429, "<html>", {"Retry-After": value, "Date": date})
    assert caught.value.retry_after == seconds
