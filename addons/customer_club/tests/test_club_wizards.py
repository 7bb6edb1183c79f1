from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubWizards(ClubCase):
    def test_add_a_visit_by_hand(self):
        with Form(self.env["club.visit.add"]) as form:
            form.mobile = "۰۹۱۲ ۱۲۳ ۴۵۶۷"
            form.tag_id = self.tag
        wizard = form.record
        action = wizard.action_add()
        self.assertIn("1", action["params"]["message"])
        partner = self.partner()
        self.assertEqual(action["params"]["next"]["res_id"], partner.id)
        self.assertEqual(partner.club_visit_ids.source, "manual")
        wizard.action_add()
        self.assertEqual(partner.club_visit_count, 1, "pressing the button twice counts once")

    def test_add_starts_with_the_customers_number(self):
        partner = self.env["res.partner"].create({"name": "Sara", "club_mobile": "09121234567"})
        wizard = self.env["club.visit.add"].with_context(default_partner_id=partner.id)
        self.assertEqual(wizard.default_get(["mobile"])["mobile"], "+989121234567")

    def test_bad_input_in_words(self):
        wizard = self.env["club.visit.add"].create({"mobile": "12"})
        with self.assertRaisesRegex(UserError, "12"):
            wizard.action_add()
        wizard = self.env["club.visit.add"].create(
            {"mobile": "09121234567", "visited_at": "2999-01-01 00:00:00"}
        )
        with self.assertRaises(UserError):
            wizard.action_add()
        self.assertFalse(self.partner())

    def test_void_from_the_list(self):
        self.press(self.entry())
        visit = self.partner().club_visit_ids
        wizard = self.env["club.visit.void"].with_context(active_ids=visit.ids)
        with Form(wizard) as form:
            form.reason = "wrong number"
        form.record.action_void()
        self.assertRecordValues(visit, [{"void_reason": "wrong number"}])
        self.assertEqual(self.partner().club_visit_count, 0)
