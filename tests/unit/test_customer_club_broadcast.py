"""Group messages: pasted numbers, what a message brought, when the last text leaves."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.effect import lift, wilson, winner
from pure.customer_club.tools.nuisance import Pace, quiet
from pure.customer_club.tools.number_list import MOST_LINES, read_numbers
from pure.customer_club.tools.sending_time import finish_at

# -- pasted numbers --

SARA, ALI = "+989121234567", "+989351112233"


@pytest.mark.parametrize(
    ("text", "mobiles"),
    [
        ("09121234567", [SARA]),
        ("۰۹۱۲ ۱۲۳ ۴۵ ۶۷", [SARA]),
        ("0912-123-4567\n+98 935 111 2233", [SARA, ALI]),
        ("09121234567,09351112233", [SARA, ALI]),
        ("09121234567، ۰۹۳۵۱۱۱۲۲۳۳؛", [SARA, ALI]),
        ("09121234567 09351112233", [SARA, ALI]),
        ("سارا\t0912 123 4567\tتهران", [SARA]),
        ("سارا 09121234567", [SARA]),
        ("", []),
        ("\n\n  \n", []),
        ("نام", [None]),
        ("02188881111", [None]),
        ("سارا احمدی", [None]),
        ("09121234567, 12", [SARA, None]),
    ],
)
def test_numbers_are_read_as_people_paste_them(text, mobiles):
    assert [typed.mobile for typed in read_numbers(text)] == mobiles


def test_a_doubled_number_names_its_first_line():
    first, second, third = read_numbers("09121234567\n\n۰۹۱۲۱۲۳۴۵۶۷\n+989121234567")
    assert (first.line, first.first_line) == (1, None)
    assert (second.line, second.first_line) == (3, 1)
    assert (third.line, third.first_line) == (4, 1)


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(ValueError):
        read_numbers("1\n" * (MOST_LINES + 1))


@given(st.text(max_size=200))
def test_any_text_can_be_pasted(text):
    for typed in read_numbers(text):
        assert typed.line >= 1
        assert typed.mobile is None or typed.mobile.startswith("+")


# -- what a message brought --

groups = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_wilson_as_in_the_books():
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert wilson(0, 20)[0] == 0
    assert wilson(20, 20)[1] == 1


@pytest.mark.parametrize(("hits", "people"), [(0, 0), (2, 1), (-1, 3)])
def test_a_share_of_nobody_is_refused(hits, people):
    with pytest.raises(ValueError):
        wilson(hits, people)


def test_newcombes_own_example():
    # Newcombe (1998), method 10: 56 of 70 against 48 of 80.
    found = lift(56, 70, 48, 80)
    assert round(found.difference, 4) == 0.2
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert found.certain
    assert round(found.more) == 14


def test_nothing_can_be_said_without_one_of_the_groups():
    assert lift(0, 0, 1, 5) is None
    assert lift(1, 5, 0, 0) is None


@given(groups, groups)
def test_the_bounds_hold_the_difference(treated, held):
    found = lift(*treated, *held)
    assert -1 <= found.low <= found.difference <= found.high <= 1
    back = lift(*held, *treated)
    assert found.low == pytest.approx(-back.high)
    assert found.high == pytest.approx(-back.low)


@given(groups, groups)
def test_more_people_make_it_surer(treated, held):
    few = lift(*treated, *held)
    many = lift(*(10 * n for n in treated), *(10 * n for n in held))
    assert many.high - many.low < few.high - few.low


@given(groups)
def test_no_difference_is_never_certain(group):
    assert not lift(*group, *group).certain


@given(groups, groups)
def test_the_better_text_has_the_greater_share(a, b):
    chosen = winner(*a, *b)
    shares = {"a": a[0] / a[1], "b": b[0] / b[1]}
    assert shares[chosen] == max(shares.values())


def test_a_draw_and_an_empty_sample_go_to_the_first_text():
    assert winner(1, 10, 1, 10) == "a"
    assert winner(0, 0, 0, 0) == "a"
    assert winner(0, 10, 0, 0) == "a"


# -- when the last text leaves --

NOON = datetime(2026, 11, 24, 12)
NIGHT = Pace(tz=timezone.utc, quiet_from=22, quiet_to=8)


def test_without_quiet_hours_it_is_a_division():
    assert finish_at(6000, 100, NOON, Pace()) == NOON + timedelta(hours=1)


def test_what_does_not_fit_before_the_night_goes_on_in_the_morning():
    # Ten hours until ten in the evening, then two more from eight in the morning.
    assert finish_at(7200, 10, NOON, NIGHT) == datetime(2026, 11, 25, 10)


def test_what_is_planned_at_night_begins_in_the_morning():
    assert finish_at(60, 1, datetime(2026, 11, 24, 23), NIGHT) == datetime(2026, 11, 25, 9)


def test_further_than_anybody_plans_is_no_time():
    assert finish_at(10**9, 1, NOON, NIGHT) is None


def test_a_pace_of_nothing_is_refused():
    with pytest.raises(ValueError):
        finish_at(1, 0, NOON, NIGHT)


@given(
    st.integers(0, 20_000),
    st.integers(1, 500),
    st.integers(0, 47).map(lambda half: half / 2),
    st.integers(0, 47).map(lambda half: half / 2),
)
def test_it_ends_in_an_open_moment_and_more_texts_take_longer(count, a_minute, start, end):
    pace = Pace(tz=timezone.utc, quiet_from=start, quiet_to=end)
    done = finish_at(count, a_minute, NOON, pace)
    if done is None:
        return
    assert quiet(done, pace)[0] is None
    assert done >= NOON + timedelta(minutes=count / a_minute) - timedelta(seconds=1)
    later = finish_at(count + a_minute * 30, a_minute, NOON, pace)
    assert later is None or later > done
