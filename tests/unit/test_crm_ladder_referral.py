"""Personal codes and who may be said to have brought whom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.crm_ladder.tools.own_words import fill, unknown_words
from pure.crm_ladder.tools.referral_code import (
    LONGEST,
    ROOM,
    SHORTEST,
    check_digit,
    is_code,
    make_code,
    normalize_code,
    payload_range,
)
from pure.crm_ladder.tools.referral_judge import Claim, reason_to_refuse, ring

DAY = date(2026, 11, 24)
payloads = st.integers(10 ** (SHORTEST - 1), 10**LONGEST - 1)


def test_the_published_example_of_damm():
    assert check_digit("572") == "4"


@given(payloads)
def test_a_code_is_a_code_however_it_is_typed(payload):
    code = make_code(payload)
    assert is_code(code)
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (
        code,
        persian,
        arabic,
        f"{code[:3]} {code[3:]}",
        "\u200f" + "-".join(persian) + "\u200e",
    ):
        assert normalize_code(typed) == code
    assert normalize_code(normalize_code(persian)) == code


@given(payloads, st.data())
def test_one_wrong_digit_is_noticed(payload, data):
    code = make_code(payload)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
    assert not is_code(code[:place] + wrong + code[place + 1 :])


@given(payloads, st.data())
def test_neighbours_that_changed_places_are_noticed(payload, data):
    code = make_code(payload)
    place = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or not is_code(swapped)


@pytest.mark.parametrize(
    "text", ["", "0", "1234", "٠١٢", "12345a", "09121234567", "1" * 40, "کد", "²²²²²²", "-1234567"]
)
def test_what_is_no_code(text):
    assert not is_code(normalize_code(text))


def test_a_mobile_number_is_never_a_code():
    assert not is_code(normalize_code("0912 123 4567"))


@given(st.text())
def test_any_text_can_be_asked_about(text):
    is_code(normalize_code(text))


@given(st.integers(0, 10**9))
def test_a_guess_nearly_always_fails(members):
    room = payload_range(members)
    assert len(room) >= ROOM * members
    assert all(is_code(make_code(payload)) for payload in (room[0], room[-1], room[len(room) // 3]))


# Who brought whom ------------------------------------------------------------------------------


def _claim(referrer=1, referred=2, **values):
    return Claim(referrer, referred, DAY, **values)


def test_a_friend_who_is_new():
    assert reason_to_refuse(_claim(), {}, 3) is None


def test_oneself_in_every_disguise():
    assert reason_to_refuse(_claim(1, 1), {}, 3) == "oneself"
    marks = frozenset({("number", "+989121230001")})
    twin = _claim(referrer_marks=marks | {("email", "a@b.c")}, referred_marks=marks)
    assert reason_to_refuse(twin, {}, 3) == "oneself"


def test_the_first_referrer_stays():
    assert reason_to_refuse(_claim(), {2: 9}, 3) == "named"
    assert reason_to_refuse(_claim(), {2: 1}, 3) == "named"


@pytest.mark.parametrize(
    ("days", "reason"), [(0, None), (3, None), (4, "known"), (400, "known"), (-5, None)]
)
def test_known_before(days, reason):
    assert reason_to_refuse(_claim(known_since=DAY - timedelta(days=days)), {}, 3) == reason


def test_a_ring_of_two_and_a_longer_one():
    assert reason_to_refuse(_claim(1, 2), {1: 2}, 3) == "ring"
    assert ring({1: 3, 3: 4, 4: 2}, 1, 2) == [1, 3, 4, 2]
    assert reason_to_refuse(_claim(1, 2), {1: 3, 3: 4, 4: 2}, 3) == "ring"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60))
def test_whoever_is_let_in_closes_no_ring(claims):
    brought_by = {}
    for referrer, referred in claims:
        if reason_to_refuse(_claim(referrer, referred), brought_by, 3) is None:
            brought_by[referred] = referrer
    for start in brought_by:
        seen, up = set(), start
        while up in brought_by:  # an independent walk: it must come to an end at the top
            assert up not in seen
            seen.add(up)
            up = brought_by[up]


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)), st.integers(0, 9), st.integers(0, 9))
def test_a_ring_that_is_there_already_is_no_endless_walk(brought_by, referrer, referred):
    way = ring(brought_by, referrer, referred)
    assert len(way) == len(set(way))
    assert not way or (way[0], way[-1]) == (referrer, referred)


# Words in texts --------------------------------------------------------------------------------


def test_own_words_in_both_languages():
    text = "{name}: { code } و {کد}، {پیوند}، {other}"
    filled = fill(text, {"code": "{link}", "link": "http://x"})
    assert filled == "{name}: {link} و {link}، http://x، {other}"


def test_words_that_nothing_fills():
    assert unknown_words(["کد", "link", "friend"], ("code",)) == ["link", "friend"]


@given(st.text())
def test_any_text_can_be_filled(text):
    assert fill(text, {}) == text
