from odoo.exceptions import RedirectWarning
from odoo.tests import Form, new_test_user, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestMemberSignUp(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            login="sign_up_clerk",
            groups="customer_club.group_club_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.Partner = cls.env(user=cls.clerk)["res.partner"]
        cls.sara = cls.Partner.create({"name": "سارا", "club_mobile": "09121234567"})

    def sign_up(self, mobile, **values):
        return self.Partner.web_save({"name": "S", "club_mobile": mobile, **values}, {"id": {}})

    def test_a_second_sign_up_leads_to_the_first(self):
        for typed in ("09121234567", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "+989121234567"):
            with self.subTest(typed), self.assertRaises(RedirectWarning) as refused:
                self.sign_up(typed)
            message, action, _button, _context = refused.exception.args
            self.assertIn("سارا", message)
            self.assertEqual(action["res_id"], self.sara.id)

    def test_an_archived_member_is_still_the_one(self):
        self.sara.action_archive()
        with self.assertRaisesRegex(RedirectWarning, "archived"):
            self.sign_up("09121234567")

    def test_a_form_tells_before_it_is_saved(self):
        form = Form(self.Partner, "customer_club.res_partner_view_form_member")
        form.name = "S"
        form.club_mobile = "۰۹۱۲۱۲۳۴۵۶۷"
        self.assertEqual(form.club_same_mobile_id, self.sara)
        form.club_mobile = "09350000001"
        self.assertFalse(form.club_same_mobile_id)
        self.assertEqual(form.save().club_mobile, "+989350000001")

    def test_the_other_number_of_a_merged_member_is_taken_too(self):
        twin = self.Partner.sudo().create({"name": "سارا", "club_mobile": "09350000009"})
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.sara.sudo() | twin).ids, self.sara.sudo())
        self.env.invalidate_all()
        with self.assertRaises(RedirectWarning):
            self.sign_up("09350000009")

    def test_saving_ones_own_number_again_is_fine(self):
        self.sara.web_save({"club_mobile": "0912 123 4567", "name": "Sara"}, {"id": {}})
        self.assertEqual(self.sara.name, "Sara")

    def test_companies_with_members_of_their_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.sara.sudo().company_id = self.company
        self.assertFalse(self.Partner.sudo()._club_find_member("09121234567", other))
        alien = self.env["res.partner"].create(
            {"name": "Alien", "club_mobile": "09121234567", "company_id": other.id}
        )
        self.assertEqual(self.Partner._club_find_member("09121234567", self.company), self.sara)
        self.assertNotEqual(self.sara.club_same_mobile_id, alien, "not of another company")
