"""Search keys: every spelling of a name or a number finds the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.search_key import fold, search_key, search_words

PERSIAN = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
NAMES = st.text(alphabet=PERSIAN + " \u200c", min_size=2, max_size=30)
KEYBOARD = {"ی": "ي", "ک": "ك", "ه": "ة", "ا": "آ", "و": "ؤ"}


def found(key, typed, region="IR"):
    words = search_words(typed, region)
    return bool(words) and all(word in key for word in words)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("علی کریمی", "علي كريمي"),
        ("علی‌رضا", "علیرضا"),
        ("علیرضا", "علی رضا"),
        ("علی رضا", "علی‌رضا"),
        ("آرش", "ارش"),
        ("فاطمة", "فاطمه"),
        ("رئیس", "رییس"),
        ("مؤمن", "مومن"),
        ("مُحَمَّد", "محمد"),
        ("مهـــدی", "مهدی"),
        ("ﻋﻠﯽ", "علی"),
        ("شعبهٔ ۲", "شعبه 2"),
        ("سارا احمدی", "احمدی سارا"),
        ("José Müller", "jose MULLER"),
    ],
)
def test_both_ways_of_writing_a_name(written, typed):
    assert found(search_key(written, []), typed)
    assert found(search_key(typed, []), written)


@pytest.mark.parametrize(
    "typed",
    [
        "09121234567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢ ١٢٣ ٤٥٦٧",
        "0912 123 4567",
        "+98 912 123 4567",
        "00989121234567",
        "+98 0912 123 4567",
        "989121234567",
        "9121234567",
        "4567",
        "۱۲۳-۴۵",
        "0912123",
        "+98 912 12",
        "\u200e+98 912 123 45\u200e",
    ],
)
def test_any_spelling_and_any_part_of_a_number(typed):
    assert found(search_key("سارا", ["+989121234567"]), typed)


def test_old_numbers_and_telephones_find_too():
    key = search_key("سارا", ["+989121234567", "+989350000001", None, "021-8877 6655"])
    for typed in ("09350000001", "88776655", "سارا 0001"):
        assert found(key, typed)
    assert not found(key, "09350000002")


def test_too_little_finds_nobody():
    for typed in ("", "  ", "12", "+", "…", "\u200c"):
        assert search_words(typed) == []
    assert search_words("شعبه 2") == ["شعبه", "2"]


def test_numbers_abroad():
    key = search_key("Anna", ["+4915112345678"])
    for typed in ("0151 12345678", "+49 151 12345678", "12345678"):
        assert found(key, typed, "DE")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(NAMES)
def test_a_name_is_found_by_itself_and_on_every_keyboard(name):
    typed = "".join(KEYBOARD.get(char, char) for char in name)
    if search_words(typed):
        assert found(search_key(name, []), typed)
        assert found(search_key(typed, []), name)


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True), st.integers(0, 7), st.integers(4, 11))
def test_every_part_of_four_digits_finds(number, start, length):
    part = ("0" + number)[start : start + length]
    assert found(search_key(None, [f"+98{number}"]), part)


@given(st.text(max_size=200))
def test_whatever_is_typed_gives_words_without_wildcards(typed):
    for word in search_words(typed):
        assert word.isalnum()
