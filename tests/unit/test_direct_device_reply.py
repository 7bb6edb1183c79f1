"""What a keypad is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.crowd import Crowd, place
from pure.direct_device.tools import device_reply
from pure.direct_device.tools.rate import Window

CODES = ["bad_event", "bad_id", "id_conflict", "bad_mobile", "bad_tag", "bad_time"]


@pytest.mark.parametrize(
    ("state", "number", "first", "lang", "text"),
    [
        ("accepted", 2, False, "fa_IR", "خوش آمدید، بازدید ۲"),
        ("accepted", 1, True, "fa_IR", "خوش آمدید، نخستین بازدید"),
        ("accepted", 105, False, "fa", "خوش آمدید، بازدید ۱۰۵"),
        ("merged", 2, False, "fa_IR", "پیش‌تر ثبت شده است، بازدید ۲"),
        ("accepted", 2, False, "en_US", "Welcome, visit 2"),
        ("merged", 1, True, "de_DE", "Already counted, visit 1"),
    ],
)
def test_display(state, number, first, lang, text):
    assert device_reply.display(state, number, first, lang) == text


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", ["fa_IR", "en_US", None])
def test_every_code_has_a_text(code, lang):
    answer = device_reply.rejected("x", code, lang)
    assert answer["status"] == "rejected"
    assert answer["code"] == code
    assert answer["message"]


def test_a_missing_tag_is_said_as_such():
    wrong = device_reply.rejected("x", "bad_tag", "en_US")
    missing = device_reply.rejected("x", "bad_tag", "en_US", tag_missing=True)
    assert wrong["message"] != missing["message"]
    other = device_reply.rejected("x", "bad_time", "en_US", tag_missing=True)
    assert "clock" in other["message"]


def test_duplicate_repeats_the_first_answer():
    first = device_reply.counted("x", "accepted", "accepted", 3, False, "fa_IR")
    again = device_reply.counted("x", "duplicate", "accepted", 3, False, "fa_IR")
    assert {**first, "status": "duplicate"} == again


def test_refusals():
    assert device_reply.unauthorized().body == {"error": "unauthorized"}
    assert device_reply.suspended().body == {"error": "device_suspended"}
    assert device_reply.slow_down(7).headers == {"Retry-After": "7"}
    assert device_reply.try_later().status == 503


def test_config_has_at_most_eight_tags_by_key():
    tags = [(key, f"t{key}", "#fff") for key in (8, 3, 1, 2, 7, 6, 5, 4, 9)]
    body = device_reply.config(
        device="d", company="c", group="g", lang="fa_IR", tags=tags, tag_required=True,
        merge_minutes=10,
    )  # fmt: skip
    assert [tag["key"] for tag in body["tags"]] == list(range(1, 9))
    changed = {**body, "merge_minutes": 11}
    assert device_reply.etag(body) == device_reply.etag(json.loads(json.dumps(body)))
    assert device_reply.etag(body) != device_reply.etag(changed)


@given(st.integers(1, 50), st.lists(st.integers(0, 3), max_size=200))
def test_rate_window_reports_all_but_a_tenth(limit, steps):
    window, second, counted = Window(), 100, {}
    for step in steps:
        second += step
        due = window.hit(second, limit)
        hits, reported = counted.get(second, (0, 0))
        counted[second] = (hits + 1, reported + due)
    for hits, reported in counted.values():
        assert reported == (hits if hits > limit // 10 else 0)


def test_an_address_is_counted_by_the_second():
    crowd = Crowd()
    assert [crowd.hit(1, "a"), crowd.hit(1, "b"), crowd.hit(1, "a"), crowd.hit(2, "a")] == [
        1,
        1,
        2,
        1,
    ]
    assert crowd.counts == {"a": 1}


def test_an_ipv6_line_is_one_place_whatever_address_it_takes():
    assert place("192.0.2.7") == "192.0.2.7"
    assert place("::ffff:192.0.2.7") == "192.0.2.7"
    assert place("2001:db8:1:2:aaaa::1") == place("2001:db8:1:2::ffff") == "2001:db8:1:2::/64"
    assert place("2001:db8:1:3::1") != place("2001:db8:1:2::1")
    assert place("fe80::1%eth0") == "fe80::/64"
    for odd in ("", "nonsense", ":", "a:b"):
        assert place(odd) == odd
