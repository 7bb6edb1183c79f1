"""Profiles in social networks and messengers: what people paste, and the link that opens it."""

import re
from urllib.parse import urlsplit

from .digits import to_ascii_digits
from .mobile import normalize_mobile

# Network → hosts whose links are recognised, and the link that opens a profile.
_NETWORKS = {
    "instagram": (("instagram.com", "instagr.am"), "https://www.instagram.com/{}"),
    "telegram": (("t.me", "telegram.me", "telegram.dog"), "https://t.me/{}"),
    "whatsapp": (("wa.me", "api.whatsapp.com", "whatsapp.com"), "https://wa.me/{}"),
    "eitaa": (("eitaa.com", "eitaa.ir"), "https://eitaa.com/{}"),
    "bale": (("ble.ir", "bale.ai"), "https://ble.ir/{}"),
    "rubika": (("rubika.ir",), "https://rubika.ir/{}"),
    "x": (("x.com", "twitter.com"), "https://x.com/{}"),
    "linkedin": (("linkedin.com",), "https://www.linkedin.com/{}"),
    "website": ((), "{}"),
}
NETWORKS = tuple(_NETWORKS)
_HANDLE = re.compile(r"[A-Za-z0-9_.\-]{2,64}")
_LINKEDIN = re.compile(r"(?:(in|company)/)?(?!(?:in|company)$)([\w.\-%]{2,100})")
_HOST = re.compile(r"(?:[\w\-]+\.)+[\w\-]{2,}", re.ASCII)
MAX_TYPED_LENGTH = 300


def network_of(typed: str) -> str | None:
    """Return the network that a pasted link belongs to; None for a bare name or an unknown site."""
    host = _host(typed.strip())
    for network, (hosts, _link) in _NETWORKS.items():
        if host in hosts:
            return network
    return None


def clean_handle(network: str, typed: str, region: str = "IR") -> str | None:
    """Return what is kept of a profile that somebody typed or pasted; None if it can be none.

    ``@sara``, ``instagram.com/sara/?igsh=…`` and ``sara`` are one name. WhatsApp is known by its
    number (E.164), a web site by its whole address.
    """
    typed = "".join(typed.split())
    if not typed or len(typed) > MAX_TYPED_LENGTH:
        return None
    if network == "website":
        return _clean_website(typed)
    hosts = _NETWORKS[network][0]
    name = typed
    host = _host(typed)
    if host:
        if host not in hosts:
            return None
        name = _path(typed)
    name = name.strip("/").removeprefix("@")
    if network == "whatsapp":
        return normalize_mobile(name if name.startswith(("+", "0")) else f"+{name}", region) or (
            normalize_mobile(name, region)
        )
    name = to_ascii_digits(name)
    if network == "linkedin":
        found = _LINKEDIN.fullmatch(name)
        return f"{found[1] or 'in'}/{found[2]}" if found else None
    return name.lower() if _HANDLE.fullmatch(name) else None


def profile_url(network: str, handle: str) -> str:
    """Return the link that opens a profile kept by :func:`clean_handle`."""
    if network == "whatsapp":
        handle = handle.removeprefix("+")
    return _NETWORKS[network][1].format(handle)


def _split(typed):
    try:
        return urlsplit(typed if "://" in typed else f"//{typed}")
    except ValueError:
        return urlsplit("")


def _host(typed):
    """Host of a link; empty for a bare name (``sara.ahmadi`` has no path and no known site)."""
    parts = _split(typed)
    host = (parts.netloc.rsplit("@", 1)[-1].split(":")[0]).lower()
    host = host.removeprefix("www.").removeprefix("m.").removeprefix("web.")
    known = any(host in hosts for hosts, _link in _NETWORKS.values())
    return host if known or "://" in typed or ("/" in typed and "." in host) else ""


def _path(typed):
    parts = _split(typed)
    query = re.search(r"(?:^|&)phone=([^&]+)", parts.query)
    if query:
        return query[1]
    pieces = [piece for piece in parts.path.split("/") if piece]
    return "/".join(pieces[:2]) if pieces[:1] in (["in"], ["company"]) else (pieces or [""])[0]


def _clean_website(typed):
    parts = _split(typed)
    if parts.scheme not in ("", "http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    rest = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme or 'https'}://{parts.netloc.lower()}{rest}"
