"""Short secrets for the addresses of personal links. Pure: the noise is an argument."""

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 12  # 62 ** 12 is 71.4 bits
_FAIR = 256 - 256 % len(ALPHABET)  # bytes from here on would make some letters more likely
_LETTERS = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))
NOISE = LENGTH + 1  # bytes of noise a token; some more than one letter each, for those let out


def tokens(noise: bytes) -> list[str]:
    """Return the tokens that lie in random bytes: about one in each ``NOISE`` bytes, often more.

    Every letter of ``ALPHABET`` is equally likely in each place.
    """
    letters = noise.translate(_LETTERS, _UNFAIR).decode("ascii")
    return [letters[at : at + LENGTH] for at in range(0, len(letters) - LENGTH + 1, LENGTH)]


def is_token(text: str) -> bool:
    """Return whether ``text`` could be a token at all."""
    return len(text) == LENGTH and text.isascii() and text.isalnum()
