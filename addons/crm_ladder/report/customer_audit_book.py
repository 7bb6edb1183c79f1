"""Writes the workbook of an audit, row by row: memory does not grow with the customers."""

import xlsxwriter

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.jalali import format_jalali

from ..tools.sheet_text import cell_text, column_letters, looks_like_formula, money_format
from .customer_audit_rows_writer import row_writer

HEADER, FIRST = 4, 5  # rows, counted from nought: header, first row of data
HEAD_COLOR, TOTAL_COLOR = "#1F4E78", "#DDEBF7"

STYLES = {
    "number": {"num_format": "#,##0"},
    "percent": {"num_format": "0.0"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "jalali": {"align": "center"},
    "truth": {"align": "center"},
    "text": {},
    "quoted": {"quote_prefix": True},
}


class Column:
    """A column of a sheet: its heading, what it holds and how wide it is.

    :param kind: ``text``, ``money``, ``number``, ``percent``, ``day``, ``jalali`` or ``truth``
    :param total: amounts by currency that stand above the heading, by formula
    """

    def __init__(self, title, kind="text", width=12, total=None):
        self.title, self.kind, self.width, self.total = title, kind, width, total


class Book:
    """A workbook with one look; ``lang`` decides direction, digits of days and font.

    :param target: path or binary stream
    :param words: ``yes`` and ``total`` in the reader's language
    """

    def __init__(self, target, lang, words, folder=None):
        self.persian = (lang or "").startswith("fa")
        self.words = words
        self.lang = lang
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        if folder:
            options["tmpdir"] = folder
        self.book = xlsxwriter.Workbook(target, options)
        self.font = {"font_name": "Tahoma" if self.persian else "Calibri", "font_size": 10}
        self._formats = {}
        self._days = {}

    def format(self, **properties):
        """A format of the book's, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            direction = (
                {"reading_order": 2} if self.persian and "num_format" not in properties else {}
            )
            self._formats[key] = self.book.add_format({**self.font, **direction, **properties})
        return self._formats[key]

    def day(self, day):
        """``day`` as Jalali text."""
        if not day:
            return ""
        if day not in self._days:
            self._days[day] = localize_digits(format_jalali(day), self.lang)
        return self._days[day]

    def sheet(self, name, title, columns, landscape=True):
        """Begin a table; see :class:`Table`."""
        sheet = self.book.add_worksheet(name)
        if self.persian:
            sheet.right_to_left()
        return Table(self, sheet, title, columns, landscape)

    def plain(self, name):
        """A sheet with neither title nor totals."""
        sheet = self.book.add_worksheet(name)
        if self.persian:
            sheet.right_to_left()
        return sheet

    def close(self):
        """Write the file."""
        self.book.close()

    def money(self, currency, **more):
        """Format of amounts of ``currency`` (symbol, position, decimals)."""
        return self.format(num_format=money_format(*currency), **more)

    def style(self, kind, currency=None, **more):
        """Format of values of a kind; ``quoted`` is text that looks like a formula."""
        if kind == "money":
            return self.money(currency, **more)
        return self.format(**STYLES[kind], **more)

    def put(self, sheet, row, column, kind, value, currency=None):
        """Write one value as what it is; a text never becomes a formula."""
        if value is None or value is False or value == "":
            return
        if kind in ("money", "number", "percent"):
            sheet.write_number(row, column, float(value), self.style(kind, currency))
        elif kind == "day":
            sheet.write_datetime(row, column, value, self.style(kind))
        elif kind == "jalali":
            sheet.write_string(row, column, self.day(value), self.style(kind))
        elif kind == "truth":
            sheet.write_string(row, column, self.words["yes"], self.style(kind))
        else:
            text = cell_text(value)
            kind = "quoted" if looks_like_formula(text) else "text"
            sheet.write_string(row, column, text, self.style(kind))

    def put_row(self, sheet, row, kinds, values, currency=None):
        """Write a row of values, each as its kind."""
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            self.put(sheet, row, column, kind, value, currency)


class Table:
    """A table with its title, totals by formula, heading, filter and print set-up."""

    def __init__(self, book, sheet, title, columns, landscape):
        self.book, self.sheet, self.columns = book, sheet, columns
        self.kinds = [column.kind for column in columns]
        self.row = FIRST
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_row(HEADER, 32)
        sheet.write_string(0, 0, title, book.format(bold=True, font_size=14))
        sheet.freeze_panes(FIRST, 1)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER)
        sheet.set_footer("&C&P / &N")
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)

    def spread(self):
        """Print a wide table on A3, several pages wide, the first column on each."""
        self.sheet.set_paper(8)
        self.sheet.fit_to_pages(3, 0)
        self.sheet.repeat_columns(0)

    def head(self, subtitle, count, currencies):
        """Write what stands above the rows.

        :param count: how many rows will come
        :param currencies: ``{id: (symbol, position, decimals)}`` of the rows; the totals are those
            of the rows that the filter shows, and are left out where currencies would mix
        """
        book, sheet = self.book, self.sheet
        sheet.write_string(1, 0, cell_text(subtitle), book.format(font_color="#595959"))
        last = FIRST + count
        bold = {"bold": True, "bg_color": TOTAL_COLOR, "top": 1}
        sheet.write_string(2, 0, book.words["total"], book.format(**bold))
        for index, column in enumerate(self.columns):
            if (
                column.total is None
                or not count
                or (column.kind == "money" and len(currencies) > 1)
            ):
                continue
            letters = column_letters(index)
            form = (
                book.money(next(iter(currencies.values())), **bold)
                if column.kind == "money"
                else book.format(num_format="#,##0", **bold)
            )
            sheet.write_formula(
                2,
                index,
                f"=SUBTOTAL(9,{letters}{FIRST + 1}:{letters}{last})",
                form,
                float(column.total),
            )
        heading = book.format(
            bold=True,
            font_color="white",
            bg_color=HEAD_COLOR,
            text_wrap=True,
            valign="vcenter",
            align="center",
            border=1,
        )
        for index, column in enumerate(self.columns):
            sheet.write_string(HEADER, index, column.title, heading)
        sheet.autofilter(HEADER, 0, max(HEADER, last - 1), len(self.columns) - 1)

    def rows(self):
        """Writer of many rows; see :func:`row_writer`."""
        return row_writer(self.book, self.sheet, self.kinds, FIRST)

    def add(self, values, currency=None):
        """Write a row of values, in the order of the columns."""
        self.book.put_row(self.sheet, self.row, self.kinds, values, currency)
        self.row += 1
