from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.import_columns import guess_columns, has_headings, plain
from pure.customer_club.tools.import_row import Problem, read_row
from pure.customer_club.tools.import_visits import Weighted, history

TODAY = date(2026, 11, 24)
NUMBERS = [["09121234567"], [9351234567], [""]]


@pytest.mark.parametrize(
    ("headings", "targets"),
    [
        (
            ["ردیف", "نام و نام خانوادگی", "شماره موبايل", "برچسب‌ها", "تعداد خرید"],
            [None, "name", "mobile", "tags", "visits"],
        ),
        (
            ["نام", "نام خانوادگی", "تلفن", "تلفن همراه", "گروه"],
            ["first_name", "last_name", None, "mobile", "group"],
        ),
        (
            ["Name", "Mobile number", "First visit", "Last visit", "Last visit (Jalali)"],
            ["name", "mobile", "first_visit", "last_visit", None],
        ),
        (["تاريخ تولد", "توضيحات", "E-Mail", "شهر"], ["birthday", "notes", "email", "city"]),
        (["شماره تماس مشتری", "نام مشتری"], ["mobile", "name"]),
        (["سطح درآمد", "همراه"], ["income", "mobile"]),
    ],
)
def test_columns_are_known_by_their_headings(headings, targets):
    assert guess_columns(headings, [], "IR", {"income": ["سطح درآمد"]}) == targets


def test_a_column_of_numbers_needs_no_heading():
    rows = [["علی", "09121234567"], ["مریم", 9351234567]]
    assert guess_columns(["", ""], rows, "IR") == [None, "mobile"]
    assert not has_headings(rows[0], "IR")
    assert has_headings(["نام", "موبایل"], "IR")


@given(st.lists(st.text(max_size=20), max_size=12))
def test_any_headings_give_each_target_at_most_once(headings):
    targets = guess_columns(headings, NUMBERS, "IR")
    given_ones = [target for target in targets if target]
    assert len(targets) == len(headings)
    assert len(set(given_ones)) == len(given_ones)


def test_headings_are_compared_plain():
    assert plain("  شماره‌ي موبايل (۲) ") == plain("شماره ی موبایل 2")


def row(kinds=None, **cells):
    return read_row(list(cells.values()), list(cells), "IR", TODAY, kinds or {})


def test_a_row():
    result = row(
        {"birthday": "date", "notes": "text", "sex": {"زن": "female"}},
        mobile=9121234567.0,
        first_name="علي",
        last_name="رضايي",
        group="ویژه",
        tags="قهوه، چای",
        visits="۱۴",
        first_visit="1402/01/01",
        last_visit=datetime(2024, 5, 1, 10, 30),
        birthday="۱۳۷۰/۵/۳",
        notes="شیر نمی‌خورد",
        sex="زن",
    )
    assert result.problems == []
    assert (result.mobile, result.name, result.group) == ("+989121234567", "علی رضایی", "ویژه")
    assert (result.tags, result.visits) == (["قهوه", "چای"], 14)
    assert result.first == (date(2023, 3, 21), None)
    assert result.last == (date(2024, 5, 1), time(10, 30))
    assert result.values == {"birthday": "1991-07-25", "notes": "شیر نمی‌خورد", "sex": "female"}


def test_everything_wrong_in_a_row_is_said_at_once():
    result = row(
        {"birthday": "date", "sex": {"زن": "female"}},
        mobile="02188776655",
        visits="چند",
        first_visit="1404/01/02",
        last_visit="1404/01/01",
        birthday="1499/01/01",
        sex="نمی‌دانم",
    )
    assert result.problems == [
        Problem("mobile_landline", "mobile", "02188776655"),
        Problem("count", "visits", "چند"),
        Problem("order", "first_visit", "1404/01/02"),
        Problem("future", "birthday", "1499/01/01"),
        Problem("choice", "sex", "نمی‌دانم"),
    ]
    assert row(mobile="09121234567", last_visit="1406/01/01").problems == [
        Problem("future", "last_visit", "1406/01/01")
    ]


