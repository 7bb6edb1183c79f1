"""Writes rows of a sheet as the XML they become: many times faster than cell by cell.

xlsxwriter's constant-memory mode keeps rows in a file of its own per sheet, already as XML. What is
written here goes into that file, with the formats of the same workbook. With a version of
xlsxwriter that has no such file, rows go cell by cell.
"""

import re
from datetime import date

from xlsxwriter.worksheet import Worksheet

from ..tools.sheet_text import cell_text, looks_like_formula

AVAILABLE = all(
    hasattr(Worksheet, name) for name in ("_write_single_row", "_opt_reopen", "_check_dimensions")
)
_EPOCH = date(1899, 12, 30).toordinal()
# What a reader of the file would take for an escaped character.
_ESCAPED = re.compile(r"(_x[0-9a-fA-F]{4}_)")


def xml_text(text):
    """``text`` as content of an XML element of a sheet."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPED.sub(r"_x005F\1", text)
    return text.replace("\r", "_x000D_")


class RowWriter:
    """Writes the rows of a table from ``first`` on, one after the other.

    Nothing else may be written to the sheet before :meth:`close`.
    """

    def __init__(self, book, sheet, kinds, first):
        self.book, self.sheet, self.row = book, sheet, first + 1
        self.kinds = list(kinds)
        sheet._write_single_row(first)
        sheet._opt_reopen()
        self._heads = {}

    def _head(self, kind, currency=None):
        """Beginning of a cell, with the index of its format."""
        key = kind, currency
        if key not in self._heads:
            index = self.book.style(kind, currency)._get_xf_index()
            number = kind in ("money", "number", "percent", "day")
            rest = "><v>" if number else ' t="inlineStr"><is><t xml:space="preserve">'
            self._heads[key] = f'<c s="{index}"{rest}'
        return self._heads[key]

    def cells(self, values, currency=None):
        """The cells of one row as XML; sheets with the same columns can share them."""
        heads, cells, book = self._heads, [], self.book
        for kind, value in zip(self.kinds, values, strict=True):
            if value is None or value is False or value == "":
                cells.append("<c/>")  # a cell without an address follows the one before it
            elif kind in ("money", "number", "percent"):
                key = (kind, currency if kind == "money" else None)
                head = heads.get(key) or self._head(*key)
                cells.append(f"{head}{float(value):.16G}</v></c>")
            elif kind == "day":
                day = value.toordinal() - _EPOCH
                cells.append(f"{self._head(kind)}{day}</v></c>")
            else:
                if kind == "jalali":
                    text = book.day(value)
                elif kind == "truth":
                    text = book.words["yes"]
                else:
                    text = cell_text(value)
                    if looks_like_formula(text):
                        kind = "quoted"
                    text = xml_text(text)
                cells.append(f"{self._head(kind)}{text}</t></is></c>")
        return "".join(cells)

    def add(self, values, currency=None):
        """Write one row of values."""
        self.write(self.cells(values, currency))

    def write(self, cells):  # pylint: disable=method-required-super
        """Write one row of what :meth:`cells` gave."""
        self.sheet.row_data_fh.write(f'<row r="{self.row}">{cells}</row>')
        self.row += 1

    def close(self):
        """Tell the sheet how far it goes."""
        last = self.row - 2
        self.sheet._check_dimensions(max(last, 0), len(self.kinds) - 1)
        self.sheet.previous_row = last + 1


class CellWriter:
    """The same, cell by cell."""

    def __init__(self, book, sheet, kinds, first):
        self.book, self.sheet, self.kinds, self.row = book, sheet, list(kinds), first

    def cells(self, values, currency=None):
        """What :meth:`write` takes."""
        return values, currency

    def write(self, cells):  # pylint: disable=method-required-super
        """Write one row of what :meth:`cells` gave."""
        self.add(*cells)

    def add(self, values, currency=None):
        """Write one row."""
        self.book.put_row(self.sheet, self.row, self.kinds, values, currency)
        self.row += 1

    def close(self):
        """Nothing is left to do."""


def row_writer(book, sheet, kinds, first):
    """The fastest writer that this xlsxwriter allows."""
    return (RowWriter if AVAILABLE else CellWriter)(book, sheet, kinds, first)
