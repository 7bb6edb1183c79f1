from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestResPartner(ClubCase):
    def test_number_is_kept_in_one_form(self):
        partner = self.env["res.partner"].create({"name": "Sara", "club_mobile": "۰۹۱۲ ۱۲۳ ۴۵۶۷"})
        self.assertRecordValues(
            partner,
            [
                {
                    "club_mobile": "+989121234567",
                    "club_mobile_display": "09121234567",
                    "phone": "09121234567",
                }
            ],
        )
        partner.write({"club_mobile": "0935-000-0001"})
        self.assertEqual(partner.club_mobile, "+989350000001")
        partner.write({"club_mobile": "  "})
        self.assertFalse(partner.club_mobile)

    def test_a_number_that_is_none_is_refused_in_words(self):
        for typed in ("02188776655", "abc", "0912"):
            with self.subTest(typed), self.assertRaisesRegex(ValidationError, typed):
                self.env["res.partner"].create({"name": "Sara", "club_mobile": typed})

    def test_one_person_one_mobile(self):
        self.env["res.partner"].create({"name": "Sara", "club_mobile": "09121234567"})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["res.partner"].create({"name": "Sara 2", "club_mobile": "+98 912 123 4567"})

    def test_shared_member_and_own_member_of_a_company_clash_in_words(self):
        self.env["res.partner"].create({"name": "Sara", "club_mobile": "09121234567"})
        with self.assertRaisesRegex(ValidationError, "Sara"):
            self.env["res.partner"].create(
                {"name": "S", "club_mobile": "09121234567", "company_id": self.company.id}
            )

    def test_form_shows_the_canonical_number_at_once(self):
        with Form(self.env["res.partner"]) as form:
            form.name = "Sara"
            form.club_mobile = "۰۹۱۲۱۲۳۴۵۶۷"
            self.assertEqual(form.club_mobile, "+989121234567")

    def test_found_by_any_spelling_of_the_number(self):
        partner = self.env["res.partner"].create({"name": "Sara", "club_mobile": "09121234567"})
        for typed in ("09121234567", "۰۹۱۲۱۲۳۴۵۶۷", "+98 912 123 4567", "9121234567"):
            with self.subTest(typed):
                found = self.env["res.partner"].name_search(typed)
                self.assertIn(partner.id, [record_id for record_id, _name in found])
        self.assertFalse(self.env["res.partner"].name_search("09121234568"))

    def test_change_of_number_keeps_everything_and_the_old_number_finds(self):
        self.press(self.entry())
        partner = self.partner()
        partner.name = "Sara"
        partner.club_mobile = "0935 000 0001"
        self.assertEqual(partner.club_visit_count, 1)
        self.assertEqual(partner.club_old_mobile_ids.mobile, "+989121234567")
        for typed in ("۰۹۱۲۱۲۳۴۵۶۷", "0935 000 0001"):
            with self.subTest(typed):
                found = self.env["res.partner"].name_search(typed)
                self.assertEqual([record_id for record_id, _name in found], partner.ids)
        partner.club_mobile = "09350000001"
        self.assertEqual(len(partner.club_old_mobile_ids), 1, "the same number is no change")

    def test_a_freed_number_belongs_to_whoever_comes_with_it(self):
        self.press(self.entry())
        old = self.partner()
        old.write({"club_mobile": "09350000001", "phone": "09350000001"})
        [result] = self.press(self.entry(minutes=60))
        self.assertNotEqual(result["partner_id"], old.id)
        self.assertTrue(result["first"])

    def test_a_number_that_was_given_up_does_not_come_back_by_the_phone_field(self):
        self.press(self.entry())
        old = self.partner()
        old.club_mobile = False
        self.assertEqual(old.phone, "09121234567", "the phone field is the contact's own")
        [result] = self.press(self.entry(minutes=60))
        self.assertNotEqual(result["partner_id"], old.id)

    def test_found_by_equality_in_any_spelling(self):
        partner = self.env["res.partner"].create({"name": "Sara", "club_mobile": "09121234567"})
        for operator, typed in (("=", "۰۹۱۲۱۲۳۴۵۶۷"), ("in", ["x", "0912 123 4567"])):
            with self.subTest(operator):
                found = self.env["res.partner"].search([("display_name", operator, typed)])
                self.assertEqual(found, partner)

    def test_merge_keeps_every_visit_and_numbers_them_by_time(self):
        self.press(self.entry(minutes=0), self.entry(minutes=120))
        self.press(self.entry("+989350000001", minutes=60), self.entry("+989350000001", 180))
        first, second = self.partner(), self.partner("+989350000001")
        first.name, second.name = "Sara", "Sara"
        messages = first.club_message_ids | second.club_message_ids
        self.env["base.partner.merge.automatic.wizard"]._merge((first | second).ids, first)
        self.assertFalse(second.exists())
        self.env.invalidate_all()
        visits = first.club_visit_ids.sorted("visited_at")
        self.assertEqual(visits.mapped("number"), [1, 2, 3, 4])
        self.assertEqual(first.club_visit_count, 4)
        self.assertEqual(first.club_mobile, "+989121234567")
        self.assertEqual(first.club_old_mobile_ids.mobile, "+989350000001")
        self.assertEqual(first.club_message_ids, messages)

    def test_merge_into_a_contact_without_number_keeps_the_number(self):
        self.press(self.entry())
        member = self.partner()
        contact = self.env["res.partner"].create({"name": "Sara"})
        self.env["base.partner.merge.automatic.wizard"]._merge((member | contact).ids, contact)
        self.env.invalidate_all()
        self.assertRecordValues(
            contact, [{"club_mobile": "+989121234567", "club_visit_count": 1, "name": "Sara"}]
        )
