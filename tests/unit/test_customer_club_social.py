"""Social profiles: what people paste becomes one name and one link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.social import NETWORKS, clean_handle, network_of, profile_url


@pytest.mark.parametrize(
    ("network", "typed", "handle", "url"),
    [
        ("instagram", "@Sara.Ahmadi", "sara.ahmadi", "https://www.instagram.com/sara.ahmadi"),
        ("instagram", "https://instagram.com/sara/?igsh=x", "sara", None),
        ("instagram", "instagram.com/sara/", "sara", None),
        ("telegram", "t.me/sara_a", "sara_a", "https://t.me/sara_a"),
        ("whatsapp", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "+989121234567", "https://wa.me/989121234567"),
        ("whatsapp", "https://wa.me/989121234567", "+989121234567", None),
        ("whatsapp", "https://api.whatsapp.com/send?phone=989121234567", "+989121234567", None),
        ("eitaa", "https://eitaa.com/Cafe", "cafe", "https://eitaa.com/cafe"),
        ("bale", "@cafe", "cafe", "https://ble.ir/cafe"),
        ("rubika", "rubika.ir/cafe", "cafe", "https://rubika.ir/cafe"),
        ("x", "https://twitter.com/sara", "sara", "https://x.com/sara"),
        ("linkedin", "https://www.linkedin.com/in/sara-a/", "in/sara-a", None),
        ("linkedin", "sara-a", "in/sara-a", "https://www.linkedin.com/in/sara-a"),
        ("linkedin", "linkedin.com/company/cafe", "company/cafe", None),
        ("website", "Cafe.ir/menu/", "https://cafe.ir/menu", "https://cafe.ir/menu"),
        ("website", "http://cafe.ir", "http://cafe.ir", None),
    ],
)
def test_what_people_paste(network, typed, handle, url):
    assert clean_handle(network, typed) == handle
    assert clean_handle(network, handle) == handle, "cleaning twice changes nothing"
    if url:
        assert profile_url(network, handle) == url


@pytest.mark.parametrize(
    ("network", "typed"),
    [
        ("instagram", "https://t.me/sara"),
        ("instagram", "سارا؟"),
        ("instagram", "a" * 400),
        ("whatsapp", "021 8877 6655"),
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("website", "سلام"),
        ("telegram", "   "),
        ("linkedin", "in/"),
    ],
)
def test_what_is_no_profile(network, typed):
    assert clean_handle(network, typed) is None


@pytest.mark.parametrize(
    ("typed", "network"),
    [
        ("https://www.instagram.com/sara", "instagram"),
        ("t.me/sara", "telegram"),
        ("wa.me/989121234567", "whatsapp"),
        ("sara.ahmadi", None),
        ("https://example.com/x", None),
        ("", None),
    ],
)
def test_a_link_tells_its_network(typed, network):
    assert network_of(typed) == network


@given(st.sampled_from(NETWORKS), st.text(max_size=80))
def test_whatever_is_pasted_gives_a_web_link_or_nothing(network, typed):
    handle = clean_handle(network, typed)
    network_of(typed)
    if handle is not None:
        assert profile_url(network, handle).startswith(("https://", "http://"))
        assert clean_handle(network, handle) == handle
