"""A ledger that has everything an auditor meets, generated from a seed."""

from datetime import date, timedelta
from random import Random

from odoo.fields import Command

START, END = date(2026, 1, 1), date(2026, 10, 31)


class Ledger:
    """Customers with invoices, payments, returns and mishaps, posted by Odoo itself.

    :param env: environment of somebody who may post
    :param company: company with a chart of accounts
    :param size: number of customers
    """

    def __init__(self, env, company, size, seed=11):
        self.env, self.company, self.random = env, company, Random(seed)
        self.size = size
        journals = env["account.journal"].search([("company_id", "=", company.id)])
        self.bank = journals.filtered(lambda journal: journal.type == "bank")[0]
        self.misc = journals.filtered(lambda journal: journal.type == "general")[0]
        self.receivable = env["account.account"].search(
            [("account_type", "=", "asset_receivable"), ("company_ids", "in", company.ids)], limit=1
        )
        self.income = env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=2
        )
        self.expense = env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", company.ids)], limit=1
        )
        self.equity = env["account.account"].search(
            [("account_type", "=", "equity"), ("company_ids", "in", company.ids)], limit=1
        )
        self.tax = env["account.tax"].search(
            [("type_tax_use", "=", "sale"), ("company_id", "=", company.id)], limit=1
        )
        self.foreign = (
            env["res.currency"]
            .with_context(active_test=False)
            .search(
                [("name", "in", ("EUR", "JPY", "GBP")), ("id", "!=", company.currency_id.id)],
                limit=2,
            )
        )
        self.foreign.active = True
        self.terms = env["account.payment.term"].create(
            [
                {
                    "name": f"{days} روز",
                    "line_ids": [
                        Command.create({"value": "percent", "value_amount": 100, "nb_days": days})
                    ],
                }
                for days in (0, 15, 45)
            ]
            + [
                {
                    "name": "نیمی اکنون، نیمی یک ماه دیگر",
                    "line_ids": [
                        Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                        Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                    ],
                }
            ]
        )
        self.discount = env["account.payment.term"].create(
            {
                "name": "دو درصد برای ده روز",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )

    def day(self, first=START, last=END):
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def fill(self):
        """Post everything; return the customers."""
        self._rates()
        self.partners = self._customers()
        self._opening()
        invoices = self._invoices()
        self._returns(invoices)
        self._pay(invoices)
        self._discounts()
        self._mishaps(invoices)
        self._income_by_hand()
        self.env.flush_all()
        return self.partners

    def _rates(self):
        self.env["res.currency.rate"].search(
            [("currency_id", "in", self.foreign.ids), ("company_id", "=", self.company.id)]
        ).unlink()
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": date(2026, month, 1),
                    "rate": self.random.choice((0.8, 0.9, 1.1, 130.0)) * (1 + month / 50),
                }
                for currency in self.foreign
                for month in range(1, 11)
            ]
        )

    def _customers(self):
        states = self.env["res.country.state"].search([("country_id.code", "=", "IR")], limit=4)
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"مشتری {number}",
                    "city": self.random.choice(("تهران", "شیراز", "=HYPERLINK(1)", False)),
                    "country_id": self.env.ref("base.ir").id,
                    "state_id": self.random.choice(states.ids or [False]),
                    "credit_limit": self.random.choice((0, 500, 5000)),
                }
                for number in range(self.size)
            ]
        )
        # A person who buys for a company is the company's debt.
        people = self.env["res.partner"].create(
            [{"name": "خریدار", "parent_id": partner.id} for partner in partners[::7]]
        )
        self.buyers = partners | people
        return partners

    def _opening(self):
        """Opening balances, with no due date; one line without a customer."""
        chosen = self.partners[::3]
        lines = [(partner.id, self.random.randrange(10, 900)) for partner in chosen]
        lines.append((False, 77))
        move = self.env["account.move"].create(
            {
                "journal_id": self.misc.id,
                "date": START,
                "line_ids": [
                    Command.create(
                        {"account_id": self.receivable.id, "partner_id": partner, "debit": amount}
                    )
                    for partner, amount in lines
                ]
                + [
                    Command.create(
                        {
                            "account_id": self.equity.id,
                            "credit": sum(amount for _partner, amount in lines),
                        }
                    )
                ],
            }
        )
        move.action_post()
        self.opening = move

    def _invoice(self, partner, move_type="out_invoice", day=None, **values):
        random = self.random
        day = day or self.day()
        return {
            "move_type": move_type,
            "company_id": self.company.id,
            "partner_id": partner.id,
            "invoice_date": day,
            "date": day,
            "currency_id": random.choice(
                (self.company.currency_id, self.company.currency_id, *self.foreign)
            ).id,
            "invoice_payment_term_id": random.choice((False, *self.terms.ids)),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "کالا",
                        "quantity": random.randrange(1, 5),
                        "price_unit": random.randrange(100, 90000) / 100,
                        "account_id": random.choice(self.income.ids),
                        "tax_ids": [Command.set(random.choice(([], self.tax.ids)))],
                    }
                )
                for _line in range(random.randrange(1, 4))
            ],
            **values,
        }

    def _invoices(self):
        values = [
            self._invoice(partner)
            for partner in self.buyers
            for _number in range(self.random.randrange(4))
        ]
        values += [self._invoice(partner, "out_receipt") for partner in self.partners[::11]]
        moves = self.env["account.move"].create(values)
        moves._post()
        return moves

    def _returns(self, invoices):
        """Part of an invoice comes back; some credit notes are linked to nothing."""
        chosen = invoices[::6]
        values = []
        for move in chosen:
            line = move.invoice_line_ids[0]
            day = self.day(move.date)
            values.append(
                {
                    **self._invoice(move.partner_id, "out_refund", day),
                    "currency_id": move.currency_id.id,
                    "reversed_entry_id": move.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": line.name,
                                "quantity": 1,
                                "price_unit": line.price_unit,
                                "account_id": line.account_id.id,
                                "tax_ids": [Command.set(line.tax_ids.ids)],
                            }
                        )
                    ],
                }
            )
        values += [self._invoice(partner, "out_refund") for partner in self.partners[::13]]
        credits = self.env["account.move"].create(values)
        credits._post()
        for move, credit in zip(chosen, credits, strict=False):
            if self.random.random() < 0.6:
                self._match(move, credit)

    def _lines(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_id == self.receivable and not line.reconciled
        )

    def _match(self, *moves):
        (self.env["account.move.line"].union(*(self._lines(move) for move in moves))).reconcile()

    def _pay(self, invoices):
        """Whole, in part, in two parts, too much, in another currency; some never pay."""
        random = self.random
        plans = []
        for move in invoices:
            due = move.amount_residual
            share = random.choice((0, 0, 1, 1, 0.5, 0.3, 1.2))
            if share and due > 1:
                plans.append((move, round(due * share, 2), self.day(move.date), move.currency_id))
                if share == 0.3:
                    company_currency = self.company.currency_id
                    plans.append((move, 10, self.day(move.date), company_currency))
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": move.commercial_partner_id.id,
                    "amount": amount,
                    "date": day,
                    "currency_id": currency.id,
                    "journal_id": self.bank.id,
                    "payment_method_line_id": self.bank.inbound_payment_method_line_ids[0].id,
                }
                for move, amount, day, currency in plans
            ]
        )
        outstanding = self.env["account.account"].search(
            [("account_type", "=", "asset_current"), ("company_ids", "in", self.company.ids)],
            limit=1,
        )
        payments.outstanding_account_id = outstanding
        payments.action_post()
        for (move, _amount, _day, _currency), payment in zip(plans, payments, strict=True):
            if random.random() < 0.9 and self._lines(move):
                self._match(move, payment.move_id)

    def _discounts(self):
        """Early payment with its discount, as the register of payments books it."""
        moves = self.env["account.move"].create(
            [
                {
                    **self._invoice(partner, day=self.day(START, date(2026, 9, 1))),
                    "invoice_payment_term_id": self.discount.id,
                }
                for partner in self.partners[1::23]
            ]
        )
        moves._post()
        for move in moves:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create(
                {"payment_date": move.date + timedelta(days=3), "journal_id": self.bank.id}
            )._create_payments()

    def _mishaps(self, invoices):
        """Write-offs; entries set back to draft, cancelled, posted again; matched with another."""
        random = self.random
        open_moves = invoices.filtered(
            lambda move: move.amount_residual > 1 and move.currency_id == self.company.currency_id
        )
        for move in open_moves[::9]:
            amount = abs(move.amount_residual_signed)
            entry = self.env["account.move"].create(
                {
                    "journal_id": self.misc.id,
                    "date": self.day(move.date),
                    "line_ids": [
                        Command.create({"account_id": self.expense.id, "debit": amount}),
                        Command.create(
                            {
                                "account_id": self.receivable.id,
                                "partner_id": move.commercial_partner_id.id,
                                "credit": amount,
                            }
                        ),
                    ],
                }
            )
            entry.action_post()
            self._match(move, entry)
        matched = invoices.filtered(lambda move: move.payment_state in ("partial", "paid"))
        for move in matched[::17]:
            move.button_draft()
            if random.random() < 0.5:
                move.button_cancel()
            else:
                move.action_post()
        left = invoices.filtered(
            lambda move: (
                move.state == "posted"
                and move.amount_residual > 20
                and move.currency_id == self.company.currency_id
            )
        )
        if len(left) > 1:
            other = (self.partners - left[0].commercial_partner_id)[0]
            paid = self.env["account.payment"].create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": other.id,
                    "amount": 20,
                    "date": END,
                    "journal_id": self.bank.id,
                    "payment_method_line_id": self.bank.inbound_payment_method_line_ids[0].id,
                }
            )
            paid.outstanding_account_id = self.env["account.account"].search(
                [("account_type", "=", "asset_current"), ("company_ids", "in", self.company.ids)],
                limit=1,
            )
            paid.action_post()
            self._match(left[0], paid.move_id)

    def _income_by_hand(self):
        """An entry on an income account that no invoice made."""
        self.env["account.move"].create(
            {
                "journal_id": self.misc.id,
                "date": date(2026, 5, 5),
                "line_ids": [
                    Command.create({"account_id": self.income[0].id, "credit": 55}),
                    Command.create({"account_id": self.equity.id, "debit": 55}),
                ],
            }
        ).action_post()
