"""The legacy SOAP service names no codes: an empty ``message`` is success, all else a sentence.

The sentences are not documented, so they are read by their words; what is not understood keeps the
kind *unknown* and is shown as it is.
"""

from .status_codes import Kind

# The first group of which a word is in the text decides. Each maps to a status of REST v1.
_WORDS = (
    (("لیست سیاه", "blacklist"), 115),
    (("اعتبار", "credit"), 102),
    (("نام کاربری", "رمز", "کلمه عبور", "user", "password", "login"), 10),
    (("معلق", "suspend"), 14),
    (("غیرفعال", "غیر فعال", "inactive"), 13),
    (("خط", "line"), 101),
    (("موبایل", "شماره", "mobile", "number"), 104),
    (("تایید", "تأیید", "approve"), 117),
    (("متن", "text"), 103),
)


def code_of(text):
    """Return the status of REST v1 that says what ``text`` says, or ``None``."""
    plain = (text or "").lower().replace("ي", "ی").replace("ك", "ک")
    for words, code in _WORDS:
        if any(word in plain for word in words):
            return code
    return None


def kind_of_fault(code):
    """Return what a SOAP fault is about: the caller's mistake, or the server's."""
    return Kind.REQUEST if str(code or "").rsplit(":", 1)[-1] == "Client" else Kind.TRANSIENT
