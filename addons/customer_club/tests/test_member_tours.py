from datetime import date, datetime

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMemberTours(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fa_IR")
        self.company = self.env.company
        self.company.country_id = self.env.ref("base.ir")
        new_test_user(
            self.env,
            login="counter",
            groups="customer_club.group_club_user",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        self.members = self.env["res.partner"].search([("club_mobile", "!=", False)])
        self.members.club_mobile = False

    def sara(self):
        return self.env["res.partner"].create({"name": "سارا احمدی", "club_mobile": "09121234567"})

    def test_sign_up_by_hand_and_once_more(self):
        self.company.club_record_birthday = True
        # Odoo logs a warning that leads somewhere like an error.
        with mute_logger("odoo.http"):
            self.start_tour("/odoo/club-members", "customer_club_sign_up_by_hand", login="counter")
        member = self.env["res.partner"].search([("club_mobile", "=", "+989121234567")])
        self.assertRecordValues(
            member,
            [
                {
                    "name": "سارا احمدی",
                    "club_birthday": date(1991, 7, 25),
                    "club_birthday_calendar": "jalali",
                    "club_joined_by": "hand",
                }
            ],
        )

    def test_search_by_four_spellings(self):
        member = self.sara()
        self.env["res.partner"].create({"name": "رضا کریمی", "club_mobile": "09360000001"})
        member.club_mobile = "09351112233"
        member.club_mobile = "09121234567"
        self.start_tour("/odoo/club-members", "customer_club_search_spellings", login="counter")

    def test_the_record_is_switched_on(self):
        self.sara()
        new_test_user(
            self.env,
            login="owner",
            groups="customer_club.group_club_manager,base.group_system",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        self.assertEqual(self.company._club_record_fields(), [])
        self.start_tour("/odoo/settings", "customer_club_record_switched_on", login="owner")
        self.assertEqual(self.company._club_record_fields(), ["club_birthday", "club_temperament"])
        self.start_tour("/odoo/club-members", "customer_club_record_completed", login="counter")

    def manager(self):
        return new_test_user(
            self.env,
            login="chief",
            groups="customer_club.group_club_manager,base.group_partner_manager",
            lang="fa_IR",
            tz="Asia/Tehran",
        )

    def visits(self, mobile, days):
        self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": mobile,
                    "visited_at": datetime(2026, 11, day, 10),
                    "tag_id": False,
                    "group_id": False,
                    "source": "keypad",
                    "origin": f"tour:{mobile}:{day}",
                    "company_id": self.company.id,
                    "merge_minutes": 0,
                    "silent_reason": "late",
                }
                for day in days
            ]
        )

    def test_two_records_of_one_person_become_one(self):
        self.manager()
        kept = self.sara()
        other = self.env["res.partner"].create({"name": "سارا ا.", "club_mobile": "09351112233"})
        self.visits("+989121234567", (1, 3))
        self.visits("+989351112233", (2,))
        self.start_tour("/odoo/club-members", "customer_club_merge_members", login="chief")
        self.assertFalse(other.exists())
        numbers = [(v.number, v.visited_at.day) for v in kept.club_visit_ids.sorted("number")]
        self.assertEqual(numbers, [(1, 1), (2, 2), (3, 3)])

    def test_a_person_is_erased(self):
        self.manager()
        person = self.sara()
        self.visits("+989121234567", (1, 3))
        self.start_tour("/odoo/club-members", "customer_club_erase_a_person", login="chief")
        self.assertTrue(person.club_erased_at)
        self.assertEqual(person.club_visit_count, 2)
        log = self.env["club.privacy.log"].search([("partner_id", "=", person.id)])
        self.assertEqual(log.reason, "تلفنی خواست")
