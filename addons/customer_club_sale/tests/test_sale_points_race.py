"""Two real transactions that settle one sale, or book one origin: it is booked once.

Rows are committed and removed by the test.
"""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestSalePointsRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Race"})
            program = env["loyalty.program"].create(
                {"name": "Race", "program_type": "loyalty", "applies_on": "both"}
            )
            card = env["loyalty.card"].create(
                {"program_id": program.id, "partner_id": partner.id, "points": 0}
            )
            order = env["sale.order"].create({"partner_id": partner.id})
            row = env["club.sale.points"].create(
                {"order_id": order.id, "card_id": card.id, "promised": 10, "booked": 0}
            )
            self.partner_id, self.program_id = partner.id, program.id
            self.card_id, self.order_id, self.row_id = card.id, order.id, row.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["sale.order"].browse(self.order_id).unlink()
            env["loyalty.card"].browse(self.card_id).unlink()
            program = env["loyalty.program"].browse(self.program_id)
            program.active = False
            program.unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def _meet(self, act):
        """``act`` in two transactions, the second one's snapshot older than the first one's end."""
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            first = api.Environment(first_cr, SUPERUSER_ID, {})
            second = api.Environment(second_cr, SUPERUSER_ID, {})
            second_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            act(first)
            first_cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                act(second)
            # What Odoo does with this error: roll back and run the request again.
            second_cr.rollback()
            second.invalidate_all(flush=False)
            act(second)
            second_cr.commit()
        with self.registry.cursor() as cr:
            card = api.Environment(cr, SUPERUSER_ID, {})["loyalty.card"].browse(self.card_id)
            return card.points, card.history_ids.mapped("issued")

    def test_a_sale_that_two_workers_settle(self):
        settled = self._meet(lambda env: env["club.sale.points"].browse(self.row_id)._settle())
        self.assertEqual(settled, (10, [10]))

    def test_an_origin_that_two_workers_book(self):
        booking = {
            "card_id": self.card_id,
            "points": 7,
            "origin": f"race:{self.card_id}",
            "kind": "visit",
            "description": "Race",
            "order_model": None,
            "order_id": None,
        }
        booked = self._meet(lambda env: env["loyalty.card"]._club_book([booking]))
        self.assertEqual(booked, (7, [7]))
