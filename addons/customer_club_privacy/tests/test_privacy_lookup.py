from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.customer_club.tests.common import ClubCase

SARA, REZA = "+989127654321", "+989350000001"


@tagged("post_install", "-at_install")
class TestPrivacyLookup(ClubCase):
    def setUp(self):
        super().setUp()
        self.press(self.entry(SARA), self.entry(REZA))
        self.sara = self.partner(SARA)

    def lookup(self, mobile="۰۹۱۲ ۷۶۵ ۴۳۲۱"):
        with Form(self.env["privacy.lookup.wizard"]) as form:
            form.club_mobile = mobile
        wizard = form.record
        wizard.action_lookup()
        return wizard

    def test_a_member_without_email_is_found_by_the_number(self):
        wizard = self.lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        self.assertIn(("res.partner", self.sara.id), found)
        self.assertIn(("club.visit", self.sara.club_visit_ids.id), found)
        self.assertIn(("club.message", self.sara.club_message_ids.id), found)
        self.assertNotIn(("res.partner", self.partner(REZA).id), found)
        self.assertEqual(len(found), len(wizard.line_ids), "each row once")

    def test_found_by_an_earlier_number_too(self):
        self.sara.club_mobile = "09129990000"
        wizard = self.lookup()
        self.assertIn(self.sara.id, wizard.line_ids.mapped("res_id"))

    def test_from_the_contact(self):
        action = self.sara.action_privacy_lookup()
        self.assertEqual(action["context"]["default_club_mobile"], SARA)
        self.assertTrue(action["context"]["default_email"])

    def test_deleting_a_member_erases_and_both_logs_say_so(self):
        wizard = self.lookup()
        line = wizard.line_ids.filtered(lambda line: line.res_model == "res.partner")
        line.action_unlink()
        self.assertTrue(self.sara.club_erased_at)
        self.assertEqual(self.sara.club_visit_count, 1)
        self.assertTrue(line.is_unlinked)
        self.assertIn(str(self.sara.id), wizard.execution_details)
        log = self.env["club.privacy.log"].search([("partner_id", "=", self.sara.id)])
        self.assertEqual(log.kind, "erased")
        odoo_log = self.env["privacy.log"].search([], order="id desc", limit=2)
        self.assertIn(log.summary, odoo_log.mapped("records_description"))
        self.assertEqual(self.env["club.personal.data"]._remains([SARA]), {})

    def test_deleting_a_line_of_the_ledger_erases_the_person(self):
        wizard = self.lookup()
        wizard.line_ids.filtered(lambda line: line.res_model == "club.message").action_unlink()
        self.assertTrue(self.sara.club_erased_at)

    def test_a_contact_that_never_came_is_deleted_as_ever(self):
        contact = self.env["res.partner"].create({"name": "Mina", "phone": "09127770000"})
        wizard = self.lookup("09127770000")
        wizard.line_ids.filtered(lambda line: line.res_id == contact.id).action_unlink()
        self.assertFalse(contact.exists())

    def test_what_is_no_number(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "x", "email": "x@example.com", "club_mobile": "12"}
        )
        with self.assertRaises(UserError):
            wizard.action_lookup()
