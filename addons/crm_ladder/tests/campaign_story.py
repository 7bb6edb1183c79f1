"""The campaign that the manual works through by hand, told to the real models.

Everything lies in the autumn of 1405, on the days that the page names.
"""

from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from odoo.addons.customer_club.tools.jalali import from_jalali

RULE = "campaign_story"
# What the page says, in its order.
NUMBERS = {
    "part_price": 1_500,
    "parts": 2,
    "sara": 4_000_000,
    "ali": 3_000_000,
    "maryam": 5_000_000,
    "discount": 20,
    "back": 50,
    "reza": 2_500_000,
    "printer": 1_200_000,
    "photographer": 20,
    "euro": 60_000,
    "hours": 10,
    "rate": 80_000,
    "gifts": 300_000,
}


def day(month, number):
    """A day of 1405."""
    return from_jalali(1405, month, number)


def at(when, hour=8):
    """``when`` at that hour, UTC."""
    return datetime.combine(when, datetime.min.time()).replace(hour=hour)


@contextmanager
def clock(moment):
    """Odoo's clock stands at ``moment``: the ladder writes it on its moves.

    The story is also told where no test runs, for the manual's pictures: no other clock is there.
    """
    with patch.object(fields.Datetime, "now", staticmethod(lambda *_args: moment)):
        yield


