import os
import random
from datetime import datetime, timedelta
from uuid import uuid4

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_ladder.tools.facts import derive

from .audit import Audit
from .common import NOW, TODAY, LadderCase
from .reference import reference_facts

# More with CRM_LADDER_HISTORIES=20000, for a long night.
CUSTOMERS = int(os.environ.get("CRM_LADDER_HISTORIES", "300"))
WINDOWS = {"purchases": (365,), "spent": (365,)}
AMOUNTS = (0, 50, 80, 80, 120)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderReference(LadderCase):
    """Set-wise facts against plain ones, on random histories with all kinds of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20261124)
        cls.partners = cls._make_partners()
        cls._make_leads_and_visits()
        cls._make_orders()
        cls._make_invoices()
        cls.env.flush_all()
        # Nobody else can count rows that are not committed, and the planner wants to know.
        cls.env.cr.execute(
            "ANALYZE res_partner, club_visit, crm_lead, sale_order, sale_order_line, "
            "account_move, account_move_line, sale_order_line_invoice_rel"
        )
        cls.env.invalidate_all()

    @classmethod
    def _make_partners(cls):
        partners = cls.env["res.partner"].create(
            [{"name": f"م{n}", "is_company": n % 10 == 0} for n in range(CUSTOMERS)]
        )
        companies = partners.filtered("is_company")
        for partner in (partners - companies)[::4]:
            partner.parent_id = cls.random.choice(companies)
        return partners

    @classmethod
    def _some(cls, most=3):
        """Customers in random number; a third of them stay without."""
        return [
            partner
            for partner in cls.partners
            for _time in range(max(0, cls.random.randint(-1, most)))
        ]

    @classmethod
    def _moment(cls):
        # Few days and many hours: documents meet on one day, and days change around midnight.
        day = TODAY - timedelta(days=cls.random.choice((1, 2, 3, 9, 9, 30, 31, 200, 364, 365, 500)))
        return datetime.combine(day, datetime.min.time()) + timedelta(
            hours=cls.random.choice((6, 12, 20, 21))
        )

    @classmethod
    def _make_leads_and_visits(cls):
        cls.env["crm.lead"].create(
            [
                {"name": "پرسش", "partner_id": partner.id, "active": cls.random.random() < 0.7}
                for partner in cls._some(1)
            ]
        )
        tags = (cls.buying_tag.id, cls.buying_tag.id, cls.looking_tag.id, False)
        numbers, values = {}, []
        for partner in cls._some():
            numbers[partner.id] = numbers.get(partner.id, 0) + 1
            values.append(
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "visited_at": cls._moment(),
                    "number": numbers[partner.id],
                    "tag_id": cls.random.choice(tags),
                    "source": "import",
                    "origin": f"test:{uuid4()}",
                    "void_date": NOW if cls.random.random() < 0.2 else False,
                }
            )
        cls.env["club.visit"].create(values)

    @classmethod
    def _make_orders(cls):
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "date_order": cls._moment(),
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "price_unit": cls.random.choice(AMOUNTS),
                                "tax_ids": False,
                            }
                        )
                        for _line in range(cls.random.randint(1, 2))
                    ],
                }
                for partner in cls._some(2)
            ]
        )
        for order in orders:
            order.state = cls.random.choice(("draft", "sent", "sale", "sale", "sale", "cancel"))
        cls.orders = orders

    @classmethod
    def _line(cls, amount, sale_line=None):
        return Command.create(
            {
                "product_id": cls.product.id,
                "price_unit": amount,
                "tax_ids": False,
                "sale_line_ids": [Command.set(sale_line.ids)] if sale_line else False,
            }
        )

    @classmethod
    def _invoice_values(cls, partner, lines, move_type="out_invoice", **values):
        return {
            "move_type": move_type,
            "partner_id": partner.id,
            "company_id": cls.company.id,
            "invoice_date": cls._moment().date(),
            "invoice_line_ids": lines,
            **values,
        }

    @classmethod
    def _make_invoices(cls):
        values = [
            cls._invoice_values(partner, [cls._line(cls.random.choice(AMOUNTS))])
            for partner in cls._some(2)
        ]
        for order in cls.orders:
            if cls.random.random() < 0.6:
                values.append(
                    cls._invoice_values(
                        order.partner_id,
                        [cls._line(line.price_unit, line) for line in order.order_line],
                    )
                )
        invoices = cls.env["account.move"].create(values)
        refunds = [
            cls._invoice_values(partner, [cls._line(cls.random.choice(AMOUNTS))], "out_refund")
            for partner in cls._some(1)
        ]
        for invoice in invoices:
            if cls.random.random() < 0.4:
                linked = cls.random.random() < 0.8
                share = cls.random.choice((1, 1, 0.5))
                refunds.append(
                    cls._invoice_values(
                        invoice.partner_id,
                        [
                            cls._line(line.price_unit * share, linked and line.sale_line_ids)
                            for line in invoice.invoice_line_ids
                        ],
                        "out_refund",
                        reversed_entry_id=invoice.id,
                    )
                )
        invoices |= cls.env["account.move"].create(refunds)
        # Posted in bulk: numbering hundreds of them one by one is not what is tested here.
        posted = invoices.filtered(lambda _move: cls.random.random() < 0.85)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE account_move SET state = 'posted', name = 'T/' || id WHERE id = ANY(%s)",
            [posted.ids],
        )
        cls.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'posted' WHERE move_id = ANY(%s)",
            [posted.ids],
        )

    def test_set_wise_facts_agree_with_plain_ones(self):
        rows = self.env["ladder.facts"]._collect(self.partners.ids, WINDOWS)
        self.assertEqual(len(rows), CUSTOMERS)
        found = {row[0]: {key: value for key, value in row[4].items() if value} for row in rows}
        seen = set()
        for partner in self.partners:
            expected = reference_facts(partner, TODAY)
            seen |= expected.keys()
            self.assertEqual(
                {key: _rounded(value) for key, value in found[partner.id].items()},
                {key: _rounded(value) for key, value in expected.items()},
                f"customer {partner.name}",
            )
        # The histories hold everything that there is to be found.
        self.assertLessEqual(
            {"leads", "quotes", "cancelled", "visits", "purchases", "returns", "median_gap"}, seen
        )

    def test_everybody_stands_where_the_rules_say(self):
        self.env["ladder.engine"]._evaluate(self.partners.ids)
        rules = self.env["ladder.rung"]._ruleset()
        for partner in self.partners:
            values = derive(reference_facts(partner, TODAY), TODAY)
            self.assertEqual(partner.ladder_rung_id.code, rules.highest(values)[0].code)
        self.assertGreaterEqual(len(self.partners.ladder_rung_id), 4)

    def test_an_auditor_finds_no_difference(self):
        while self.env["ladder.run"]._open()._step(1000):
            pass
        score = self.env["ladder.score"]
        score._score(score._next_buyers(0, 10_000), score._yardstick(), score._present_fit())
        self.env["ladder.dirty"].search([]).unlink()
        self.env.flush_all()
        audit = Audit(self.env.cr, NOW)
        self.assertEqual(audit.differences(), [])
        # And one that is there is found.
        self.env.cr.execute(
            "UPDATE res_partner SET ladder_rung_id = %s, ladder_r = 3 - ladder_r WHERE id = %s",
            [self.rung("advocate").id, self.partners[1].id],
        )
        self.assertTrue(Audit(self.env.cr, NOW).differences())


def _rounded(value):
    return round(value, 2) if isinstance(value, float) else value
