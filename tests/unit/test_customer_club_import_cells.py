from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.digits import to_persian_digits
from pure.customer_club.tools.import_cells import (
    read_count,
    read_day,
    read_long_text,
    read_mobile,
    read_moment,
    read_names,
    read_text,
)
from pure.customer_club.tools.jalali import format_jalali

ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@pytest.mark.parametrize(
    "cell",
    [
        "09121234567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        9121234567,
        9121234567.0,
        989121234567,
        989121234567.0,
        "9121234567.0",
        "9.121234567E9",
        "9.121234567E+09",
        "۹٫۱۲۱۲۳۴۵۶۷E۹",
        "'09121234567",
        '="09121234567"',
        " +98 912 123 4567 ",
        "0098(912)123-4567",
    ],
)
def test_spellings_of_one_number(cell):
    assert read_mobile(cell, "IR") == ("+989121234567", None)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("", "mobile_missing"),
        (None, "mobile_missing"),
        (True, "mobile_missing"),
        ("9.12123E+09", "mobile_rounded"),
        ("9.8912E+11", "mobile_rounded"),
        ("02188776655", "mobile_landline"),
        (2188776655, "mobile_landline"),
        ("0912123456", "mobile_invalid"),
        ("09121234567 - 09351234567", "mobile_invalid"),
        ("علی", "mobile_invalid"),
        (9121234567.5, "mobile_invalid"),
        (float("nan"), "mobile_invalid"),
        (float("inf"), "mobile_invalid"),
    ],
)
def test_what_is_no_mobile_number_is_told_apart(cell, problem):
    assert read_mobile(cell, "IR") == (None, problem)


@given(ANYTHING)
def test_no_cell_breaks_a_reader(cell):
    for read in (read_count, read_day, read_moment, lambda c: read_mobile(c, "IR")):
        value, problem = read(cell)
        assert value is None or problem is None
    assert read_names(cell) == list(dict.fromkeys(read_names(cell)))
    assert read_text(cell, 10) is None or 0 < len(read_text(cell, 10)) <= 10
    read_long_text(cell)


@given(st.integers(0, 9_999_999_99), st.booleans())
def test_the_form_that_excel_gives_a_number_does_not_matter(digits, persian):
    number = f"9{digits:09}"
    forms = [number, f"0{number}", int(number), float(number), f"{int(number)}.0"]
    if persian:
        forms = [to_persian_digits(str(form)) for form in forms]
    assert {read_mobile(form, "IR") for form in forms} == {("+98" + number, None)}


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("1402/05/03", (date(2023, 7, 25), None)),
        ("۳/۵/۱۴۰۲", (date(2023, 7, 25), None)),
        ("۳ مرداد ۱۴۰۲", (date(2023, 7, 25), None)),
        ("14020503", (date(2023, 7, 25), None)),
        (14020503, (date(2023, 7, 25), None)),
        (14020503.0, (date(2023, 7, 25), None)),
        ("1402/05/03 14:22", (date(2023, 7, 25), time(14, 22))),
        ("۱۴:۲۲:۰۵ - ۱۴۰۲/۰۵/۰۳", (date(2023, 7, 25), time(14, 22, 5))),
        ("2023-07-25", (date(2023, 7, 25), None)),
        ("2023-07-25T14:22:05Z", (date(2023, 7, 25), time(14, 22, 5))),
        ("2023-07-25 14:22:05.123", (date(2023, 7, 25), time(14, 22, 5))),
        (datetime(2023, 7, 25), (date(2023, 7, 25), None)),
        (datetime(2023, 7, 25, 14, 22, 5, 9), (date(2023, 7, 25), time(14, 22, 5))),
        (date(2023, 7, 25), (date(2023, 7, 25), None)),
        (45132, (date(2023, 7, 25), None)),
        (45132.5, (date(2023, 7, 25), time(12))),
    ],
)
def test_days_of_either_calendar(cell, moment):
    assert read_moment(cell) == (moment, None)


@pytest.mark.parametrize("cell", ["1402/13/01", "1400/12/30", "فردا", "02/05/03", "25:00", 7, True])
def test_what_is_no_day_is_said(cell):
    assert read_day(cell) == (None, "day")


@given(st.dates(date(1925, 1, 1), date(2100, 1, 1)))
def test_a_written_day_is_read_back(day):
    for text in (format_jalali(day), to_persian_digits(format_jalali(day)), day.isoformat()):
        assert read_day(text) == (day, None)
    assert read_day(datetime.combine(day, time())) == (day, None)
    assert read_moment((day - date(1899, 12, 30)).days) == ((day, None), None) or day < date(
        1927, 5, 18
    )
    assert read_day(day + timedelta()) == (day, None)


@pytest.mark.parametrize(
    ("cell", "count"), [("۱۴", 14), ("14.0", 14), (14.0, 14), (0, 0), ("", None), ("-", None)]
)
def test_counts(cell, count):
    assert read_count(cell) == (count, None)


@pytest.mark.parametrize("cell", ["چند", -1, "1.5", 1.5, True, "999999999", "10²"])
def test_what_is_no_count_is_said(cell):
    assert read_count(cell) == (None, "count")


def test_names_and_texts():
    assert read_names("قهوه، چای;قهوه | كيك\n") == ["قهوه", "چای", "کیک"]
    assert read_names("") == []
    assert read_text("  علي \u200f رضايي\n") == "علی رضایی"
    assert read_text(5.0) == "5"
    assert read_text("'=SUM(A1)") == "=SUM(A1)"
    assert read_long_text("خط يک\n\n خط دو ") == "خط یک\n\nخط دو"
    assert read_text(" ") is None
