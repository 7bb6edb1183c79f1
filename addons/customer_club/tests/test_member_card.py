from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOON, ClubCase


@tagged("post_install", "-at_install")
class TestMemberCard(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"club_record_birthday": True, "club_record_temperament": True})
        cls.clerk = new_test_user(
            cls.env,
            login="card_clerk",
            groups="customer_club.group_club_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def card(self, partner):
        return partner.with_user(self.clerk)._club_card()[partner.id]

    def test_what_a_clerk_reads(self):
        self.press(self.entry(), self.entry(minutes=60))
        member = self.partner()
        member.write(
            {"name": "سارا", "club_birthday": date(1991, 11, 27), "club_temperament": "آرام"}
        )
        program = self.env["loyalty.program"].create(
            {"name": "Club", "program_type": "loyalty", "company_id": self.company.id}
        )
        program.portal_point_name = "امتیاز"
        self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": member.id, "points": 120}
        )
        with freeze_time(NOON):
            card = self.card(member)
        self.assertEqual(card["visits"], 2)
        self.assertEqual(card["tags"], [{"name": "قهوه", "color": self.tag.color_hex}])
        self.assertEqual(card["temperament"], "آرام")
        self.assertEqual(card["birthday_in"], 3)
        self.assertEqual(card["points"], [{"balance": 120, "name": "امتیاز"}])
        self.assertEqual(card["message"]["body"], member.club_message_ids[0].body)
        self.assertEqual(member.with_user(self.clerk).club_card["visits"], 2)

    def test_only_what_the_company_keeps(self):
        self.press(self.entry())
        member = self.partner()
        member.write({"club_birthday": NOON.date(), "club_temperament": "x"})
        self.company.write({"club_record_birthday": False, "club_record_temperament": False})
        with freeze_time(NOON):
            card = self.card(member)
        self.assertIs(card["birthday_in"], False)
        self.assertFalse(card["temperament"])

    def test_nothing_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        tag = self.env["club.tag"].create({"name": "Theirs", "company_id": other.id})
        self.press(self.entry())
        member = self.partner()
        member.sudo().club_tag_ids |= tag
        self.assertEqual([entry["name"] for entry in self.card(member)["tags"]], ["قهوه"])
        alien = self.env["res.partner"].create({"name": "Alien", "company_id": other.id})
        with self.assertRaises(AccessError):
            alien.with_user(self.clerk)._club_card()

    def test_queries_do_not_depend_on_the_number_of_members(self):
        self.press(*[self.entry(f"+98912000{number:04}") for number in range(30)])
        members = self.env["res.partner"].search([("club_mobile", "=like", "+98912000%")])
        self.assertEqual(len(members), 30)

        def queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(partners.with_user(self.clerk)._club_card()), len(partners))
            return self.cr.sql_log_count - before

        queries(members)
        few, many = queries(members[:2]), queries(members)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    def test_a_key_press_makes_no_noise_in_the_chatter(self):
        before = self.env["mail.message"].search_count([])
        self.press(self.entry(), self.entry(minutes=60))
        self.press(self.entry(minutes=120))
        self.assertEqual(self.env["mail.message"].search_count([]), before)
        self.assertFalse(self.partner().message_ids)
