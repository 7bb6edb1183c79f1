"""What an inbound text asks for, and when two messages are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import inbound


@pytest.mark.parametrize(
    "text", ["11", "۱۱", "١١", "لغو", "لغو11", "لغو ۱۱", " 11\n", "STOP", "«۱۱»"]
)
def test_opt_out(text):
    assert inbound.wish(text) == "opt_out"


@pytest.mark.parametrize("text", ["12", "۱۲", "١٢ "])
def test_opt_in(text):
    assert inbound.wish(text) == "opt_in"


@pytest.mark.parametrize("text", ["", None, "سلام", "ساعت 11 می‌آیم", "111", "لغو نکنید", "1 1 1"])
def test_anything_else(text):
    assert inbound.wish(text) == "text"


@given(*[st.text(max_size=20)] * 4, *[st.text(max_size=20)] * 4)
def test_key_tells_messages_apart(a, b, c, d, e, f, g, h):
    clean = [part.replace("\x00", "") for part in (a, b, c, d, e, f, g, h)]
    same = clean[:4] == clean[4:]
    assert (inbound.key(*clean[:4]) == inbound.key(*clean[4:])) == same
