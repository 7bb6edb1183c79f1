"""The only place that builds what a keypad is told: codes, shapes and texts.

Pure: no Odoo, no clock. Texts are Persian for Persian devices and English for all others.
"""

import hashlib
import json
from collections.abc import Iterable

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

_TEXTS = {
    "fa": {
        "first": "خوش آمدید، نخستین بازدید",
        "accepted": "خوش آمدید، بازدید {number}",
        "merged": "پیش‌تر ثبت شده است، بازدید {number}",
        "bad_event": "این ورودی خوانا نیست.",
        "bad_id": "شناسهٔ ورودی درست نیست.",
        "id_conflict": "این شناسه پیش‌تر برای ورودی دیگری به کار رفته است.",
        "bad_mobile": "شمارهٔ موبایل درست نیست.",
        "bad_tag": "برای این کلید برچسبی تعریف نشده است.",
        "tag_missing": "یک برچسب را انتخاب کنید.",
        "bad_time": "زمان ورودی پذیرفتنی نیست؛ ساعت دستگاه را بررسی کنید.",
    },
    "en": {
        "first": "Welcome, first visit",
        "accepted": "Welcome, visit {number}",
        "merged": "Already counted, visit {number}",
        "bad_event": "This entry cannot be read.",
        "bad_id": "The entry's id is not a UUID.",
        "id_conflict": "This id was used before for another entry.",
        "bad_mobile": "The mobile number is not possible.",
        "bad_tag": "No tag has this key.",
        "tag_missing": "Choose a tag.",
        "bad_time": "The time is not acceptable; check the device's clock.",
    },
}


class Refusal(Exception):
    """A request that is answered with an error; carries the whole answer."""

    def __init__(self, status: int, error: str, message: str = "", retry_after: int = 0):
        super().__init__(error)
        self.status = status
        self.error = error
        self.message = message
        self.retry_after = retry_after

    @property
    def body(self) -> dict:
        """The JSON body of the answer."""
        body = {"error": self.error}
        if self.message:
            body["message"] = self.message
        return body

    @property
    def headers(self) -> dict[str, str]:
        """Headers beside the usual ones."""
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


def unauthorized() -> Refusal:
    """One answer for an unknown serial, a wrong signature and a stale time."""
    return Refusal(401, "unauthorized")


def suspended() -> Refusal:
    """The keypad is genuine but may not speak."""
    return Refusal(403, "device_suspended")


def slow_down(seconds: int = 1) -> Refusal:
    """Too many requests."""
    return Refusal(429, "slow_down", retry_after=seconds)


def try_later(seconds: int = 5) -> Refusal:
    """The server cannot take anything at the moment; nothing is lost by waiting."""
    return Refusal(503, "try_later", retry_after=seconds)


def _texts(lang: str | None) -> dict[str, str]:
    return _TEXTS["fa" if (lang or "").startswith("fa") else "en"]


def _number(number: int, lang: str | None) -> str:
    text = str(number)
    return text.translate(_PERSIAN_DIGITS) if (lang or "").startswith("fa") else text


def display(state: str, number: int, first: bool, lang: str | None) -> str:
    """What the keypad shows to the customer: nothing about them but the visit's number."""
    kind = "first" if state == "accepted" and first else state
    return _texts(lang)[kind].format(number=_number(number, lang))


def counted(echo: str | None, status: str, state: str, number: int, first: bool, lang) -> dict:
    """The result of an event that counts, now (``status`` = ``state``) or before."""
    return {
        "id": echo,
        "status": status,
        "visit": number,
        "first": bool(first),
        "display": display(state, number, first, lang),
    }


def rejected(echo: str | None, code: str, lang, tag_missing: bool = False) -> dict:
    """The result of an event that is not usable."""
    text = _texts(lang)["tag_missing" if code == "bad_tag" and tag_missing else code]
    return {"id": echo, "status": "rejected", "code": code, "message": text}


def config(
    *,
    device: str,
    company: str,
    group: str,
    lang: str,
    tags: Iterable[tuple[int, str, str]],
    tag_required: bool,
    merge_minutes: int,
) -> dict:
    """What a keypad needs to know, but for the server's time; ``tags``: (key, title, colour)."""
    return {
        "device": device,
        "company": company,
        "group": group,
        "lang": lang,
        "tags": [
            {"key": key, "title": title, "color": color} for key, title, color in sorted(tags)[:8]
        ],
        "tag_required": tag_required,
        "merge_minutes": merge_minutes,
    }


def etag(body: dict) -> str:
    """A strong validator of a configuration: changes when anything in it does."""
    text = json.dumps(body, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
