import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools import writing_aid
from pure.customer_club.tools.message_text import PLACEHOLDERS
from pure.customer_club.tools.sms_parts import count_parts, measure

TABLE = (
    Path(__file__).resolve().parents[2]
    / "addons/customer_club/static/tests/unit/sms_parts_cases.js"
)


def cases():
    return json.loads(TABLE.read_text(encoding="utf-8").partition("CASES =")[2])


@pytest.mark.parametrize(("text", "times", "unicode", "units", "parts", "room"), cases())
def test_the_table_that_the_browser_keeps_to(text, times, unicode, units, parts, room):
    found = measure(text * times)
    assert (found.unicode, found.units, found.parts, found.room) == (unicode, units, parts, room)


@given(st.text(max_size=700))
def test_parts_hold_the_text_and_no_part_is_empty(text):
    found = measure(text)
    assert found.units <= found.room
    assert (found.parts == 0) == (text == "")
    if found.parts > 1:
        assert found.units > found.room - (67 if found.unicode else 153)
    assert count_parts(text) == found.parts


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_longer_text_never_has_fewer_parts(text, more):
    assert measure(text + more).parts >= measure(text).parts


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("سلام https://naderi.ir/menu خوش آمدید", ["https://naderi.ir/menu"]),
        ("ببینید: instagram.com/naderi.", ["instagram.com/naderi"]),
        ("t.me/naderi و wa.me/98912", ["t.me/naderi", "wa.me/98912"]),
        ("www.naderi.ir", ["www.naderi.ir"]),
        ("naderi.ir", ["naderi.ir"]),
        ("info@naderi.ir", []),
        ("قیمت ۱۲.۵ تومان. ساعت 9.30 آماده‌ایم", []),
        ("سلام.خوش آمدید", []),
        ("", []),
    ],
)
def test_links(text, links):
    assert writing_aid.links_in(text) == links


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("تخفیف ویژه لغو۱۱", True),
        ("تخفیف ویژه لغو 11", True),
        ("تخفیف ویژه لغو‌۱۱", True),
        ("تخفیف ویژه", False),
        ("لغو", False),
    ],
)
def test_optout_words(text, there):
    assert writing_aid.has_optout(text, "لغو۱۱") is there
    assert writing_aid.has_optout(text, "")


def codes(text, **about):
    about = {"purpose": "service", "sample": text, "values": {}, **about}
    return [finding.code for finding in writing_aid.check(text, **about)]


def test_what_is_said_about_a_text():
    assert codes("سلام {نام}") == []
    assert codes("  ") == []
    assert codes("سلام {نامک} {code}") == ["unknown_placeholder"]
    assert codes("سلام {code}", extra=("code",)) == []
    assert codes("t.me/x") == ["link"]
    assert codes("t.me/x", links_allowed=True) == []
    about = {"purpose": "advertising", "optout_words": "لغو۱۱"}
    assert codes("حراج", **about) == ["no_optout"]
    assert codes("حراج لغو۱۱", **about) == []
    assert codes("سلام", purpose="service", optout_words="لغو۱۱") == []
    assert codes("سلام {company}", values={"company": "ب" * 26}) == ["long_value"]
    assert codes("سلام {company}", values={"company": "ب" * 25}) == []
    assert codes("سلام", sample="س" * (67 * 4 + 1)) == ["many_parts"]
    assert codes("سلام", sample="س" * (67 * 4)) == []


def test_used_placeholders():
    text = "{نام} {name} {Company} {ناشناس}"
    assert writing_aid.used_placeholders(text, PLACEHOLDERS) == ["name", "company"]


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text):
    codes(text, purpose="advertising", optout_words="لغو۱۱")
