"""The sheets of an audit's workbook, each from its rows."""

from ..tools.sheet_text import column_letters
from . import customer_audit_rows as rows_of
from .customer_audit_book import FIRST, Book, Column
from .customer_audit_rows_writer import row_writer

AGES = ("not_due", "overdue_30", "overdue_60", "overdue_90", "overdue_more")
# Column of the row → how it is shown and how wide; ``None`` as kind: text.
CUSTOMER = (
    *(("name", "text", 26), ("mobile", "text", 15), ("country", "text", 12)),
    *(("state", "text", 14), ("city", "text", 14), ("street", "text", 30)),
    *(("club_group", "text", 14), ("tags", "text", 18), ("rung", "text", 12)),
    *(("segment", "text", 14), ("salesperson", "text", 16), ("company", "text", 16)),
    *(("currency", "text", 8), ("receivable", "money", 17), ("overdue", "money", 16)),
    *((name, "money", 15) for name in AGES),
    *(("unallocated", "money", 15), ("credit_limit", "money", 15), ("credit_used", "money", 15)),
    *(("credit_free", "money", 15), ("credit_over", "money", 15), ("sales", "money", 17)),
    *(("returns", "money", 15), ("net_sales", "money", 17), ("return_rate", "percent", 9)),
    *(("return_count", "number", 9), ("loose_returns", "money", 15)),
    *(("cancelled_count", "number", 9), ("cancelled_amount", "money", 15)),
    *(("cancelled_delivered_count", "number", 10), ("power", "money", 15), ("band", "text", 14)),
    *(("days_to_pay", "percent", 9), ("first_on_credit", "truth", 9)),
    *(("overdue_buying", "truth", 10), ("last_purchase", "jalali", 12)),
    *(("last_purchase", "day", 12), ("last_payment", "jalali", 12), ("last_payment", "day", 12)),
)
AGING = (
    *(("name", "text", 26), ("mobile", "text", 15), ("currency", "text", 8)),
    *(("receivable", "money", 17), *((name, "money", 16) for name in AGES)),
    *(("unallocated", "money", 16), ("cross_matched", "money", 14)),
    *(("oldest_due", "jalali", 12), ("oldest_due", "day", 12)),
)
SUMMED = tuple(
    dict.fromkeys(
        name
        for name, kind, _width in (*CUSTOMER, *AGING)
        if kind in ("money", "number") and name != "power"
    )
)
FIELD_OF = {
    "country": "country_id",
    "state": "state_id",
    "club_group": "group_id",
    "tags": "tag_ids",
    "rung": "rung_id",
    "salesperson": "user_id",
    "company": "company_id",
    "currency": "currency_id",
}
SUMMARY = (
    *("receivable", *AGES, "overdue", "unallocated", "credit_limit", "credit_over"),
    *("sales", "returns", "net_sales", "loose_returns", "cancelled_amount"),
)


def write_book(env, run, target, lang, progress=None, folder=None):
    """Write the workbook of ``run`` to ``target``.

    :param env: environment in the reader's language, that may read all of the audit
    :param target: path or binary stream
    :param progress: called with the part that is done, 0 to 1, now and then
    """
    Writer(env, run, target, lang, progress or (lambda part: None), folder).fill()


def _shapes(currencies):
    """How amounts of each currency are shown: ``{id: (symbol, position, decimals)}``."""
    return {
        one.id: (one.symbol or one.name, one.position, one.decimal_places) for one in currencies
    }