CELL = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(), st.datetimes())


@given(st.lists(CELL, max_size=9))
def test_any_cells_are_a_row_or_problems(cells):
    targets = ["mobile", "name", "group", "tags", "visits", "first_visit", "last_visit", "b", None]
    result = read_row(cells, targets, "IR", TODAY, {"b": "date"})
    assert result.mobile or result.problems


# What a list's visits add ----------------------------------------------------------------------

NOON = datetime(2026, 11, 1, 12)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "added"),
    [
        ((14, NOON, NOON + DAY), [("first", NOON, 1), ("last", NOON + DAY, 13)]),
        ((1, NOON, NOON), [("last", NOON, 1)]),
        ((None, NOON, NOON + DAY), [("first", NOON, 1), ("last", NOON + DAY, 1)]),
        ((None, None, NOON), [("last", NOON, 1)]),
        ((3, NOON, None), [("last", NOON, 3)]),
        ((3, None, None), []),
        ((0, None, NOON), []),
        ((14, NOON, NOON + DAY, 14, NOON), []),
        ((16, NOON, NOON + DAY, 14, NOON), [("last", NOON + DAY, 2)]),
        ((3, NOON, NOON + DAY, 1, NOON + DAY / 2), [("first", NOON, 1), ("last", NOON + DAY, 1)]),
        ((3, NOON, NOON + DAY, 2, NOON + DAY / 2), [("first", NOON, 1)]),
    ],
)
def test_history(facts, added):
    assert [(v.which, v.at, v.weight) for v in history(*facts)] == added


@given(
    st.one_of(st.none(), st.integers(0, 50)),
    st.integers(0, 20),
    st.integers(0, 20),
    st.lists(st.integers(0, 40), max_size=6),
)
def test_imported_twice_adds_nothing_and_the_total_is_right(total, first, span, seen):
    begin, end = NOON + first * DAY, NOON + (first + span) * DAY
    visits = [(NOON + day * DAY, 1) for day in seen]

    def add():
        counted = sum(weight for at, weight in visits if at <= end)
        earliest = min((at for at, _weight in visits), default=None)
        new = history(total, begin, end, counted, earliest)
        assert all(isinstance(visit, Weighted) and visit.weight > 0 for visit in new)
        visits.extend((visit.at, visit.weight) for visit in new)
        return new, counted

    new, before = add()
    counted = sum(weight for at, weight in visits if at <= end)
    wanted = total if total is not None else (1 if span == 0 else 2)
    assert counted == max(before, wanted)
    if new and wanted > before and len(new) == 2:
        assert min(at for at, _weight in visits) <= begin
    assert add()[0] == []


def test_cells_that_hold_several_things():
    kinds = {"likes": "names", "insta": "profile:instagram", "whatsapp": "profile:whatsapp"}
    result = row(
        kinds,
        mobile=9121234567,
        likes="چای، بدون شکر",
        insta="@Sara، instagram.com/cafe/",
        whatsapp=9121234567,
    )
    assert result.problems == []
    assert result.values == {
        "likes": ["چای", "بدون شکر"],
        "insta": ["sara", "cafe"],
        "whatsapp": ["+989121234567"],
    }
    result = row(kinds, mobile=9121234567, likes=None, insta="two words?", whatsapp="")
    assert result.problems == [Problem("profile", "insta", "two words?")]
    assert result.values == {}


@given(st.text(max_size=40))
def test_any_profile_is_taken_or_refused(cell):
    result = row({"insta": "profile:instagram"}, mobile=9121234567, insta=cell)
    for handle in result.values.get("insta", ()):
        assert handle == handle.lower().strip("@/ ")
    assert bool(result.values) or bool(result.problems) or not cell.strip(" \n،")
