"""Short secrets, and who it is that opens a link."""

import os
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.customer_club.tools.robots import is_person
from pure.customer_club.tools.short_token import ALPHABET, LENGTH, NOISE, is_token, tokens

PHONES = [
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/129.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
    # Telegram's and Instagram's own browsers, opened by a person
    "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36 "
    "Telegram-Android/11.4.2 (Samsung SM-A546E; Android 13; SDK 33; AVERAGE)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Instagram 340.0",
    "Opera/9.80 (Android; Opera Mini/36.2/191.273; U; fa) Presto/2.12.423 Version/12.16",
]
PROGRAMS = [
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Viber/13.3.0",
    "python-requests/2.31",
    "curl/8.5.0",
    "",
    None,
]


@pytest.mark.parametrize("agent", PHONES)
def test_phones_are_persons(agent):
    assert is_person("GET", agent)
    assert not is_person("HEAD", agent)
    assert not is_person("GET", agent, "prefetch;prerender")


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_not(agent):
    assert not is_person("GET", agent)


@given(st.binary(max_size=400))
def test_tokens_are_tokens_whatever_the_noise(noise):
    for token in tokens(noise):
        assert is_token(token)


def test_noise_is_enough_and_letters_are_equally_likely():
    found = tokens(os.urandom(20_000 * NOISE))
    assert len(found) > 20_000
    assert len(set(found)) == len(found)
    counts = Counter("".join(found))
    assert len(counts) == len(ALPHABET)
    mean = len(found) * LENGTH / len(ALPHABET)
    assert all(abs(count - mean) < 0.12 * mean for count in counts.values())


@pytest.mark.parametrize(
    "text", ["", "a" * 11, "a" * 13, "a" * 11 + "-", "a" * 11 + "\n", "۱" * 12]
)
def test_other_texts_are_no_tokens(text):
    assert not is_token(text)
