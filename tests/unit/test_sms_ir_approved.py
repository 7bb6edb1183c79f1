"""Approved templates: what goes into the places comes out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import approved

TEXT = "#NAME# عزیز، سفارش #ORDER# آماده است. #SHOP#"
value = st.text(min_size=1, max_size=25)


@given(value, value, value)
def test_the_receiver_reads_the_same_text(name, order, shop):
    body = approved.fill(TEXT, {"NAME": name, "ORDER": order, "SHOP": shop})
    fit = approved.extract(TEXT, body)
    assert fit.too_long == ()
    assert approved.fill(TEXT, fit.values) == body


@given(st.text(min_size=26, max_size=80))
def test_long_values_are_found_and_shortened(name):
    text = "#CODE#"
    fit = approved.extract(text, name)
    assert fit.too_long == ("CODE",)
    (short,) = approved.shorten(fit.values).values()
    assert len(short) <= approved.LIMIT
    assert short.endswith("…")


@given(st.text(max_size=60))
def test_other_texts_do_not_match(body):
    fit = approved.extract(TEXT, body)
    assert fit is None or approved.fill(TEXT, fit.values) == body


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "none"), ("a # b #", "none"), ("#A# #a#", "twice"), ("#A##B#", "adjacent")],
)
def test_bad_templates(text, reason):
    with pytest.raises(approved.BadTemplate) as caught:
        approved.check(text)
    assert caught.value.reason == reason


def test_places():
    assert approved.check(TEXT) == ["NAME", "ORDER", "SHOP"]
    assert approved.extract("#A# x", " x") is None, "an empty value is refused by the gateway"
