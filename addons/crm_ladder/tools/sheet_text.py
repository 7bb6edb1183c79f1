"""Texts, names and number formats of a workbook that strangers' data goes into."""

import re

# What a spreadsheet takes for the beginning of a formula, also after a blank.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
# Control characters that XML cannot carry.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32767


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula when somebody edits the cell."""
    return bool(_FORMULA.match(text))


def cell_text(value) -> str:
    """``value`` as a cell can hold it: no control characters, not too long; None is empty.

    What begins and ends like a rich text would be taken for one, markup and all: a blank before it
    makes it a text.
    """
    if value is None or value is False:
        return ""
    text = _CONTROL.sub("", str(value))[:LONGEST]
    return f" {text}" if text.startswith("<r>") else text


def money_format(symbol: str, position: str, decimals: int) -> str:
    """Number format of a currency; negative amounts are red.

    :param position: ``before`` or ``after`` the amount
    """
    amount = "#,##0" + ("." + "0" * decimals if decimals else "")
    sign = symbol.replace('"', "")
    shown = f'"{sign} "{amount}' if position == "before" else f'{amount}" {sign}"'
    return f"{shown};[Red]-{shown}"


def column_letters(index: int) -> str:
    """Letters of a column, counted from nought: ``A``, ``Z``, ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def file_name(text: str) -> str:
    """``text`` as a file's name: no path, no dots at its ends."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", text).strip(" .-")[:120] or "audit"
