import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.message_text import PLACEHOLDERS, render, unknown_placeholders
from pure.customer_club.tools.palette import HEX_BY_COLOR, color_hex
from pure.customer_club.tools.sms_parts import count_parts

VALUES = {"name": "رضا", "visits": 3, "company": "کافه نادری", "tag": "قهوه"}


def test_persian_and_english_names_of_placeholders():
    assert render("{name}/{نام} {visits} {بازدید}", VALUES, "fa_IR") == "رضا/رضا ۳ ۳"
    assert render("{ Name } {company} {tag}", VALUES, "en_US") == "رضا کافه نادری قهوه"


def test_digits_follow_the_reader():
    assert render("{visits}", VALUES, "en_US") == "3"


def test_a_value_is_never_a_template():
    assert render("{name}", dict(VALUES, name="{company}"), "fa_IR") == "{company}"


def test_unknown_names_are_found_once_in_order():
    assert unknown_placeholders("{naem} {name} {x} {naem}") == ["naem", "x"]
    assert unknown_placeholders("") == unknown_placeholders(None) == []


def test_every_documented_spelling_works():
    for key, spellings in PLACEHOLDERS.items():
        for spelling in spellings:
            assert render("{" + spelling + "}", {key: "x"}) == "x"


@given(st.text(), st.text(max_size=20))
def test_rendering_never_fails(text, name):
    out = render(text, dict(VALUES, name=name), "fa_IR")
    if not unknown_placeholders(text) and "{" not in text:
        assert out == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("س" * 70, 1), ("س" * 71, 2), ("س" * 134, 2), ("س" * 135, 3), ("س" * 201, 3),
        ("س" * 202, 4),
        ("€" * 80, 1), ("€" * 81, 2), ("😀" * 35, 1), ("😀" * 36, 2), ("a" * 159 + "\u200c", 3),
    ],
)  # fmt: skip
def test_parts(text, parts):
    assert count_parts(text) == parts


@given(st.text(min_size=1), st.text(min_size=1))
def test_more_text_never_costs_less(text, more):
    assert count_parts(text + more) >= count_parts(text) >= 1


def test_colours():
    assert color_hex(1) == HEX_BY_COLOR[1]
    assert color_hex(0) == color_hex(None) == color_hex(99) == HEX_BY_COLOR[0]
