from datetime import date, datetime, timedelta
from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase

NOW = datetime(2026, 11, 24, 12)
TODAY = NOW.date()


class LadderCase(TransactionCase):
    """Customers with deeds at known times; ``freeze_time`` is left to the tests that need it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.ref("base.main_company")
        cls.company.partner_id.tz = "Asia/Tehran"
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
        cls.product = cls.env["product.product"].create(
            {"name": "چای", "invoice_policy": "order", "taxes_id": False, "type": "service"}
        )
        cls.buying_tag = cls.env["club.tag"].create(
            {"name": "خرید", "company_id": cls.company.id, "ladder_is_purchase": True}
        )
        cls.looking_tag = cls.env["club.tag"].create(
            {"name": "بازدید", "company_id": cls.company.id}
        )
        cls.env["ladder.dirty"].search([]).unlink()

    def rung(self, code):
        return self.env.ref(f"crm_ladder.rung_{code}")

    def partner(self, name="مریم رضایی", **values):
        return self.env["res.partner"].create({"name": name, **values})

    def at(self, days_ago, hour=9):
        """Noon or so, ``days_ago``, in UTC: the same day in Tehran."""
        return datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time()).replace(
            hour=hour
        )

    def visit(self, partner, days_ago=0, tag=None, hour=9):
        last = max(partner.club_visit_ids.mapped("number"), default=0)
        return self.env["club.visit"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "visited_at": self.at(days_ago, hour),
                "number": last + 1,
                "tag_id": tag.id if tag else False,
                "source": "manual",
                "origin": f"test:{uuid4()}",
            }
        )

    def order(self, partner, days_ago=0, amount=100.0, confirm=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = self.at(days_ago)
        return order

    def invoice(self, partner, days_ago=0, amount=100.0, move_type="out_invoice", **values):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "company_id": self.company.id,
                "invoice_date": TODAY - timedelta(days=days_ago),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def bill_order(self, order, days_ago=0):
        move = order._create_invoices()
        move.invoice_date = TODAY - timedelta(days=days_ago)
        move.action_post()
        return move

    def refund(self, move, days_ago=0):
        credit = move._reverse_moves(
            [{"invoice_date": TODAY - timedelta(days=days_ago), "date": TODAY}]
        )
        credit.action_post()
        return credit

    def evaluate(self, *partners):
        ids = [partner.id for partner in partners]
        return self.env["ladder.engine"]._evaluate(ids)

    def facts(self, partner, windows=None):
        self.env.flush_all()
        rows = self.env["ladder.facts"]._collect([partner.id], windows or {"purchases": (365,)})
        return rows[0][4]

    def assertRung(self, partner, code):
        self.assertEqual(partner.ladder_rung_id.code, code, partner.ladder_reason)


def iso(days_ago):
    return fields.Date.to_string(date.fromordinal(TODAY.toordinal() - days_ago))
