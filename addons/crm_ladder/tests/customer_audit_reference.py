"""The figures of the audit worked out again, customer by customer, in plain Python.

Nothing of the add-on's engine is used: journal items, matchings and documents are read as they lie
in their tables, and added up one by one.
"""

from collections import defaultdict

MONEY = ("bank", "cash", "credit")
BUCKETS = (
    ("overdue_30", 1, 30),
    ("overdue_60", 31, 60),
    ("overdue_90", 61, 90),
    ("overdue_more", 91, 10**6),
)


def _rows(env, query, *params):
    env.cr.execute(query, params)
    return env.cr.dictfetchall()


class Reference:
    """Everything that was posted in a company, read once."""

    def __init__(self, env, company):
        env.flush_all()
        self.currency = company.currency_id.id
        self.digits = {
            row["id"]: row["decimal_places"]
            for row in _rows(env, "SELECT id, decimal_places FROM res_currency")
        }
        self.lines = _rows(
            env,
            """SELECT l.*, a.account_type, j.type AS journal, p.commercial_partner_id AS customer
                 FROM account_move_line l
                      JOIN account_account a ON a.id = l.account_id
                      JOIN account_journal j ON j.id = l.journal_id
                      LEFT JOIN res_partner p ON p.id = l.partner_id
                WHERE l.company_id = %s AND l.parent_state = 'posted'""",
            company.id,
        )
        self.by_id = {line["id"]: line for line in self.lines}
        self.moves = {
            row["id"]: row
            for row in _rows(
                env,
                "SELECT * FROM account_move WHERE company_id = %s AND state = 'posted'",
                company.id,
            )
        }
        self.partials = _rows(env, "SELECT * FROM account_partial_reconcile")

    def figures(self, first, last, by_document=False):
        """Return ``{(customer id or 0, currency id): {figure: value}}``."""
        found = defaultdict(lambda: defaultdict(float))
        value = "amount_currency" if by_document else "balance"
        for line in self.lines:
            if line["account_type"] == "asset_receivable" and line["date"] <= last:
                key = line["customer"] or 0, self._currency(line, by_document)
                self._owed(found[key], line, last, by_document, line[value])
        for move in self.moves.values():
            if move["move_type"] in ("out_invoice", "out_receipt", "out_refund"):
                key = (
                    move["commercial_partner_id"] or 0,
                    self._currency(move, by_document),
                )
                if move["date"] <= last:
                    self._deal(found[key], move, first, last, value)
        self._days(found, first, last, by_document)
        for (_customer, currency), row in found.items():
            self._derive(row, currency, first, last)
        return found

    def _currency(self, record, by_document):
        return record["currency_id"] if by_document else self.currency

    def _open(self, line, last, by_document, amount):
        for partial in self.partials:
            if partial["max_date"] > last:
                continue
            if partial["debit_move_id"] == line["id"]:
                amount -= float(partial["debit_amount_currency" if by_document else "amount"])
            if partial["credit_move_id"] == line["id"]:
                amount += float(partial["credit_amount_currency" if by_document else "amount"])
        return amount

    def _owed(self, row, line, last, by_document, amount):
        amount = float(amount)
        row["receivable"] += amount
        rest = round(self._open(line, last, by_document, amount), 6)
        row["open"] += rest
        days = (last - (line["date_maturity"] or line["date"])).days
        if rest < 0:
            row["unallocated"] -= rest
        elif rest > 0 and days <= 0:
            row["not_due"] += rest
        elif rest > 0:
            for name, least, most in BUCKETS:
                if least <= days <= most:
                    row[name] += rest
            due = line["date_maturity"] or line["date"]
            row["oldest_due"] = min(row["oldest_due"] or due, due)
        if amount < 0 and line["journal"] in MONEY:
            row["last_payment"] = max(row["last_payment"] or line["date"], line["date"])

    def _deal(self, row, move, first, last, value):
        sold = move["move_type"] != "out_refund"
        day = move["invoice_date"] or move["date"]
        if sold:
            row["last_purchase"] = max(row["last_purchase"] or day, day)
            mark = (day, move["id"], move["invoice_date_due"] > move["invoice_date"])
            row["first"] = min(row["first"] or mark, mark)
        if move["date"] < (first or move["date"]) or move["date"] > last:
            return
        amount = sum(
            float(line[value])
            for line in self.lines
            if line["move_id"] == move["id"]
            and (
                line["display_type"] == "product"
                or (line["display_type"] == "rounding" and not line["tax_repartition_line_id"])
            )
        )
        if sold:
            row["sales"] -= amount
        else:
            row["returns"] += amount
            row["return_count"] += 1
            if not move["reversed_entry_id"]:
                row["loose_returns"] += amount
                row["loose_return_count"] += 1

    def _days(self, found, first, last, by_document):
        weights = defaultdict(list)
        for partial in self.partials:
            debit = self.by_id.get(partial["debit_move_id"])
            credit = self.by_id.get(partial["credit_move_id"])
            if not debit or not credit or credit["journal"] not in MONEY:
                continue
            move = self.moves[debit["move_id"]]
            if (
                move["move_type"] in ("out_invoice", "out_receipt")
                and debit["account_type"] == "asset_receivable"
                and (first or partial["max_date"]) <= partial["max_date"] <= last
            ):
                key = move["commercial_partner_id"] or 0, self._currency(move, by_document)
                weights[key].append(
                    (
                        float(partial["amount"]),
                        (credit["date"] - (move["invoice_date"] or move["date"])).days,
                    )
                )
        for key, parts in weights.items():
            total = sum(amount for amount, _days in parts)
            if total:
                found[key]["days_to_pay"] = sum(a * days for a, days in parts) / total

    def _derive(self, row, currency, first, last):
        digits = self.digits[currency]
        row["overdue"] = sum(row[name] for name, _least, _most in BUCKETS)
        row["cross_matched"] = row["receivable"] - row["open"]
        row["net_sales"] = row["sales"] - row["returns"]
        row["return_rate"] = 100 * row["returns"] / row["sales"] if row["sales"] > 0 else 0
        row["first_on_credit"] = bool(row["first"]) and row["first"][2]
        row["first_purchase"] = row["first"][0] if row["first"] else None
        row["overdue_buying"] = bool(
            round(row["overdue"], digits) > 0
            and row["last_purchase"]
            and row["last_purchase"] > row["oldest_due"]
        )
        start = (
            max(first, row["first_purchase"])
            if first and row["first_purchase"]
            else (first or row["first_purchase"])
        )
        months = max(((last - start).days + 1) / 30.4375, 1) if start else 1
        row["power"] = row["net_sales"] / months
