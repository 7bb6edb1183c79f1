"""Lists for people who read them in a spreadsheet: right to left, real days, nothing to execute."""

import csv
from datetime import date, datetime

import xlsxwriter

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED = ("'", *_DANGEROUS, *"0123456789")
MAX_WIDTH = 60


def protected(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; ``import_cells.unprotected`` undoes
    it."""
    if text.startswith(_DANGEROUS) or (text[:1] == "'" and text[1:2] in _ESCAPED):
        return "'" + text
    return text


def write_xlsx(stream, title, headings, rows, right_to_left=False):
    """Write a workbook of one sheet into a binary stream, row by row.

    :param headings: list of texts; the first row, which stays in sight and has filters
    :param rows: iterable of lists: texts stay texts (also numbers of telephones), ``int`` and
        ``float`` are numbers, ``date`` and ``datetime`` are days that the spreadsheet knows
    :return: number of rows written, without the headings
    """
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet(_sheet_name(title))
    if right_to_left:
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "bg_color": "#EEF1F6", "bottom": 1, "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
    text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, min(max(len(heading) + 4, 14), MAX_WIDTH))
        sheet.write_string(0, column, protected(heading), bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell is None or cell is False or cell == "":
                continue
            if isinstance(cell, datetime):
                sheet.write_datetime(count, column, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(count, column, cell, day)
            elif isinstance(cell, (int, float)):
                sheet.write_number(count, column, cell)
            else:
                sheet.write_string(count, column, protected(str(cell)), text)
    if headings:
        sheet.autofilter(0, 0, count, len(headings) - 1)
    book.close()
    return count


def write_csv(stream, headings, rows):
    """Write lines with commas into a text stream; the same cells as :func:`write_xlsx`."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([protected(heading) for heading in headings])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        count += 1
    return count


def _csv_cell(cell):
    if cell is None or cell is False:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, (int, float)) else protected(str(cell))


def _sheet_name(title):
    name = "".join(char for char in title if char not in "[]:*?/\\'").strip()
    return name[:31] or "List"
