from datetime import timedelta
from uuid import uuid4

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.point_of_sale.tests.common import TestPoSCommon


@tagged("post_install", "-at_install")
class TestPosVisits(TestPoSCommon):
    """Orders as the till sends them, by a cashier without any right in the club."""

    def setUp(self):
        super().setUp()
        self.config = self.basic_config
        tag = {"name": "قهوه", "key": 0, "welcome_text": "سلام", "company_id": self.company.id}
        self.tag = self.env["club.tag"].sudo().create(tag)
        self.config.write({"club_count_orders": True, "club_tag_id": self.tag.id})
        self.product = self.create_product("Tea", self.categ_basic, 10)
        self.buyer = self.env["res.partner"].create(
            {"name": "زهرا", "phone": "0999 000 4322", "country_id": self.env.ref("base.ir").id}
        )
        self.open_new_session()
        self.cashier = new_test_user(
            self.env,
            login="club_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def order_data(self, customer, quantity=1, refund_of=None, **values):
        data = self.create_ui_order_data(
            [(self.product, quantity)],
            customer=customer,
            payments=[(self.cash_pm1, 10 * quantity)],
            uuid=str(uuid4()),
        )
        if refund_of:
            data["lines"][0][2]["refunded_orderline_id"] = refund_of.lines.id
            data["is_refund"] = True
        return {**data, **values}

    def sync(self, *data):
        """Send orders; return them in the order sent."""
        Order = self.env["pos.order"].with_user(self.cashier)
        Order.sync_from_ui(list(data))
        found = self.env["pos.order"].search([("uuid", "in", [one["uuid"] for one in data])])
        return found.sorted(lambda order: [one["uuid"] for one in data].index(order.uuid))

    def pay(self, customer, quantity=1, **values):
        return self.sync(self.order_data(customer, quantity, **values))

    def visits(self):
        return self.env["club.visit"].sudo().search([("source", "=", "pos")], order="id")

    def test_a_paid_order_is_a_visit(self):
        order = self.pay(self.buyer)
        visit = self.visits()
        self.assertEqual((visit.origin, visit.number), (f"pos:{order.uuid}", 1))
        self.assertEqual((visit.partner_id, visit.tag_id), (self.buyer, self.tag))
        self.assertEqual(visit.company_id, self.company)
        self.assertEqual(visit.message_ids.state, "planned")
        self.assertEqual(order.club_outcome, "accepted")
        self.assertEqual(self.buyer.club_mobile, "+989990004322")

    def test_an_order_that_is_sent_again_counts_once(self):
        data = self.order_data(self.buyer)
        self.sync(data)
        order = self.sync(data)
        order._club_count()
        order.club_outcome = False  # even if nothing but the visit's origin were known
        order._club_count()
        self.assertEqual((len(order), self.buyer.club_visit_count), (1, 1))
        self.assertEqual(order.club_outcome, "accepted")

    def test_an_offline_till_sends_its_day_in_one_go(self):
        self.config.club_merge_minutes = 0
        # who has no rights in the club may copy a customer; the copy is no member
        other = self.buyer.copy({"name": "علی", "phone": "0999 000 4323"})
        orders = self.sync(*(self.order_data(who) for who in (self.buyer, other, self.buyer)))
        self.assertEqual(orders.mapped("club_outcome"), ["accepted"] * 3)
        self.assertEqual((self.buyer.club_visit_count, other.club_visit_count), (2, 1))

    def test_a_late_order_counts_silently(self):
        yesterday = fields.Datetime.now() - timedelta(hours=30)
        self.pay(self.buyer, date_order=fields.Datetime.to_string(yesterday))
        visit = self.visits()
        self.assertEqual(visit.visited_at, yesterday)
        self.assertEqual(
            (visit.message_ids.state, visit.message_ids.reason_code), ("cancelled", "late")
        )

    def test_an_order_within_the_window_is_the_visit_on_the_keypad(self):
        self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": "+989990004322",
                    "visited_at": fields.Datetime.now(),
                    "tag_id": False,
                    "group_id": False,
                    "source": "keypad",
                    "origin": f"direct:{uuid4()}",
                    "company_id": self.company.id,
                    "merge_minutes": 10,
                    "silent_reason": False,
                }
            ]
        )
        order = self.pay(self.buyer)
        self.assertEqual((order.club_outcome, self.buyer.club_visit_count), ("merged", 1))
        self.assertFalse(self.visits())

    def test_a_refunded_order_is_no_visit_any_more(self):
        order = self.pay(self.buyer, 2)
        self.pay(self.buyer, -1, refund_of=order)
        self.assertEqual(self.buyer.club_visit_count, 1, "one cup of two was given back")
        refund = self.pay(self.buyer, -1, refund_of=order)
        self.assertEqual(self.buyer.club_visit_count, 0)
        self.assertTrue(self.visits().void_date)
        self.assertEqual((order.club_outcome, refund.club_outcome), ("refunded", False))
        self.assertEqual(self.visits().message_ids.state, "cancelled", "it had not left yet")
        order._club_count()
        self.assertEqual(self.buyer.club_visit_count, 0, "nothing brings it back")

    def test_refund_from_the_back_office(self):
        order = self.pay(self.buyer)
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        self.assertEqual(self.buyer.club_visit_count, 1, "not paid out yet")
        payment = self.env["pos.make.payment"].with_context(
            active_id=refund.id, active_ids=refund.ids
        )
        payment.create({"payment_method_id": self.cash_pm1.id}).check()
        self.assertEqual(refund.state, "paid")
        self.assertEqual(self.buyer.club_visit_count, 0)

    def test_whom_the_club_cannot_count_is_passed_over_and_shows_in_a_list(self):
        desk = self.env["res.partner"].create({"name": "Desk", "phone": "021 8877 6655"})
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        orders = self.sync(*(self.order_data(who) for who in (desk, nobody, False)))
        self.assertEqual(orders.mapped("state"), ["paid"] * 3)
        self.assertEqual(orders.mapped("club_outcome"), ["no_mobile", "no_mobile", "no_customer"])
        self.assertFalse(self.visits())
        # the customer gave his number later: the order can be counted by then
        nobody.write({"phone": "0999 000 4324", "country_id": self.env.ref("base.ir").id})
        orders._club_count()
        self.assertEqual(orders[1].club_outcome, "accepted")

    def test_switched_off_nothing_is_counted_or_noted(self):
        self.config.club_count_orders = False
        order = self.pay(self.buyer)
        self.assertFalse(order.club_outcome)
        self.assertFalse(self.visits())

    def test_settings(self):
        settings = self.env["res.config.settings"].create({"pos_config_id": self.config.id})
        self.assertEqual(settings.pos_club_tag_id, self.tag)
        settings.pos_club_merge_minutes = 5
        settings.execute()
        self.assertEqual(self.config.club_merge_minutes, 5)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.config.club_merge_minutes = -1
            self.config.flush_recordset()

    def test_the_till_loads_with_the_settings(self):
        data = self.pos_session.with_user(self.cashier).load_data([])
        self.assertEqual(data["pos.config"][0]["id"], self.config.id)
