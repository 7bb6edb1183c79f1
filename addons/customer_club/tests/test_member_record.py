from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged, users

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestMemberRecord(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.sara = cls.Partner.create({"name": "سارا احمدی", "club_mobile": "09121234567"})
        for login, groups in (
            ("clerk", "customer_club.group_club_user"),
            ("stranger", "base.group_user,base.group_partner_manager"),
        ):
            new_test_user(
                cls.env,
                login=login,
                groups=groups,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )

    def test_birthday_comes_round_in_both_calendars(self):
        self.sara.club_birthday = date(1991, 7, 25)
        self.assertRecordValues(
            self.sara,
            [
                {
                    "club_birthday_calendar": "jalali",
                    "club_birthday_jalali_md": 503,
                    "club_birthday_md": 725,
                }
            ],
        )
        found = self.Partner.search([("club_birthday_jalali_md", "=", 503)])
        self.assertEqual(found, self.sara)
        self.sara.write({"club_birthday": "1992-01-05", "club_birthday_calendar": "gregorian"})
        self.sara.club_birthday = "1992-01-06"
        self.assertEqual(self.sara.club_birthday_calendar, "gregorian", "what was chosen stays")
        self.sara.club_birthday = False
        self.assertRecordValues(
            self.sara,
            [
                {
                    "club_birthday_calendar": False,
                    "club_birthday_jalali_md": 0,
                    "club_birthday_md": 0,
                }
            ],
        )

    def test_age_changes_on_the_birthday_of_its_calendar(self):
        self.sara.club_birthday = date(1991, 7, 25)
        for today, age in (("2026-07-24", 34), ("2026-07-25", 35), ("2026-11-24", 35)):
            with self.subTest(today), freeze_time(f"{today} 12:00:00"):
                self.sara.invalidate_recordset(["club_age"])
                self.assertEqual(self.sara.club_age, age)

    def test_joining_is_remembered_with_its_way(self):
        self.assertEqual(self.sara.club_joined_by, "hand")
        self.assertTrue(self.sara.club_joined_on)
        self.press(self.entry("+989350000001"))
        self.assertRecordValues(
            self.partner("+989350000001"),
            [{"club_joined_by": "keypad", "club_joined_on": date(2026, 11, 24)}],
        )
        imported = self.Partner.with_context(import_file=True).create(
            {"name": "Reza", "club_mobile": "09350000002"}
        )
        self.assertEqual(imported.club_joined_by, "import")
        [asked] = self.Partner.with_context(club_joined_by="form").create(
            [{"name": "Mina", "club_mobile": "09350000003"}]
        )
        self.assertEqual(asked.club_joined_by, "form")

    def test_a_contact_who_comes_joins_that_day(self):
        contact = self.Partner.create({"name": "Reza", "phone": "09350000001"})
        self.assertFalse(contact.club_joined_on)
        self.press(self.entry("+989350000001", source="manual"))
        self.assertRecordValues(
            contact, [{"club_joined_by": "hand", "club_joined_on": date(2026, 11, 24)}]
        )

    def test_a_change_of_number_is_no_new_membership(self):
        self.sara.write({"club_joined_on": "2020-01-01", "club_joined_by": "form"})
        self.sara.club_mobile = "09350000001"
        self.assertRecordValues(
            self.sara, [{"club_joined_on": date(2020, 1, 1), "club_joined_by": "form"}]
        )

    def test_members_from_before_get_the_day_of_their_first_visit(self):
        self.press(self.entry("+989350000001"))
        member = self.partner("+989350000001")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET club_joined_on = NULL, club_joined_by = NULL WHERE id = %s",
            [member.id],
        )
        self.Partner._club_fill_joined()
        self.assertRecordValues(
            member, [{"club_joined_by": "keypad", "club_joined_on": date(2026, 11, 24)}]
        )

    def test_the_record_is_minimal_until_a_company_asks_for_more(self):
        self.assertEqual(self.company._club_record_fields(), [])
        self.company.write({"club_record_birthday": True, "club_record_social": True})
        self.assertEqual(self.company._club_record_fields(), ["club_birthday", "club_social_ids"])
        self.assertEqual(self.sara.club_record_fields, "club_birthday club_social_ids")

    def test_profiles_are_cleaned_and_linked(self):
        profile = self.env["club.social.profile"].create(
            {
                "partner_id": self.sara.id,
                "network": "instagram",
                "handle": "https://www.instagram.com/Sara.Ahmadi/?igsh=abc",
            }
        )
        self.assertEqual(profile.handle, "sara.ahmadi")
        self.assertEqual(profile.url, "https://www.instagram.com/sara.ahmadi")
        profile.write({"network": "whatsapp", "handle": "۰۹۱۲ ۱۲۳ ۴۵۶۷"})
        self.assertEqual(profile.url, "https://wa.me/989121234567")
        with self.assertRaisesRegex(ValidationError, "no profile"):
            profile.handle = "سلام؟"

    @users("stranger")
    def test_notes_are_for_those_who_serve(self):
        member = self.sara.with_user(self.env.user)
        member.read(["name", "club_birthday"])
        for name in ("club_temperament", "club_income_band_id", "club_social_ids"):
            with self.subTest(name), self.assertRaises(AccessError):
                member.read([name])
        with self.assertRaises(AccessError):
            self.Partner.with_user(self.env.user).search([("club_temperament", "ilike", "x")])
        with self.assertRaises(AccessError):
            self.env["club.social.profile"].search([])

    @users("clerk")
    def test_a_clerk_completes_the_record(self):
        member = self.sara.with_user(self.env.user)
        member.write(
            {
                "club_temperament": "Likes to be called by her first name",
                "club_preference_ids": [(0, 0, {"name": "Window seat"})],
                "club_social_ids": [(0, 0, {"network": "telegram", "handle": "@sara_a"})],
            }
        )
        self.assertEqual(member.club_social_ids.url, "https://t.me/sara_a")
        with self.assertRaises(AccessError):
            self.env["club.income.band"].create({"name": "Middle"})

    def test_profiles_of_another_companys_member_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        alien = self.Partner.create(
            {
                "name": "Alien",
                "company_id": other.id,
                "club_social_ids": [(0, 0, {"network": "telegram", "handle": "alien"})],
            }
        )
        clerk = self.env["res.users"].search([("login", "=", "clerk")])
        seen = self.env["club.social.profile"].with_user(clerk).search([])
        self.assertNotIn(alien.club_social_ids, seen)
