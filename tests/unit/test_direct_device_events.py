"""Reading and judging what a keypad sends."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.direct_device.tools.event_schema import (
    MAX_BODY,
    EnvelopeError,
    Limits,
    parse_envelope,
    parse_time,
    read_event,
    read_health,
)
from pure.direct_device.tools.settlement import Stored, settle

NOW = datetime(2026, 11, 24, 6, 30)
LIMITS = Limits(tag_at=lambda key, _moment: {1: 11, 3: 13}.get(key))
UUID = "0190c0de-0000-7000-8000-000000000001"
GOOD = {"id": UUID, "at": "2026-11-24T10:00:00+03:30", "mobile": "09121234567", "tag": 3}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def normalize(typed):
    return f"+98{typed[1:]}" if len(typed) == 11 and typed.startswith("09") else None


def read(event, limits=LIMITS, now=NOW):
    return read_event(event, now=now, limits=limits, normalize=normalize)


def good(**changes):
    return {name: value for name, value in {**GOOD, **changes}.items() if value is not ...}


def test_a_good_event():
    reading = read(GOOD)
    assert (reading.code, reading.uuid, reading.echo) == (None, UUID, UUID)
    assert reading.at == datetime(2026, 11, 24, 6, 30)
    assert (reading.mobile, reading.tag_key, reading.silent) == ("+989121234567", 3, False)
    assert reading.tag_id == 13


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (None, "bad_event"),
        ([], "bad_event"),
        ("text", "bad_event"),
        ({}, "bad_event"),
        (good(id=...), "bad_event"),
        (good(id=5), "bad_event"),
        (good(at=...), "bad_event"),
        (good(at=1764000000), "bad_event"),
        (good(mobile=9121234567), "bad_event"),
        (good(mobile=None), "bad_event"),
        (good(id="x"), "bad_id"),
        (good(id=UUID.replace("-", "")), "bad_id"),
        (good(id="{" + UUID + "}"), "bad_id"),
        (good(id=UUID + "\n"), "bad_id"),
        (good(id="۰190c0de-0000-7000-8000-000000000001"), "bad_id"),
        (good(mobile="0912"), "bad_mobile"),
        (good(mobile=""), "bad_mobile"),
        (good(mobile="0" * 5000), "bad_mobile"),
        (good(tag=2), "bad_tag"),
        (good(tag=9), "bad_tag"),
        (good(tag=0), "bad_tag"),
        (good(tag=True), "bad_tag"),
        (good(tag="3"), "bad_tag"),
        (good(tag=3.0), "bad_tag"),
        (good(tag={}), "bad_tag"),
        (good(tag=...), "bad_tag"),
        (good(tag=None), "bad_tag"),
        (good(at="yesterday"), "bad_time"),
        (good(at="2026-11-24T10:00:00"), "bad_time"),
        (good(at="2026-11-24T06:35:01Z"), "bad_time"),
        (good(at="2026-10-25T06:29:59Z"), "bad_time"),
        (good(at="9999-12-31T23:59:59-14:00"), "bad_time"),
        (good(at="0001-01-01T00:00:00+14:00"), "bad_time"),
    ],
)
def test_unusable_events(event, code):
    assert read(event).code == code


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-24T06:35:00Z",
        "2026-11-24T06:35:00.999Z",
        "2026-11-24T10:05:00+03:30",
        "2026-10-25T06:30:00+00:00",
        "2026-11-23T18:30:00-12:00",
    ],
)
def test_times_inside_the_limits(at):
    assert read(good(at=at)).code is None


def test_tag_may_be_missing_where_it_is_not_required():
    loose = Limits(tag_at=lambda key, _moment: 11 if key == 1 else None, tag_required=False)
    assert read(good(tag=None), loose).code is None
    assert read(good(tag=...), loose).code is None
    assert read(good(tag=2), loose).code == "bad_tag"


def test_a_key_means_what_it_meant_when_it_was_pressed():
    change = datetime(2026, 11, 24, 6)

    def tag_at(key, moment):
        return {1: 11 if moment < change else 12, 2: 21 if moment < change else None}.get(key)

    limits = Limits(tag_at=tag_at)
    before, after = "2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z"
    assert read(good(tag=1, at=before), limits).tag_id == 11
    assert read(good(tag=1, at=after), limits).tag_id == 12
    assert read(good(tag=2, at=before), limits).code is None
    assert read(good(tag=2, at=after), limits).code == "bad_tag"
    # an unreadable time is judged last, and its key as of now
    assert read(good(tag=2, at="?"), limits).code == "bad_tag"
    assert read(good(tag=1, at="?"), limits).code == "bad_time"


def test_a_till_names_the_source_of_its_entry():
    reading = read(good(origin="4711/2"))
    assert (reading.origin, reading.code) == ("4711/2", None)
    assert reading.digest not in (read(GOOD).digest, read(good(origin="4711/3")).digest)
    assert read(good(origin=None)).digest == read(GOOD).digest
    for odd in ("", " ", "x" * 65, "a\nb", "a\x00", "\u202e1", 7, True, [], {}):
        assert read(good(origin=odd)).code == "bad_event"


def test_old_events_count_silently():
    assert not read(good(at="2026-11-23T06:30:00Z")).silent
    assert read(good(at="2026-11-23T06:29:59Z")).silent


def test_upper_case_id_is_the_same_id():
    assert read(good(id=UUID.upper())).uuid == UUID
    assert read(good(id=UUID.upper())).digest == read(GOOD).digest


def test_content_decides_the_digest_and_unknown_members_do_not():
    digest = read(GOOD).digest
    assert read(good(color="red")).digest == digest
    for other in (good(mobile="09121234568"), good(tag=1), good(at="2026-11-24T10:00:01+03:30")):
        assert read(other).digest != digest
    assert read(good(tag=...)).digest == read(good(tag=None)).digest


def test_what_databases_cannot_hold_is_escaped():
    reading = read(good(mobile="09\x0012\ud800", id="\ud800\x00"))
    for text in (reading.raw, reading.typed, reading.echo):
        text.encode("utf-8")
        assert "\x00" not in text


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b'{"events": [NaN]}', 400, "bad_json"),
        (b"[" * 100_000, 400, "bad_json"),
        (b'{"events": [' + b"9" * 5000 + b"]}", 400, "bad_json"),
        (b"[]", 422, "bad_envelope"),
        (b"null", 422, "bad_envelope"),
        (b"{}", 422, "bad_envelope"),
        (b'{"events": {}}', 422, "bad_envelope"),
        (b'{"events": []}', 422, "bad_envelope"),
        (json.dumps({"events": [1] * 501}).encode(), 413, "too_large"),
        (b" " * (MAX_BODY + 1), 413, "too_large"),
    ],
)
def test_unreadable_envelopes(body, status, code):
    with pytest.raises(EnvelopeError) as caught:
        parse_envelope(body)
    assert (caught.value.status, caught.value.code) == (status, code)


def test_envelope_limits_are_inclusive():
    assert len(parse_envelope(json.dumps({"events": [1] * 500}).encode()).events) == 500


def test_deep_nesting_inside_an_event():
    deep = b'{"events": [' + b"[" * 900 + b"]" * 900 + b"]}"
    try:
        [event] = parse_envelope(deep).events
    except EnvelopeError as error:
        assert error.code == "bad_json"
    else:
        assert read(event).code == "bad_event"


def test_health_never_costs_an_event():
    for health in (None, [], "x", 5):
        assert read_health(health) is None
    health = read_health({"queued": -1, "battery": 101, "firmware": 7})
    assert (health.queued, health.battery, health.firmware) == (None, None, None)
    health = read_health({"queued": 3, "battery": 87, "firmware": "3.1.0\x00"})
    assert (health.queued, health.battery, health.firmware) == (3, 87, "3.1.0\\x00")


@given(json_values)
def test_any_json_value_is_read_as_an_event(value):
    reading = read(value)
    assert reading.code
    reading.raw.encode("utf-8")
    assert "\x00" not in reading.raw


@given(
    st.fixed_dictionaries(
        {"id": st.just(UUID) | json_values},
        optional={"at": json_values, "mobile": json_values, "tag": json_values},
    )
)
def test_any_members_are_judged(event):
    assert read(event).code


@given(st.binary(max_size=200))
def test_any_bytes_are_an_envelope_or_a_said_error(body):
    try:
        assert parse_envelope(body).events
    except EnvelopeError as error:
        assert error.status in (400, 413, 422)


@given(st.text(max_size=45))
def test_any_text_is_a_time_or_none(text):
    moment = parse_time(text)
    assert moment is None or moment.tzinfo is None


@given(
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 24)),
    st.integers(-14 * 60, 14 * 60),
)
def test_time_zones_do_not_matter(moment, minutes):
    moment = moment.replace(microsecond=0)
    sign = "+" if minutes >= 0 else "-"
    local = moment + timedelta(minutes=minutes)
    text = f"{local.isoformat()}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    assert parse_time(text) == moment


# Settlement ---------------------------------------------------------------------------------


def kinds(events, stored=None, company=1):
    readings = [read(event) for event in events]
    return [step.kind for step in settle(readings, stored or {}, company)]


def earlier(event=GOOD, **changes):
    values = {"state": "accepted", "code": None, "number": 2, "first": False, "company_id": 1}
    return {UUID: Stored(**{**values, "digest": read(event).digest, **changes})}


def test_new_and_rejected():
    assert kinds([GOOD, 5]) == ["new", "reject"]


def test_same_id_twice_in_one_request():
    assert kinds([GOOD, GOOD]) == ["new", "twin"]
    assert kinds([GOOD, good(tag=1), GOOD]) == ["new", "conflict", "twin"]
    assert kinds([good(mobile="1"), good(mobile="1")]) == ["reject", "twin"]


def test_taken_before():
    assert kinds([GOOD], earlier()) == ["again"]
    assert kinds([good(tag=1)], earlier()) == ["conflict"]
    # also when the content would be judged otherwise now
    assert kinds([good(tag=2)], earlier(good(tag=2))) == ["again"]


def test_an_id_of_another_company_is_a_conflict():
    assert kinds([GOOD], earlier(), company=2) == ["conflict"]


def test_after_the_content_is_forgotten_the_id_alone_decides():
    assert kinds([good(tag=1)], earlier(digest=None)) == ["again"]


@given(st.lists(st.sampled_from([GOOD, good(tag=1), good(mobile="1"), {}, good(id="x")])))
def test_an_id_is_new_at_most_once(events):
    readings = [read(event) for event in events]
    steps = settle(readings, {}, 1)
    assert len(steps) == len(events)
    fresh = [r.uuid for r, s in zip(readings, steps, strict=True) if s.kind in ("new", "reject")]
    fresh = [uuid for uuid in fresh if uuid]
    assert len(fresh) == len(set(fresh))
    for step in steps:
        if step.kind == "twin":
            assert steps[step.twin].kind in ("new", "reject")
