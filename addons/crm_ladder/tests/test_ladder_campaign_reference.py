"""A generated year of campaigns against plain arithmetic, figure by figure."""

import random
from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import freeze_time, tagged

from .campaign import CampaignCase
from .campaign_reference import CampaignReference
from .common import NOW, TODAY
from .test_customer_audit_figures import audit_company

CUSTOMERS = 40
KINDS = ("sale", "return", "won", "rung", "sms", "discount", "gift", "bill", "hours", "other")
COUNTED = ("won", "rung", "message", "click", "lead", "order")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderCampaignReference(CampaignCase):
    """Two companies, three currencies whose rates change, five campaigns that share customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(1405)
        cls._make_money()
        cls._make_campaigns()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"م{n}", "is_company": n % 8 == 0} for n in range(CUSTOMERS)]
        )
        companies = cls.partners.filtered("is_company")
        for partner in (cls.partners - companies)[::5]:
            partner.parent_id = cls.random.choice(companies)
        cls._make_touches()
        cls._make_orders()
        cls._make_invoices()
        cls._make_credit_notes()
        cls._make_costs()
        cls.env["ladder.engine"]._evaluate(cls.partners.ids)
        cls._make_moves()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make_money(cls):
        cls.branch = audit_company(cls.env, "شعبه")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": [cls.company.id, cls.branch.id]}
        )
        cls.branch.partner_id.tz = "Asia/Tehran"
        cls.foreign = cls.env["res.currency"].create({"name": "ZZA", "symbol": "ز"})
        cls.branch_currency = cls.env["res.currency"].create({"name": "ZZB", "symbol": "ب"})
        for currency, factor in ((cls.foreign, 2), (cls.branch_currency, 5)):
            for company in (cls.company, cls.branch):
                for month in range(1, 12):
                    cls.env["res.currency.rate"].create(
                        {
                            "currency_id": currency.id,
                            "company_id": company.id,
                            "name": date(2026, month, 7),
                            "rate": factor + month / 10,
                        }
                    )
        cls.branch.write({"currency_id": cls.branch_currency.id, "club_part_price": 4})

    @classmethod
    def _make_campaigns(cls):
        cls.campaigns = cls.env["utm.campaign"].create(
            [
                {
                    "title": f"پویش {n}",
                    "company_id": company.id if company else False,
                    "ladder_window_days": days,
                    "ladder_part_price": price,
                }
                for n, (company, days, price) in enumerate(
                    [
                        (cls.company, 10, 0),
                        (cls.company, 45, 0),
                        (cls.company, 0, 2.5),
                        (cls.branch, 60, 0),
                        (False, 30, 0),
                    ]
                )
            ]
        )

    @classmethod
    def _moment(cls):
        day = TODAY - timedelta(days=cls.random.randint(0, 330))
        hour = cls.random.choice((6, 12, 20, 21))
        return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)

    @classmethod
    def _near(cls, partner):
        """A moment that is near one when the customer was touched, mostly."""
        known = cls.touched.get(partner.commercial_partner_id)
        if not known or cls.random.random() < 0.2:
            return cls._moment()
        moment = cls.random.choice(known)
        later = cls.random.choice((-1, 0, 0, 1, 5, 10, 11, 30, 31, 45, 60))
        return min(moment + timedelta(days=later, hours=cls.random.choice((-1, 0, 1))), NOW)

    @classmethod
    def _make_touches(cls):
        cls.touched, links = {}, cls.env["club.link"]
        for partner in cls.partners:
            for _time in range(cls.random.randint(0, 4)):
                moment = cls._moment()
                cls.touched.setdefault(partner.commercial_partner_id, []).append(moment)
                company = cls.random.choice((cls.company, cls.company, cls.branch))
                message = cls.message(
                    cls.random.choice(cls.campaigns),
                    partner,
                    company_id=company.id,
                    planned_at=moment,
                    sent_at=moment,
                    state=cls.random.choice(("sent", "delivered", "delivered", "failed")),
                    parts=cls.random.randint(1, 4),
                    cost=cls.random.choice((0, 0, 2.5)),
                )
                if cls.random.random() < 0.3:
                    links._mint(
                        company,
                        [
                            {
                                "kind": "member",
                                "partner_id": partner.id,
                                "rule_key": message.rule_key,
                                "origin": message.origin,
                            }
                        ],
                    )
        for link in links.search([("rule_key", "=", "test")]):
            link.first_click_at = cls._near(link.partner_id)
        leads = cls.env["crm.lead"].create(
            [
                {"name": "پرسش", "partner_id": partner.id, "campaign_id": cls.campaigns[0].id}
                for partner in cls.partners[::6]
            ]
        )
        for lead in leads:
            cls.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s", (cls._moment(), lead.id)
            )
        leads.invalidate_recordset()

    @classmethod
    def _reward(cls):
        program = cls.env["loyalty.program"].create(
            {
                "name": "تخفیف یلدا",
                "program_type": "promotion",
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        return program.reward_ids[:1]

    @classmethod
    def _make_orders(cls):
        reward = cls._reward()
        for n, partner in enumerate(cls.partners):
            for _time in range(cls.random.randint(0, 2)):
                campaign = cls.random.choice((*cls.campaigns[:2], False, False))
                lines = [(100 * cls.random.randint(1, 9), cls.random.choice((0, 0, 10, 25)), False)]
                if n % 3 == 0:
                    lines += [(-30, 0, reward.id), (50, 100, reward.id)]
                order = cls.env["sale.order"].create(
                    {
                        "partner_id": partner.id,
                        "company_id": cls.company.id,
                        "campaign_id": campaign.id if campaign else False,
                        "order_line": [
                            Command.create(
                                {
                                    "product_id": cls.product.id,
                                    "name": "چای",
                                    "price_unit": price,
                                    "discount": discount,
                                    "reward_id": reward_id,
                                    "tax_ids": False,
                                }
                            )
                            for price, discount, reward_id in lines
                        ],
                    }
                )
                order.action_confirm()
                order.date_order = cls._near(partner)
                if cls.random.random() < 0.2:
                    order.write({"state": "cancel"})
                elif cls.random.random() < 0.8:
                    move = order._create_invoices()
                    move.invoice_date = min(order.date_order.date() + timedelta(days=3), TODAY)
                    move.action_post()

    @classmethod
    def _make_invoices(cls):
        for partner in cls.partners:
            for _time in range(cls.random.randint(0, 2)):
                company = cls.random.choice((cls.company, cls.company, cls.branch))
                campaign = cls.random.choice((*cls.campaigns, *[False] * 8))
                currency = cls.random.choice((company.currency_id, cls.foreign))
                move = (
                    cls.env["account.move"]
                    .with_company(company)
                    .create(
                        {
                            "move_type": "out_invoice",
                            "partner_id": partner.id,
                            "currency_id": currency.id,
                            "campaign_id": campaign.id if campaign else False,
                            "invoice_date": cls._near(partner).date(),
                            "invoice_line_ids": [
                                Command.create(
                                    {
                                        "name": "چای",
                                        "price_unit": cls.random.choice((100, 200, 300)),
                                        "discount": cls.random.choice((0, 0, 20)),
                                        "tax_ids": False,
                                    }
                                )
                            ],
                        }
                    )
                )
                move.action_post()
                if cls.random.random() < 0.1:
                    move.button_draft()
                    move.button_cancel()

    @classmethod
    def _make_credit_notes(cls):
        moves = cls.env["account.move"].search(
            [
                ("partner_id", "in", cls.partners.ids),
                ("state", "=", "posted"),
                ("move_type", "=", "out_invoice"),
            ]
        )
        for move in moves:
            what = cls.random.choice(("none", "none", "none", "all", "part", "loose", "named"))
            if what == "none":
                continue
            later = move.invoice_date + timedelta(days=cls.random.choice((0, 3, 90)))
            values = {"invoice_date": min(later, TODAY), "date": min(later, TODAY)}
            credit = move._reverse_moves([values])
            if what == "part":
                credit.invoice_line_ids[0].price_unit /= 2
            elif what in ("loose", "named"):
                credit.reversed_entry_id = False
                credit.invoice_line_ids.sale_line_ids = False
                credit.campaign_id = cls.campaigns[1] if what == "named" else False
            credit.action_post()

    @classmethod
    def _make_costs(cls):
        for campaign in cls.campaigns:
            company = campaign.company_id or cls.branch
            for currency in (company.currency_id, cls.foreign):
                cls.env["account.move"].with_company(company).create(
                    {
                        "move_type": cls.random.choice(("in_invoice", "in_invoice", "in_refund")),
                        "partner_id": cls.partners[0].id,
                        "currency_id": currency.id,
                        "invoice_date": cls._moment().date(),
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "name": "چاپ",
                                    "price_unit": 900,
                                    "tax_ids": False,
                                    "ladder_campaign_id": campaign.id,
                                }
                            )
                        ],
                    }
                ).action_post()
                cls.env["ladder.campaign.cost"].create(
                    [
                        {
                            "campaign_id": campaign.id,
                            "name": kind,
                            "kind": kind,
                            "day": cls._moment().date(),
                            "hours": 3 if kind == "hours" else 0,
                            "rate": 17 if kind == "hours" else 0,
                            "amount": 51,
                            "currency_id": currency.id,
                        }
                        for kind in ("hours", "gift", "other")
                    ]
                )
            benefit = cls.env["ladder.benefit"].create(
                {"name": "اتاق", "company_id": company.id, "campaign_id": campaign.id}
            )
            # Awards follow from a list; here only their costs matter.
            BaseModel.create(
                cls.env["ladder.award"],
                [
                    {
                        "benefit_id": benefit.id,
                        "person": f"{campaign.id}-{place}",
                        "place": place,
                        "state": state,
                        "handed_at": cls._moment(),
                        "cost": 40,
                    }
                    for place, state in ((1, "handed_over"), (2, "handed_over"), (3, "expired"))
                ],
            )

    @classmethod
    def _make_moves(cls):
        rungs = cls.env["ladder.rung"].search([], order="sequence, id").ids
        for partner in cls.partners:
            low, high = sorted(cls.random.sample(range(len(rungs)), 2))
            direction = cls.random.choice(("up", "up", "down"))
            cls.env.cr.execute(
                "INSERT INTO ladder_move (partner_id, from_rung_id, to_rung_id, direction,"
                " moved_at) VALUES (%s, %s, %s, %s, %s)",
                (
                    partner.id,
                    rungs[low if direction == "up" else high],
                    rungs[high if direction == "up" else low],
                    direction,
                    cls._near(partner),
                ),
            )

    def found(self):
        """campaign → kind → sum of the entries, money or number."""
        sums = {campaign: {} for campaign in self.campaigns}
        for campaign, kind, amount, quantity in self.entries._read_group(
            [("campaign_id", "in", self.campaigns.ids)],
            ["campaign_id", "kind"],
            ["amount:sum", "quantity:sum"],
        ):
            sums[campaign][kind] = quantity if kind in COUNTED else amount
        return sums

    def check_model(self, model):
        self.model(model)
        self.count(*self.campaigns)
        expected = CampaignReference(self.env, self.campaigns, model, TODAY).figures
        found, seen = self.found(), set()
        for campaign in self.campaigns:
            for kind in (*KINDS, *COUNTED):
                with self.subTest(campaign=campaign.title, kind=kind, model=model):
                    self.assertAlmostEqual(
                        found[campaign].get(kind, 0),
                        expected[campaign].get(kind, 0),
                        # A discount is told from the line's amount, which is rounded already.
                        delta=0.05 if kind == "discount" else 0.0001,
                    )
                    if expected[campaign].get(kind):
                        seen.add(kind)
        self.assertEqual(seen, {*KINDS, *COUNTED}, "the year has something of each kind")

    def test_last_touch(self):
        self.check_model("last")

    def test_first_touch(self):
        self.check_model("first")

    def test_shared_evenly(self):
        self.check_model("linear")
        # No sale counts for more than itself, and one that counts counts whole.
        for move, share in self.entries._read_group(
            [("campaign_id", "in", self.campaigns.ids), ("kind", "=", "sale")],
            ["move_id"],
            ["share:sum"],
        ):
            self.assertAlmostEqual(share, 1, 6, move.name)

    def test_own_campaign(self):
        self.check_model("own")

    def test_counting_again_changes_nothing_and_follows_what_changed(self):
        self.count(*self.campaigns)
        mine = [("campaign_id", "in", self.campaigns.ids)]
        before = set(self.entries.search(mine).ids)
        self.count(*self.campaigns)
        self.assertEqual(set(self.entries.search(mine).ids), before)
        sale = self.entries.search([*mine, ("kind", "=", "sale")], limit=1)
        sale.move_id.button_draft()
        self.count(*self.campaigns)
        self.assertFalse(sale.exists())
        self.assertGreater(len(before & set(self.entries.search(mine).ids)), len(before) * 0.9)

    def test_figures_are_the_sums_of_what_they_open(self):
        self.count(*self.campaigns)
        for campaign in self.campaigns:
            for figure in ("ladder_revenue", "ladder_spent", "ladder_bill_cost", "ladder_returns"):
                rows = self.entries.search(campaign.action_entries(figure)["domain"])
                self.assertAlmostEqual(sum(rows.mapped("amount")), campaign[figure], 4)
            for figure in ("ladder_message_count", "ladder_click_count", "ladder_order_count"):
                action = campaign.action_entries(figure)
                count = self.env[action["res_model"]].search_count(action["domain"])
                self.assertEqual(count, campaign[figure], figure)
            sold = self.env["ladder.campaign.sale.report"]._read_group(
                [("campaign_id", "=", campaign.id)], [], ["amount:sum"]
            )
            self.assertAlmostEqual(sold[0][0] or 0, campaign.ladder_revenue, 2)