class Writer:
    """One workbook in the making."""

    def __init__(self, env, run, target, lang, progress, folder):
        self.env, self.run, self.lang, self.progress = env, run, lang, progress
        self.labels = env["customer.audit"].fields_get(attributes=["string", "selection"])
        self.book = Book(
            target, lang, {"yes": self.env._("yes"), "total": self.env._("Total")}, folder
        )
        self.totals = rows_of.totals(env, run, SUMMED)
        currencies = env["res.currency"].browse(self.totals)
        self.currencies = _shapes(currencies)
        self.codes = {one.id: one.name for one in currencies}
        self.subtitle = " – ".join((", ".join(run.company_ids.mapped("name")), run.name))
        self.count = sum(total["rows"] for total in self.totals.values())
        # A sheet's name as formulas and readers know it.
        self.names = {
            "summary": self.env._("Summary"),
            "customers": self.env._("Customers"),
            "aging": self.env._("Aging"),
            "returns": self.env._("Returns list"),
            "cancellations": self.env._("Cancellations"),
            "geography": self.env._("Places"),
            "control": self.env._("Ledger control"),
            "data": self.env._("Data"),
        }

    def label(self, name):
        """Heading of a figure, as the screen has it."""
        return self.labels[FIELD_OF.get(name, name)]["string"]

    def columns(self, wanted):
        """Columns of a list of ``(name, kind, width)``."""
        single = len(self.totals) == 1
        sums = next(iter(self.totals.values()), {})
        found = []
        for name, kind, width in wanted:
            title = self.label(name)
            if kind == "jalali":
                title = self.env._("%s (Jalali)", title)
            summed = name in SUMMED and (kind == "number" or single)
            total = sum(float(t[name] or 0) for t in self.totals.values()) if summed else None
            found.append(Column(title, kind, width, total if sums else None))
        return found

    def fill(self):
        """Write all sheets and close the book."""
        names, book = self.names, self.book
        summary = book.plain(names["summary"])
        customers = book.sheet(names["customers"], names["customers"], self.columns(CUSTOMER))
        customers.spread()
        customers.head(self.subtitle, self.count, self.currencies)
        owing = self._owing()
        aging_columns = self.columns(AGING)
        aging = book.sheet(names["aging"], names["aging"], aging_columns)
        aging.head(self.subtitle, owing, self.currencies)
        self._returns()
        self._cancellations()
        places = self._places()
        self._control()
        data = book.plain(names["data"])
        self._data_head(data)
        self._rows(customers, aging, data)
        self._summary(summary, places)
        book.close()
        self.progress(1)

    def _owing(self):
        return self.env["customer.audit"].search_count(
            [("run_id", "=", self.run.id), "|", ("receivable", "!=", 0), ("overdue", "!=", 0)]
        )

    def _rows(self, customers, aging, data):
        """One pass over the customers writes three sheets."""
        kinds = [kind for _name, kind, _width in CUSTOMER]
        tables = customers.rows(), aging.rows(), row_writer(self.book, data, kinds, 1)
        selections = {
            name: dict(self.labels[name]["selection"])
            for name, _kind, _width in CUSTOMER
            if "selection" in self.labels[FIELD_OF.get(name, name)]
        }
        names = [name for name, _kind, _width in CUSTOMER]
        aged = [name for name, _kind, _width in AGING]
        for number, row in enumerate(rows_of.customers(self.env, self.run, self.lang), 1):
            currency = self.currencies[row["currency_id"]]
            for name, shown in selections.items():
                row[name] = shown.get(row[name], row[name])
            values = [row[name] for name in names]
            cells = tables[0].cells(values, currency)
            tables[0].write(cells)
            tables[2].write(cells)
            if row["receivable"] or row["overdue"]:
                tables[1].add([row[name] for name in aged], currency)
            if number % 5000 == 0:
                self.progress(0.1 + 0.85 * number / max(self.count, 1))
        for table in tables:
            table.close()

    def _data_head(self, sheet):
        for index, column in enumerate(self.columns(CUSTOMER)):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.title, self.book.format(bold=True))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(self.count, 1), len(CUSTOMER) - 1)

    def _list(self, key, columns, rows, names):
        """A sheet of documents; returns how many there were."""
        rows = list(rows)
        for column, name in zip(columns, names, strict=True):
            if column.total is not None:
                column.total = sum(float(row[name] or 0) for row in rows)
        table = self.book.sheet(self.names[key], self.names[key], columns)
        seen = {row["currency_id"] for row in rows} or set(self.currencies)
        table.head(self.subtitle, len(rows), {one: self.currencies[one] for one in seen})
        writer = table.rows()
        for row in rows:
            writer.add([row[name] for name in names], self.currencies[row["currency_id"]])
        writer.close()
        return table

    def _returns(self):
        self._list(
            "returns",
            [
                Column(self.env._("Credit note"), "text", 18),
                Column(self.env._("Date (Jalali)"), "jalali", 12),
                Column(self.env._("Date"), "day", 12),
                Column(self.env._("Customer"), "text", 26),
                Column(self.env._("Invoice"), "text", 18),
                Column(self.env._("Reason"), "text", 20),
                Column(self.env._("Salesperson"), "text", 16),
                Column(self.env._("Amount without taxes"), "money", 17, 0),
            ],
            rows_of.returned(self.env, self.run, self.lang),
            ("name", "day", "day", "customer", "invoice", "reason", "salesperson", "amount"),
        )

    def _cancellations(self):
        self._list(
            "cancellations",
            [
                Column(self.env._("Order"), "text", 14),
                Column(self.env._("Date (Jalali)"), "jalali", 12),
                Column(self.env._("Date"), "day", 12),
                Column(self.env._("Ordered on"), "day", 12),
                Column(self.env._("Customer"), "text", 26),
                Column(self.env._("Reason"), "text", 20),
                Column(self.env._("Salesperson"), "text", 16),
                Column(self.label("cancelled_delivered_count"), "truth", 10),
                Column(self.env._("Amount without taxes"), "money", 17, 0),
            ],
            rows_of.cancelled(self.env, self.run, self.lang),
            (
                *("name", "day", "day", "ordered", "customer", "reason", "salesperson"),
                *("delivered", "amount"),
            ),
        )

    def _places(self):
        """The sheet of places with its bars; returns its rows."""
        names = (
            *("country", "state", "city", "customers", "receivable", "overdue"),
            *("sales", "returns", "net_sales"),
        )
        columns = [
            Column(
                self.names["customers"] if name == "customers" else self.label(name),
                "text" if at < 3 else "number" if at == 3 else "money",
                16,
                None if at < 3 else 0,
            )
            for at, name in enumerate(names)
        ]
        rows = rows_of.places(self.env, self.run, self.lang)
        table = self._list("geography", columns, rows, names)
        if rows:
            chart = self._bars("geography", 8, (1, 2), min(len(rows), 15), self.label("net_sales"))
            table.sheet.insert_chart(HEADER_PLACE, chart, {"x_scale": 1.3, "y_scale": 1.6})
        return rows

    def _bars(self, key, column, category, count, title):
        """Bars over the first rows of a sheet."""
        sheet, last = self.names[key], FIRST + count - 1
        chart = self.book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": title,
                "categories": [sheet, FIRST, category[0], last, category[1]],
                "values": [sheet, FIRST, column, last, column],
                "fill": {"color": "#2E75B6"},
            }
        )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True}})
        chart.set_legend({"none": True})
        return chart

    def _control(self):
        control = self.env["customer.audit.control"]
        labels = control.fields_get(attributes=["string", "selection"])
        kinds = dict(labels["kind"]["selection"])
        money = ("ledger", "sales", "returns", "customers", "others", "difference")
        columns = [
            Column(labels["company_id"]["string"], "text", 18),
            Column(labels["kind"]["string"], "text", 24),
            Column(labels["account_id"]["string"], "text", 34),
            *(Column(labels[name]["string"], "money", 17) for name in money),
        ]
        table = self.book.sheet(self.names["control"], self.names["control"], columns)
        lines = self.run.control_ids
        currencies = _shapes(lines.currency_id)
        table.head(self.subtitle, len(lines), currencies)
        for line in lines:
            account = line.account_id.with_company(line.company_id)
            currency = currencies[line.currency_id.id]
            row = table.row
            table.add(
                [
                    line.company_id.name,
                    kinds[line.kind],
                    account.display_name if account else "",
                    *(line[name] or 0.0 for name in money[:-1]),
                    None,
                ],
                currency,
            )
            table.sheet.write_formula(
                row,
                8,
                f"=ROUND(D{row + 1}-G{row + 1}-H{row + 1},{currency[2]})",
                self.book.money(currency, bold=True),
                line.difference or 0.0,
            )

    def _summary(self, sheet, places):
        """Totals by currency, from the data by formula, and three pictures."""
        book = self.book
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, max(len(self.totals), 1), 20)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.write_string(0, 0, self.env._("Customer Audit"), book.format(bold=True, font_size=16))
        sheet.write_string(1, 0, self.subtitle, book.format(font_color="#595959"))
        head = book.format(bold=True, font_color="white", bg_color="#1F4E78", align="center")
        sheet.write_string(3, 0, self.env._("Figure"), head)
        for index, currency in enumerate(self.totals, 1):
            sheet.write_string(3, index, self.codes[currency], head)
        where = {name: at for at, (name, kind, _w) in enumerate(CUSTOMER) if kind != "jalali"}
        data, last = self.names["data"], self.count + 1
        letters = column_letters(where["currency"])
        codes = f"'{data}'!${letters}$2:${letters}${last}"
        for row, name in enumerate(SUMMARY, 4):
            sheet.write_string(row, 0, self.label(name), book.format(bold=name in BOLD))
            letters = column_letters(where[name])
            for index, (currency, total) in enumerate(self.totals.items(), 1):
                sheet.write_formula(
                    row,
                    index,
                    f"=SUMIFS('{data}'!${letters}$2:${letters}${last},{codes},"
                    f'"{self.codes[currency]}")',
                    book.money(self.currencies[currency], bold=name in BOLD),
                    float(total[name] or 0),
                )
        row = 4 + len(SUMMARY)
        for label, name in (
            (self.names["customers"], "rows"),
            (self.label("over_limit"), "over_count"),
            (self.label("overdue"), "overdue_count"),
        ):
            sheet.write_string(row, 0, self.env._("Number of: %s", label), book.format())
            for index, total in enumerate(self.totals.values(), 1):
                sheet.write_number(row, index, total[name], book.format(num_format="#,##0"))
            row += 1
        sheet.write_string(
            row + 1,
            0,
            self.run._tied_words(self.env),
            book.format(bold=True, font_color="#00803C" if self.run.tied else "#C00000"),
        )
        if self.totals:
            self._pictures(sheet, places)

    def _pictures(self, sheet, places):
        """Ages of the debts, the largest debtors, the largest places."""
        place = len(self.totals) + 2
        ages = self.book.book.add_chart({"type": "column"})
        first = 4 + SUMMARY.index("not_due")
        for index, currency in enumerate(self.totals, 1):
            ages.add_series(
                {
                    "name": self.codes[currency],
                    "categories": [self.names["summary"], first, 0, first + 4, 0],
                    "values": [self.names["summary"], first, index, first + 4, index],
                }
            )
        ages.set_y_axis({"num_format": "#,##0"})
        ages.set_title({"name": self.names["aging"], "name_font": {"size": 12}})
        if len(self.totals) < 2:
            ages.set_legend({"none": True})
        sheet.insert_chart(3, place, ages)
        if self.count:
            at = [name for name, _kind, _width in CUSTOMER].index("receivable")
            title = self.env._("Largest debtors")
            debtors = self._bars("customers", at, (0, 0), min(self.count, 10), title)
            sheet.insert_chart(19, place, debtors)
        if places:
            bars = self._bars(
                "geography", 8, (0, 2), min(len(places), 10), self.env._("Sales by place")
            )
            sheet.insert_chart(35, place, bars)


HEADER_PLACE = "K5"
BOLD = ("receivable", "overdue", "net_sales")
