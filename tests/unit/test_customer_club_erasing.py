"""A number is found however somebody typed it, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.digits import to_persian_digits
from pure.customer_club.tools.erasing import MASK, number_pattern
from pure.customer_club.tools.mobile import normalize_mobile

SARA = "+989121234567"
PATTERN = re.compile(number_pattern([SARA]))


@pytest.mark.parametrize(
    "typed",
    [
        "09121234567",
        "9121234567",
        "989121234567",
        "+989121234567",
        "00989121234567",
        "+98 (0)912 123 4567",
        "0912-123-4567",
        "۰۹۱۲ ۱۲۳ ۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        "۰۹۱۲۱۲۳4567",
        "0912\u200c123\u200c4567",
        "\u200e+98\u00a0912\u00a0123\u00a04567",
    ],
)
def test_every_usual_spelling_is_found_whole(typed):
    assert PATTERN.sub(MASK, f"تلفن {typed}، عصرها").replace("\u200e", "") == f"تلفن {MASK}، عصرها"
    assert normalize_mobile(typed) == SARA, "and it is the same number to the keypad"


@pytest.mark.parametrize(
    "other",
    [
        "09121234568",
        "099121234567",
        "091212345678",
        "19121234567",
        "۱۹۱۲۱۲۳۴۵۶۷",
        "0912 123 456",
        "",
    ],
)
def test_other_numbers_stay(other):
    assert not PATTERN.search(other)


def test_numbers_of_other_countries():
    pattern = re.compile(number_pattern(["+4915112345678", SARA]))
    assert pattern.sub(MASK, "+49 151 12345678 / 0912 123 4567") == f"{MASK} / {MASK}"


def test_no_number_is_no_pattern():
    with pytest.raises(ValueError, match="no number"):
        number_pattern([])


@given(
    st.from_regex(r"9[0-9]{9}", fullmatch=True),
    st.sampled_from(["0{}", "+98{}", "98{}", "0098{}", "{}"]),
    st.booleans(),
    st.text(alphabet=" -.\u200c", max_size=3),
    st.integers(1, 9),
)
def test_whatever_the_keypad_would_take_is_found(national, form, persian, gap, place):
    typed = form.format(national[:place] + gap + national[place:])
    typed = to_persian_digits(typed) if persian else typed
    assert re.sub(number_pattern(["+98" + national]), "", f"x {typed} y") == "x  y"