class CampaignStory:
    """Mehregan: four texts, four customers, one credit note that came late."""

    def __init__(self, env, company, numbers):
        self.numbers = numbers
        self.env = env(context={**env.context, "tracking_disable": True})
        self.company = company
        self.product = self.env["product.product"].create(
            {"name": "قالیچه", "type": "service", "invoice_policy": "order", "taxes_id": False}
        )
        country = company.account_fiscal_country_id or company.country_id
        group = self.env["account.tax.group"].create(
            {"name": "ارزش افزوده", "company_id": company.id, "country_id": country.id}
        )
        self.tax = self.env["account.tax"].create(
            {
                "name": "ارزش افزوده ۱۰٪ (نمونه)",
                "amount": 10,
                "company_id": company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
            }
        )
        self.euro = self._euro()
        self.prices = self.env["product.pricelist"].create(
            {"name": "بها", "currency_id": company.currency_id.id, "company_id": company.id}
        )
        company.club_part_price = numbers["part_price"]
        self.campaign = self.env["utm.campaign"].create(
            {
                "title": "مهرگان",
                "company_id": company.id,
                "ladder_date_from": day(7, 1),
                "ladder_date_to": day(7, 30),
                "ladder_budget": 6_000_000,
                "ladder_expected_revenue": 12_000_000,
                "ladder_expected_customers": 3,
                "ladder_window_days": 30,
            }
        )
        names = ("سارا کریمی", "علی محمدی", "مریم حسینی", "رضا احمدی")
        self.sara, self.ali, self.maryam, self.reza = self.people = self.env["res.partner"].create(
            [{"name": name} for name in names]
        )

    def _euro(self):
        euro = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        )
        if euro == self.company.currency_id:
            euro = euro.create({"name": "EUX", "symbol": "€"})
        own = self.company.currency_id
        euro.active = True
        euro.rate_ids.filtered(lambda rate: rate.company_id == self.company).unlink()
        for when, worth in (
            (day(7, 1), 55_000),
            (day(7, 18), self.numbers["euro"]),
            (day(8, 1), 65_000),
        ):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                    "name": when,
                    "rate": own._get_rates(self.company, when)[own.id] / worth,
                }
            )
        return euro

    def tell(self):
        """Let it all happen, each thing on its day."""
        numbers = self.numbers
        self.on(day(6, 20), self.ali, lambda: self.invoice(self.ali, day(6, 20), 1_000_000))
        self.texts()
        self.on(day(7, 5), self.sara, lambda: self.invoice(self.sara, day(7, 5), numbers["sara"]))
        self.on(day(7, 10), self.ali, lambda: self.invoice(self.ali, day(7, 10), numbers["ali"]))
        self.on(day(7, 12), self.maryam, self.order_of_maryam)
        self.on(day(8, 10), self.reza, lambda: self.invoice(self.reza, day(8, 10), numbers["reza"]))
        self.on(day(8, 20), self.maryam, self.half_comes_back)
        self.costs()
        self.env["ladder.campaign.entry"]._refresh(self.campaign.ids)
        return self.campaign

    def on(self, when, partner, deed):
        """``deed`` is done and the ladder follows at noon of ``when``."""
        with clock(at(when, 12)):
            deed()
            self.env.flush_all()
            self.env["ladder.engine"]._evaluate(partner.ids)

    def texts(self):
        # Everybody stands on the ladder before the texts go out.
        with clock(at(day(6, 30), 12)):
            self.env["ladder.engine"]._evaluate(self.people.ids)
        self.env["club.message"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "number": f"+98912000000{n}",
                    "body": "مهرگان مبارک! تا پایان ماه با کد مهرگان ۲۰ درصد تخفیف. لغو۱۱",
                    "purpose": "advertising",
                    "state": "delivered",
                    "rule_key": RULE,
                    "origin": f"{self.campaign.id}:{n}",
                    "campaign_id": self.campaign.id,
                    "parts": self.numbers["parts"],
                    "planned_at": at(day(7, 1)),
                    "sent_at": at(day(7, 1)),
                    "delivered_at": at(day(7, 1)),
                }
                for n, partner in enumerate(self.people)
            ]
        )

    def invoice(self, partner, when, amount, tax=True, **values):
        move = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": when,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": amount,
                                "tax_ids": [Command.set(self.tax.ids if tax else [])],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    def order_of_maryam(self):
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.maryam.id,
                    "company_id": self.company.id,
                    "campaign_id": self.campaign.id,
                    "pricelist_id": self.prices.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": self.numbers["maryam"],
                                "discount": self.numbers["discount"],
                                "tax_ids": False,
                            }
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        order.date_order = at(day(7, 12))
        self.bought = order._create_invoices()
        self.bought.invoice_date = day(7, 12)
        self.bought.action_post()

    def half_comes_back(self):
        credit = self.bought._reverse_moves([{"invoice_date": day(8, 20), "date": day(8, 20)}])
        credit.invoice_line_ids.quantity = self.numbers["back"] / 100
        # What came back was paid with the discount: the credit is half of what was paid.
        credit.action_post()

    def costs(self):
        for amount, currency, when, what in (
            (self.numbers["printer"], self.company.currency_id, day(7, 2), "چاپ بروشور"),
            (self.numbers["photographer"], self.euro, day(7, 20), "عکس محصول"),
        ):
            bill = (
                self.env["account.move"]
                .with_company(self.company)
                .create(
                    {
                        "move_type": "in_invoice",
                        "partner_id": self.env["res.partner"].create({"name": what}).id,
                        "currency_id": currency.id,
                        "invoice_date": when,
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "name": what,
                                    "price_unit": amount,
                                    "tax_ids": False,
                                    "ladder_campaign_id": self.campaign.id,
                                }
                            )
                        ],
                    }
                )
            )
            bill.action_post()
        self.env["ladder.campaign.cost"].create(
            [
                {
                    "campaign_id": self.campaign.id,
                    "name": "بسته‌بندی و پاسخ به مشتریان",
                    "day": day(7, 30),
                    "hours": self.numbers["hours"],
                    "rate": self.numbers["rate"],
                    "currency_id": self.company.currency_id.id,
                },
                {
                    "campaign_id": self.campaign.id,
                    "name": "دو جعبهٔ انار برای مشتریان",
                    "kind": "gift",
                    "day": day(7, 30),
                    "amount": self.numbers["gifts"],
                    "currency_id": self.company.currency_id.id,
                },
            ]
        )


def tell(env, company=None, numbers=None):
    """Make the manual's campaign in ``company`` and return it."""
    return CampaignStory(env, company or env.company, numbers or NUMBERS).tell()
