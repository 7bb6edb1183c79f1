"""Which column of an old panel's list holds what, by its heading and by what stands below it."""

import re
import unicodedata

from .digits import to_ascii_digits
from .import_cells import read_mobile

# Headings as old panels, spreadsheets and our own export write them, best first.
HEADINGS = {
    "mobile": (
        "موبایل", "شماره موبایل", "تلفن همراه", "شماره همراه", "همراه", "شماره تلفن همراه",
        "موبایل باشگاه", "شماره تماس", "شماره تلفن", "شماره", "تلفن", "club mobile", "mobile",
        "mobile number", "mobile phone", "cell", "cell phone", "cellphone", "phone number",
        "phone", "number", "tel", "msisdn",
    ),
    "name": (
        "نام و نام خانوادگی", "نام ونام خانوادگی", "نام کامل", "نام مشتری", "نام عضو", "مشتری",
        "نام", "full name", "customer name", "display name", "name", "customer", "member",
    ),
    "last_name": ("نام خانوادگی", "فامیلی", "فامیل", "last name", "surname", "family name",
                  "family"),
    "first_name": ("نام کوچک", "اسم", "first name", "given name"),
    "group": ("گروه", "نام گروه", "گروه مشتری", "گروه باشگاه", "دسته", "دسته بندی", "club group",
              "group", "category"),
    "tags": ("برچسب ها", "برچسبها", "برچسب", "برچسب های باشگاه", "تگ ها", "تگ", "club tags",
             "tags", "tag", "labels", "label"),
    "visits": (
        "تعداد بازدید", "تعداد بازدیدها", "بازدیدها", "بازدید", "تعداد مراجعه", "تعداد مراجعات",
        "دفعات مراجعه", "تعداد خرید", "دفعات خرید", "visits", "visit count", "number of visits",
        "purchases", "number of purchases",
    ),
    "first_visit": (
        "اولین بازدید", "نخستین بازدید", "تاریخ اولین بازدید", "اولین مراجعه", "تاریخ اولین مراجعه",
        "اولین خرید", "تاریخ اولین خرید", "تاریخ عضویت", "تاریخ ثبت", "first visit",
        "first purchase", "member since", "joined",
    ),
    "last_visit": (
        "آخرین بازدید", "تاریخ آخرین بازدید", "آخرین مراجعه", "تاریخ آخرین مراجعه", "آخرین خرید",
        "تاریخ آخرین خرید", "last visit", "last purchase", "last seen",
    ),
    "birthday": ("تاریخ تولد", "تولد", "روز تولد", "birthday", "birth date", "birthdate",
                 "date of birth", "dob"),
    "notes": ("یادداشت", "یادداشت ها", "توضیحات", "توضیح", "ملاحظات", "notes", "note", "comment",
              "comments", "description", "remarks"),
    "email": ("ایمیل", "پست الکترونیک", "رایانامه", "email", "e mail", "mail"),
    "city": ("شهر", "city", "town"),
    "street": ("نشانی", "آدرس", "خیابان", "address", "street"),
    "preferences": ("علاقه مندی ها", "علاقه مندیها", "علایق", "سلیقه ها", "سلیقه", "ترجیحات",
                    "preferences", "preference", "likes", "interests"),
    "social_instagram": ("اینستاگرام", "پیج اینستاگرام", "instagram", "insta"),
    "social_telegram": ("تلگرام", "telegram"),
    "social_whatsapp": ("واتساپ", "واتس اپ", "whatsapp", "whats app"),
    "social_eitaa": ("ایتا", "eitaa"),
    "social_bale": ("بله", "bale"),
    "social_rubika": ("روبیکا", "rubika"),
    "social_linkedin": ("لینکدین", "linkedin"),
    "social_website": ("وب سایت", "سایت", "website", "web site", "url"),
    "job": ("شغل", "سمت", "حرفه", "job position", "job", "profession", "occupation"),
}  # fmt: skip
# What our export adds for readers and what comes back from it unread.
_FOR_READERS = ("شمسی", "jalali")

_LETTERS = str.maketrans("يىكةۀأإٱ", "ییکههااا")
_MARKS = re.compile(r"[\u064b-\u065f\u0670ـ]")
_NOT_WORDS = re.compile(r"[\W_]+")


def plain(text) -> str:
    """Return ``text`` as it is compared: small letters, one kind of ی, ک and digits, blanks for
    everything that is no letter or digit."""
    text = unicodedata.normalize("NFKC", str(text)).translate(_LETTERS)
    text = _MARKS.sub("", to_ascii_digits(text)).lower()
    return _NOT_WORDS.sub(" ", text).strip()


def has_headings(first_row, region: str) -> bool:
    """Whether the first row names the columns: no mobile number stands in it."""
    return not any(read_mobile(cell, region)[0] for cell in first_row)


def guess_columns(headings, samples, region: str, more=None) -> list[str | None]:
    """Return a target for each column, ``None`` for a column that is not taken over.

    :param headings: the first row, or empty texts where the file has none
    :param samples: a few of the rows below
    :param region: country of numbers without a country code
    :param more: dict of further targets → their headings
    """
    names = {key: [plain(word) for word in words] for key, words in HEADINGS.items()}
    for key, words in (more or {}).items():
        names[key] = [*names.get(key, ()), *(plain(word) for word in words if word)]
    targets: list[str | None] = [None] * len(headings)
    written = [plain(heading) for heading in headings]

    def give(key, column):
        if key not in targets and targets[column] is None:
            targets[column] = key

    for exact in (True, False):
        for _rank, column, key in sorted(_ranked(written, names, exact)):
            give(key, column)
    if "last_name" in targets and "name" in targets and "first_name" not in targets:
        targets[targets.index("name")] = "first_name"
    if "mobile" not in targets:
        column = _column_of_numbers(targets, samples, region)
        if column is not None:
            targets[column] = "mobile"
    return targets


def _ranked(written, names, exact):
    """Yield (rank, column, target) of every heading that is, or holds, a name of a target.

    Of two columns that could be it, the better name wins; of two names inside one heading, the
    longer one.
    """
    for column, heading in enumerate(written):
        if any(word in heading.split() for word in _FOR_READERS):
            continue
        for key, words in names.items():
            for rank, word in enumerate(words):
                if heading == word or (not exact and f" {word} " in f" {heading} "):
                    yield rank if exact else -len(word), column, key


def _column_of_numbers(targets, samples, region):
    best, most = None, 0.5
    for column, target in enumerate(targets):
        cells = [row[column] for row in samples if len(row) > column and row[column] != ""]
        if target is None and cells:
            share = sum(bool(read_mobile(cell, region)[0]) for cell in cells) / len(cells)
            if share > most:
                best, most = column, share
    return best
