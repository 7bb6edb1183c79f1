"""Amounts of points in both languages."""

import pytest

from pure.customer_club.tools.amounts import amount_words


@pytest.mark.parametrize(
    ("amount", "lang", "words"),
    [
        (0, "en_US", "0"),
        (0, "fa_IR", "۰"),
        (1250.5, "en_US", "1,250.5"),
        (1250.5, "fa_IR", "۱٬۲۵۰٫۵"),
        (1250000, "fa_IR", "۱٬۲۵۰٬۰۰۰"),
        (100, None, "100"),
        (-7, "fa_IR", "−۷"),
        (3.999, "en_US", "4"),
        (0.001, "en_US", "0"),
        (-0.001, "en_US", "0"),
    ],
)
def test_words(amount, lang, words):
    assert amount_words(amount, lang) == words


def test_sign_where_it_is_asked_for():
    assert amount_words(5, "en_US", sign=True) == "+5"
    assert amount_words(-5, "en_US", sign=True) == "−5"
    assert amount_words(0, "en_US", sign=True) == "0"
