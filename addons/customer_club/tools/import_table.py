"""Rows of a spreadsheet or of a text file, one after the other, whatever program wrote it."""

import codecs
import csv
import re
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl

# A sheet that unpacks to more than this is no list of customers but an attack or a mistake.
MAX_UNPACKED = 600_000_000
MAX_COLUMNS = 200
MAX_CELL = 5_000
_CHUNK = 65_536
_SAMPLE = 65_536
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256")


class TableError(ValueError):
    """A file that cannot be read. ``code``: ``empty``, ``old_excel``, ``broken``, ``too_big`` or
    ``encoding``."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def kind_of(head: bytes) -> str:
    """Return ``xlsx`` or ``csv`` by the first bytes of a file.

    :raise TableError: for an empty file, and for one in Excel's old or encrypted format
    """
    if not head.strip(b"\0 \r\n\t"):
        raise TableError("empty")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("old_excel")
    return "xlsx" if head.startswith(b"PK\x03\x04") else "csv"


def guess_encoding(stream) -> str:
    """Return one of ``ENCODINGS`` for a binary stream, which is read through and rewound."""
    stream.seek(0)
    head = stream.read(_SAMPLE)
    stream.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if not head.startswith(codecs.BOM_UTF8) and head.count(0) > len(head) // 8:
        # Text of two bytes a character without a mark: where the zeros are tells the order.
        return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1256"
    finally:
        stream.seek(0)
    return "utf-8-sig"


def guess_delimiter(stream, encoding: str) -> str:
    """Return what separates the cells: the mark that gives most lines the same many cells."""
    lines = []
    for line in _lines(stream, encoding):
        if line.strip():
            lines.append(line)
        if len(lines) == 20:
            break

    def merit(delimiter):
        widths = [len(row) for row in _csv_rows(lines, delimiter)]
        width = max(set(widths), key=widths.count, default=0)
        return (widths.count(width) if width > 1 else 0, width)

    return max(DELIMITERS, key=merit)


def read_rows(stream, kind: str, encoding: str = "utf-8-sig", delimiter: str = ","):
    """Yield ``(number, cells)`` for every row that is not empty.

    :param stream: binary, seekable; it stays open
    :return: ``number`` counts all rows from 1, as a spreadsheet shows them; ``cells`` is a list of
        ``str``, ``int``, ``float``, ``bool``, ``date``, ``datetime`` or ``time``, ``""`` where a
        cell is empty
    :raise TableError: for a file that is not what it claims to be, also in the middle of it
    """
    stream.seek(0)
    source = _xlsx_rows(stream) if kind == "xlsx" else _text_rows(stream, encoding, delimiter)
    for number, row in enumerate(source, 1):
        cells = [_clean(cell) for cell in row[:MAX_COLUMNS]]
        if any(cell != "" for cell in cells):
            yield number, cells


def _clean(cell):
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("\0", "").strip()[:MAX_CELL].strip()
    if isinstance(cell, (bool, int, float, date, datetime, time)):
        return cell
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()[:MAX_CELL]


# Excel -----------------------------------------------------------------------------------------


def _xlsx_rows(stream):
    try:
        with zipfile.ZipFile(stream) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise TableError("too_big")
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        sheet = next((s for s in book.worksheets if s.sheet_state == "visible"), None)
        if sheet is None:
            raise TableError("empty")
        sheet.reset_dimensions()  # some programs write wrong ones, and rows would be cut
        yield from sheet.iter_rows(values_only=True)
    except TableError:
        raise
    except Exception as error:
        # A damaged file fails in many places: the archive, its index, the XML, a style, a date.
        raise TableError("broken") from error


# Text ------------------------------------------------------------------------------------------


def _text_rows(stream, encoding, delimiter):
    return _csv_rows(_lines(stream, encoding), delimiter)


def _csv_rows(lines, delimiter):
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:  # a cell without end: a quote was opened and never closed
        raise TableError("broken") from error


def _lines(stream, encoding):
    """Yield decoded lines that end with ``\\n``, in whatever way the file ends its lines."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(
        "replace" if encoding == "cp1256" else "strict"
    )
    pending = ""
    try:
        while True:
            chunk = stream.read(_CHUNK)
            pending += decoder.decode(chunk, final=not chunk).replace("\0", "")
            # A carriage return at the very end may be the first half of a line end.
            end = len(pending) - (bool(chunk) and pending.endswith("\r"))
            *whole, rest = re.split(r"\r\n|\n|\r", pending[:end])
            pending = rest + pending[end:]
            for line in whole:
                yield line + "\n"
            if not chunk:
                break
    except UnicodeError as error:
        raise TableError("encoding") from error
    if pending:
        yield pending
