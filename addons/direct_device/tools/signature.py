"""How a keypad signs a request and how the server checks it (protocol version 1).

Pure rules: the time of day and the secret are arguments.
"""

import base64
import binascii
import hashlib
import hmac
import re

SCHEME = "v1="
CLOCK_WINDOW = 300
"""Seconds that a keypad's clock may differ from the server's."""
SECRET_BYTES = 32

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
# An unknown serial is checked against this, so that it costs as much time as a known one.
_NO_SECRET = bytes(SECRET_BYTES)


def encode_secret(raw: bytes) -> str:
    """Write the bytes of a secret as they are handed to a keypad: base64url, no padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode_secret(text: str) -> bytes:
    """Read a base64url secret, with or without padding.

    :raise ValueError: when it is not base64url or not 32 bytes long
    """
    try:
        data = text.strip().encode("ascii")
        raw = base64.b64decode(data + b"=" * (-len(data) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("a secret is base64url text") from error
    if len(raw) != SECRET_BYTES:
        raise ValueError(f"a secret has {SECRET_BYTES} bytes")
    return raw


def canonical(method: str, target: str, timestamp: str, body: bytes) -> bytes:
    """Return the message that is signed; ``target`` is the path with its query string."""
    digest = hashlib.sha256(body).hexdigest()
    return f"{method}\n{target}\n{timestamp}\n{digest}".encode("utf-8", "surrogateescape")


def sign(secret: bytes, method: str, target: str, timestamp: str, body: bytes = b"") -> str:
    """Return the value of ``X-Direct-Signature``."""
    message = canonical(method, target, timestamp, body)
    return SCHEME + hmac.new(secret, message, hashlib.sha256).hexdigest()


def clock_offset(timestamp: str, now: float) -> float | None:
    """Seconds the keypad's clock is ahead of the server's; ``None`` if it cannot be read."""
    if not _TIMESTAMP.fullmatch(timestamp or ""):
        return None
    return int(timestamp) - now


def verify(
    secret: bytes | None,
    signature: str,
    timestamp: str,
    now: float,
    *,
    method: str,
    target: str,
    body: bytes,
) -> bool:
    """Tell whether a request comes from the holder of ``secret`` and is fresh.

    The work done does not depend on which of the three checks fails (no such
    keypad, wrong signature, stale time), so the time taken does not tell them apart.
    """
    known = secret is not None and len(secret) == SECRET_BYTES
    expected = sign(secret if known else _NO_SECRET, method, target, timestamp or "", body)
    # Compared as bytes: a header may hold characters that str comparison refuses.
    same = hmac.compare_digest(
        expected.encode(), (signature or "").encode("utf-8", "surrogateescape")
    )
    offset = clock_offset(timestamp, now)
    fresh = offset is not None and abs(offset) <= CLOCK_WINDOW
    return known & same & fresh
