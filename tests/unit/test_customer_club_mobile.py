import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.digits import localize_digits, to_ascii_digits, to_persian_digits
from pure.customer_club.tools.mobile import known_name, mask, national, normalize_mobile

CANONICAL = "+989121234567"
SPELLINGS = [
    "09121234567", "9121234567", "989121234567", "+989121234567", "00989121234567",
    "+98 912 123 4567", "0912-123-4567", "(0912) 123 45 67", "+98 (0)912 123 4567",
    "0098 (0)912 123 4567", "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "۰9۱2١234567",
    "\u202a+98 912 123 4567\u202c", "\u200e09121234567", "0912\u00a0123\u200c4567", "0912.123.4567",
    "＋989121234567",
]  # fmt: skip


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_is_one_number(typed):
    assert normalize_mobile(typed) == CANONICAL


@pytest.mark.parametrize(
    "typed",
    ["", " ", "0", "0912123456", "091212345678", "02188776655", "+982188776655", "0912123456a",
     "09121234567 09121234568", "09121234567,09121234568", "+98", "++989121234567", "abc",
     "0" * 1000, "00000989121234567", "12345", "+1", "+999999999999999"],
)  # fmt: skip
def test_what_is_no_mobile(typed):
    assert normalize_mobile(typed) is None


@pytest.mark.parametrize("typed", [None, 9121234567, [], b"09121234567", True])
def test_other_types_are_refused(typed):
    assert normalize_mobile(typed) is None


def test_other_countries_need_their_code():
    assert normalize_mobile("+905321234567") == "+905321234567"
    assert normalize_mobile("00905321234567") == "+905321234567"
    assert normalize_mobile("+44 20 7946 0000") is None, "a landline in London"
    assert normalize_mobile("+9123456789") is None, "not Iran's 0912…, and nobody in India"
    assert normalize_mobile("05321234567", "TR") == "+905321234567"
    assert normalize_mobile("05321234567") is None


subscriber = st.from_regex(r"9[0-9]{9}", fullmatch=True)
prefix = st.sampled_from(["0", "", "98", "+98", "0098", "+98 0", "+98 (0)"])
noise = st.text(st.sampled_from(" -()\u200c\u200e\u202a\u202c\u00a0"), max_size=3)
script = st.sampled_from(
    [str, to_persian_digits, lambda s: s.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))]
)


@given(subscriber, prefix, st.lists(noise, min_size=10, max_size=10), script)
def test_spelling_never_changes_the_person(number, start, gaps, write):
    typed = start + "".join(gap + digit for gap, digit in zip(gaps, write(number), strict=True))
    assert normalize_mobile(typed) == "+98" + number


@given(st.text(max_size=80))
def test_any_text_gives_a_number_or_none_and_is_stable(text):
    number = normalize_mobile(text)
    if number is not None:
        assert number.startswith("+") and number[1:].isascii() and number[1:].isdigit()
        assert normalize_mobile(number) == number
        assert normalize_mobile(national(number)) == number
        assert mask(number) not in (number, national(number))


@given(st.text())
def test_digits_round_trip(text):
    assert to_ascii_digits(to_persian_digits(text)) == to_ascii_digits(text)


def test_a_number_is_no_name():
    assert known_name("رضا", CANONICAL) == "رضا"
    for name in (None, "", CANONICAL, "09121234567"):
        assert known_name(name, CANONICAL) is None


def test_digits_of_the_reader():
    assert localize_digits("2", "fa_IR") == "۲"
    assert localize_digits("۲", "en_US") == "2"
    assert localize_digits("2", None) == "2"
