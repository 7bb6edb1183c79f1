"""What people type into the form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.form_answers import (
    MOST,
    read_choices,
    read_email,
    read_line,
    read_three,
)
from pure.customer_club.tools.message_text import links_asked

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  سارا   احمدی ", "سارا احمدی"),
        ("خانه\u200cدار", "خانه\u200cدار"),
        ("a\u202eb\x07c\ufeff", "a b c"),
        ("\u200c", None),
        ("", None),
        (None, None),
        ("line\nbreak", "line break"),
    ],
)
def test_lines(typed, kept):
    assert read_line(typed) == (kept, None)


def test_long_lines_are_refused():
    assert read_line("x" * MOST) == ("x" * MOST, None)
    assert read_line("x" * (MOST + 1)) == (None, "too_long")


@pytest.mark.parametrize("typed", ["Sara@Example.com", " sara@example.com ", "SARA@EXAMPLE.COM"])
def test_addresses(typed):
    assert read_email(typed) == ("sara@example.com", None)


@pytest.mark.parametrize("typed", ["sara", "a@b", "a b@example.com", "@example.com", "a@@b.com"])
def test_no_addresses(typed):
    assert read_email(typed) == (None, "no_email")


@pytest.mark.parametrize(
    ("calendar", "parts", "found"),
    [
        ("jalali", ("1370", "5", "3"), (date(1991, 7, 25), None)),
        ("jalali", ("۱۳۷۰", "۰۵", "٣"), (date(1991, 7, 25), None)),
        ("jalali", ("1399", "12", "30"), (date(2021, 3, 20), None)),
        ("jalali", ("1400", "12", "30"), (None, "no_day")),
        ("jalali", ("1406", "1", "1"), (None, "no_day")),
        ("jalali", ("1200", "1", "1"), (None, "no_day")),
        ("jalali", ("", "", ""), (None, None)),
        ("jalali", (None, None, None), (None, None)),
        ("jalali", ("1370", "", "3"), (None, "half_day")),
        ("jalali", ("x", "5", "3"), (None, "half_day")),
        ("jalali", ("²", "5", "3"), (None, "half_day")),
        ("gregorian", ("2000", "2", "29"), (date(2000, 2, 29), None)),
        ("gregorian", ("2001", "2", "29"), (None, "no_day")),
        ("gregorian", ("0", "0", "0"), (None, "no_day")),
    ],
)
def test_days(calendar, parts, found):
    assert read_three(calendar, *parts, TODAY) == found


@given(st.sampled_from(["jalali", "gregorian"]), *[st.none() | st.text(max_size=6)] * 3)
def test_any_boxes_are_a_day_or_an_error(calendar, year, month, number):
    day, code = read_three(calendar, year, month, number, TODAY)
    assert day is None or (code is None and day <= TODAY)


@given(st.text(max_size=200))
def test_any_text_is_a_clean_line_or_refused(typed):
    line, code = read_line(typed)
    if line:
        assert line == line.strip()
        assert len(line) <= MOST
        assert line.isprintable() or "\u200c" in line or "\u200d" in line
        assert read_line(line) == (line, None)
    assert code in (None, "too_long")
    assert read_email(typed)[1] in (None, "too_long", "no_email")


def test_choices():
    assert read_choices(["2", "1"], ["1", "2", "3"]) == (["1", "2"], None)
    assert read_choices([], ["1"]) == (None, None)
    assert read_choices(["9"], ["1"]) == (None, "no_choice")


def test_links_that_a_text_asks_for():
    assert links_asked("{فرم} {name} {form} { preferences }") == ["form", "preferences"]
    assert links_asked("{name}") == links_asked(None) == links_asked("form") == []
