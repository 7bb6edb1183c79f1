"""Everything about SMS.ir that is unknown or adjustable, as named settings."""

from dataclasses import dataclass
from typing import Any


def _is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _is_amount(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _is_flag(value):
    return isinstance(value, bool)


def _one_of(*choices):
    return lambda value: value in choices


def _is_state(value):
    return value is None or (_is_count(value) and value <= 8)


def _is_words(value):
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)


def _is_states(value):
    return isinstance(value, list) and len(value) <= 8 and all(map(_is_state, value))


def _is_weights(value):
    return isinstance(value, dict) and all(
        key in set("012345678") and _is_amount(weight) for key, weight in value.items()
    )


def _is_states_by_mobile(value):
    return isinstance(value, dict) and all(map(_is_state, value.values()))


def _is_http_codes(value):
    return isinstance(value, dict) and all(
        key.isdecimal() and _is_count(code) and 200 <= code <= 599 for key, code in value.items()
    )


def _is_optional_amount(value):
    return value is None or _is_amount(value)


@dataclass(frozen=True)
class Setting:
    """A default, what is allowed, and what it does."""

    default: Any
    check: Any
    about: str


SETTINGS = {
    "bad_numbers": Setting(
        "partial",
        _one_of("partial", "refuse"),
        "partial: wrong numbers get null and blacklisted ones 0; refuse: 104/115 for all",
    ),
    "blacklist_scope": Setting(
        "advertising",
        _one_of("advertising", "all"),
        "lines on which the blacklists hold back messages",
    ),
    "charge_blacklisted": Setting(False, _is_flag, "numbers answered with 0 cost credit too"),
    "daily_quota": Setting(0, _is_count, "messages a day and account, then 118 (0: no limit)"),
    "delivery_default": Setting(1, _is_state, "final delivery state; null: no report ever"),
    "delivery_mobiles": Setting({}, _is_states_by_mobile, "final state by mobile"),
    "delivery_path": Setting([3, 5], _is_states, "states passed on the way to the final one"),
    "delivery_seconds": Setting(2.0, _is_amount, "from sending to the final state"),
    "delivery_weights": Setting(
        {}, _is_weights, 'mix of final states, as {"1": 90, "2": 10}, the same on every run'
    ),
    "http_status": Setting({}, _is_http_codes, 'HTTP code by status, as {"102": 200}'),
    "latency_ms": Setting(0, _is_amount, "pause before each service request is handled"),
    "latest_repeats": Setting(False, _is_flag, "receive/latest gives the same messages again"),
    "latin_part_cost": Setting(1.0, _is_amount, "credit for one Latin part"),
    "live_has_ids": Setting(True, _is_flag, "receive/live items carry receiveReturnId"),
    "max_parts": Setting(10, _is_count, "longest text in parts; longer gets null"),
    "mobile_formats": Setting(
        "documented",
        _one_of("documented", "lenient"),
        "lenient: also 98…, 0098…, blanks and Persian digits",
    ),
    "newest_first": Setting(False, _is_flag, "send/live and send/archive start with the newest"),
    "pack_list_dashes": Setting(True, _is_flag, "send/pack writes packIds with dashes"),
    "persian_part_cost": Setting(1.0, _is_amount, "credit for one Persian part"),
    "rate_per_second": Setting(0, _is_amount, "requests a second and account, then 429 (0: off)"),
    "rejected_words": Setting([], _is_words, "a text holding one of these is refused with 117"),
    "report_lag_seconds": Setting(0, _is_amount, "reports show a message only after this time"),
    "retry_after": Setting(None, _is_optional_amount, "Retry-After of 429 answers; null: none"),
    "sandbox_reports": Setting(
        "simulated", _one_of("simulated", "empty"), "what report lists give to a sandbox key"
    ),
    "soap_max_numbers": Setting(100, _is_count, "most numbers in a SOAP call"),
    "verify_line": Setting(50002060, _is_count, "SMS.ir's own service line, used by send/verify"),
}


class BadSetting(ValueError):
    """A setting does not exist or its value is not allowed."""


def check_settings(values):
    """Raise ``BadSetting`` unless all of these settings exist and their values are allowed."""
    if not isinstance(values, dict):
        raise BadSetting("settings are a JSON object of names and values")
    for name, value in values.items():
        setting = SETTINGS.get(name)
        if setting is None:
            raise BadSetting(f"there is no setting {name!r}; known: {', '.join(SETTINGS)}")
        if not setting.check(value):
            raise BadSetting(f"{name}: {value!r} is not allowed ({setting.about})")


def default_settings():
    """Return a new dict of all settings at their defaults."""
    return {name: setting.default for name, setting in SETTINGS.items()}
