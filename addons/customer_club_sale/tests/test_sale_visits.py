from odoo.tests import tagged

from odoo.addons.customer_club.tests.common import ClubCase


@tagged("post_install", "-at_install")
class TestSaleVisits(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"club_count_sales": True, "club_sale_tag_id": cls.tag.id})
        cls.customer = cls.env["res.partner"].create(
            {"name": "زهرا", "phone": "0999 000 4321", "country_id": cls.env.ref("base.ir").id}
        )

    def order(self, partner=None, **values):
        return self.env["sale.order"].create(
            {"partner_id": (partner or self.customer).id, "company_id": self.company.id, **values}
        )

    def test_a_confirmed_order_is_a_visit(self):
        order = self.order()
        self.assertFalse(order._club_visits())
        order.action_confirm()
        visit = order._club_visits()
        self.assertEqual((visit.source, visit.number, visit.tag_id), ("sale", 1, self.tag))
        self.assertEqual(visit.partner_id, self.customer, "who is known by phone is the member")
        self.assertEqual(self.customer.club_mobile, "+989990004321")
        self.assertEqual(visit.message_ids.state, "planned")

    def test_confirmed_twice_counts_once(self):
        order = self.order()
        order.action_confirm()
        order._club_count()
        self.assertEqual(self.customer.club_visit_count, 1)

    def test_cancelled_and_confirmed_anew(self):
        order = self.order()
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(self.customer.club_visit_count, 0)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.customer.club_visit_count, 1)

    def test_an_order_within_the_window_is_the_visit_on_the_keypad(self):
        order = self.order()
        now = self.env.cr.now().replace(microsecond=0)
        self.env["club.visit"]._register_entries([self.entry("+989990004321", visited_at=now)])
        order.action_confirm()
        self.assertEqual(self.customer.club_visit_count, 1)

    def test_not_without_a_mobile_number_or_when_switched_off(self):
        nobody = self.env["res.partner"].create({"name": "Desk", "phone": "021 8877 6655"})
        order = self.order(nobody)
        order.action_confirm()
        self.company.club_count_sales = False
        self.order().action_confirm()
        self.assertFalse(order._club_visits())
        self.assertEqual(self.customer.club_visit_count, 0)
