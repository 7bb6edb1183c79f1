import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pure.customer_club.tools.import_table import (
    DELIMITERS,
    TableError,
    guess_delimiter,
    guess_encoding,
    kind_of,
    read_rows,
)

ROWS = [["موبایل", "نام", "برچسب"], ["09121234567", "علی «کوچک»", "قهوه، چای"], ["0935", "", "x"]]


def text_file(rows, delimiter=",", encoding="utf-8", end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return io.BytesIO(out.getvalue().encode(encoding))


def sheet_file(rows, **options):
    book = openpyxl.Workbook(**options)
    sheet = book.active if not options else book.create_sheet()
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def read(stream, kind="csv", *more):
    return [cells for _number, cells in read_rows(stream, kind, *more)]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_without_a_question(delimiter, encoding):
    stream = text_file(ROWS, delimiter, encoding)
    found = guess_encoding(stream)
    assert guess_delimiter(stream, found) == delimiter
    assert read(stream, "csv", found, delimiter) == ROWS


def test_windows_arabic_is_what_remains():
    rows = [["شماره", "نام"], ["09121234567", "مريم"]]
    stream = text_file(rows, ";", "cp1256")
    assert guess_encoding(stream) == "cp1256"
    assert read(stream, "csv", "cp1256", ";") == rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line(end):
    assert read(text_file(ROWS, end=end)) == ROWS


def test_rows_are_numbered_as_a_spreadsheet_does():
    rows = [["a", "b"], [], ["", " "], ["c", "two\nlines"], ["d", ""]]
    numbers = [number for number, _cells in read_rows(text_file(rows), "csv")]
    assert numbers == [1, 4, 5]


@given(st.lists(st.lists(st.text("ab,;\"'\n\tآ۱ ", min_size=1), min_size=2, max_size=4)))
@settings(max_examples=200)
def test_a_written_file_is_read_back(rows):
    expected = [[cell.strip() for cell in row] for row in rows]
    expected = [row for row in expected if any(row)]
    assert read(text_file(rows)) == expected


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_rows_or_a_refusal(data):
    stream = io.BytesIO(data)
    try:
        kind = kind_of(data)
        encoding = guess_encoding(stream)
        read(stream, kind, encoding, guess_delimiter(stream, encoding))
    except TableError as error:
        assert error.code in {"empty", "old_excel", "broken", "too_big", "encoding"}


def test_excel():
    rows = [
        ["موبایل", "تولد", "تعداد"],
        [9121234567, datetime(1991, 7, 25), 14],
        [None, None, None],
        ["۰۹۳۵۱۲۳۴۵۶۷", "1370/05/03", 2.5],
    ]
    stream = sheet_file(rows)
    assert kind_of(stream.getvalue()[:8]) == "xlsx"
    read_back = list(read_rows(stream, "xlsx"))
    assert [number for number, _cells in read_back] == [1, 2, 4]
    assert read_back[1][1] == [9121234567, datetime(1991, 7, 25), 14]
    assert read_back[2][1] == ["۰۹۳۵۱۲۳۴۵۶۷", "1370/05/03", 2.5]


def test_a_hidden_first_sheet_is_passed_over():
    book = openpyxl.Workbook()
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("List").append(["shown", date(2024, 1, 1)])
    out = io.BytesIO()
    book.save(out)
    assert read(out, "xlsx") == [["shown", datetime(2024, 1, 1)]]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_damaged_workbook_is_refused(cut):
    data = sheet_file(ROWS).getvalue()
    with pytest.raises(TableError, match="broken"):
        read(io.BytesIO(data[: int(len(data) * cut)]), "xlsx")


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_workbook_with_a_damaged_place_is_rows_or_a_refusal(at, junk):
    data = bytearray(sheet_file(ROWS).getvalue())
    at %= len(data)
    data[at : at + len(junk)] = junk
    try:
        read(io.BytesIO(bytes(data)), "xlsx")
    except TableError as error:
        assert error.code in {"broken", "empty", "too_big"}


def test_other_archives_and_bombs_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(TableError, match="broken"):
        read(out, "xlsx")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _megabyte in range(601):
            part.write(bytes(1_000_000))
    with pytest.raises(TableError, match="too_big"):
        read(out, "xlsx")


@pytest.mark.parametrize(
    ("head", "code"), [(b"", "empty"), (b" \r\n", "empty"), (b"\xd0\xcf\x11\xe0\xa1", "old_excel")]
)
def test_what_is_no_list_at_all_is_told_apart(head, code):
    with pytest.raises(TableError, match=code):
        kind_of(head)
