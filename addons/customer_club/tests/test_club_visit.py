from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOON, ClubCase


@tagged("post_install", "-at_install")
class TestClubVisit(ClubCase):
    def test_newcomer_becomes_a_member_with_a_first_visit(self):
        [result] = self.press(self.entry())
        partner = self.partner()
        self.assertEqual(result["partner_id"], partner.id)
        self.assertEqual((result["status"], result["number"]), ("accepted", 1))
        self.assertTrue(result["first"])
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "09121234567",
                    "phone": "09121234567",
                    "club_visit_count": 1,
                    "club_first_visit": NOON,
                    "club_last_visit": NOON,
                    "club_group_id": self.group.id,
                    "club_tag_ids": self.tag.ids,
                    "company_id": False,
                }
            ],
        )

    def test_welcome_then_repeat_then_silence(self):
        self.press(self.entry())
        self.press(self.entry(minutes=60))
        self.press(self.entry(minutes=120, tag_id=self.quiet_tag.id))
        partner = self.partner()
        self.assertEqual(
            partner.club_message_ids.sorted("id").mapped("body"),
            [
                "سلام مشتری، خوش آمدید به کافه نادری".replace(
                    "مشتری", self.company.club_nameless_word
                ),
                f"{self.company.club_nameless_word}، بازدید ۲",
            ],
        )
        self.assertEqual(partner.club_visit_count, 3, "an empty text is counted silently")
        self.assertEqual(partner.club_tag_ids, self.tag | self.quiet_tag)

    def test_text_uses_the_name_once_it_is_known(self):
        self.press(self.entry())
        self.partner().write({"name": "رضا"})
        self.press(self.entry(minutes=60))
        self.assertEqual(self.partner().club_message_ids[0].body, "رضا، بازدید ۲")

    def test_merge_window(self):
        first, merged = self.press(self.entry(), self.entry(minutes=5))
        self.assertEqual(merged["status"], "merged")
        self.assertEqual(merged["visit_id"], first["visit_id"])
        [again] = self.press(self.entry(minutes=9, tag_id=self.quiet_tag.id))
        self.assertEqual((again["status"], again["visit_id"]), ("merged", first["visit_id"]))
        partner = self.partner()
        self.assertEqual(partner.club_visit_count, 1)
        self.assertEqual(len(partner.club_message_ids), 1, "no second text")
        self.assertIn(self.quiet_tag, partner.club_tag_ids, "the second key still tags")
        [counted] = self.press(self.entry(minutes=11))
        self.assertEqual((counted["status"], counted["number"]), ("accepted", 2))

    def test_batch_in_disorder_numbers_by_time(self):
        late, early, other = self.press(
            self.entry(minutes=90), self.entry(minutes=0), self.entry("+989350000001")
        )
        self.assertEqual((early["number"], late["number"], other["number"]), (1, 2, 1))
        partner = self.partner()
        self.assertEqual(partner.club_first_visit, NOON)
        self.assertEqual(partner.club_last_visit, NOON + timedelta(minutes=90))

    def test_late_event_counts_without_a_text(self):
        [result] = self.press(self.entry(silent_reason="late"))
        message = self.env["club.message"].search([("visit_id", "=", result["visit_id"])])
        self.assertEqual((message.state, message.reason_code), ("cancelled", "late"))
        self.assertTrue(message.reason)

    def test_same_origin_counts_once_from_any_other_source(self):
        entry = self.entry(source="import", origin="import:42", merge_minutes=0)
        first = self.press(entry)
        self.assertEqual(self.press(entry), first)
        self.assertEqual(self.partner().club_visit_count, 1)

    def test_existing_partner_with_this_phone_is_adopted(self):
        partner = self.env["res.partner"].create(
            {"name": "Sara", "phone": "0912 123 4567", "country_id": self.env.ref("base.ir").id}
        )
        [result] = self.press(self.entry())
        self.assertEqual(result["partner_id"], partner.id)
        self.assertEqual(partner.club_mobile, "+989121234567")
        self.assertEqual(partner.name, "Sara")

    def test_archived_member_who_comes_again_is_back(self):
        self.press(self.entry())
        partner = self.partner()
        partner.active = False
        [result] = self.press(self.entry(minutes=60))
        self.assertEqual(result["partner_id"], partner.id)
        self.assertTrue(partner.active)

    def test_shared_members_have_separate_visit_numbers(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.press(self.entry())
        [result] = self.press(self.entry(minutes=5, company_id=other.id, tag_id=False))
        self.assertEqual((result["status"], result["number"]), ("accepted", 1))
        self.assertEqual(self.partner().club_visit_count, 2)

    def test_separate_members_where_the_company_wants_them(self):
        other = self.env["res.company"].create({"name": "Other", "club_members_shared": False})
        self.company.club_members_shared = False
        self.press(self.entry(), self.entry(company_id=other.id, tag_id=False, group_id=False))
        partners = self.env["res.partner"].sudo().search([("club_mobile", "=", "+989121234567")])
        self.assertEqual(partners.company_id, self.company | other)

    def test_void_moves_later_visits_up_and_stops_the_text(self):
        first, second, third = self.press(
            self.entry(), self.entry(minutes=60), self.entry(minutes=120)
        )
        visits = self.env["club.visit"].browse([r["visit_id"] for r in (first, second, third)])
        visits[1]._void("wrong number typed")
        self.assertEqual((visits[0].number, visits[2].number), (1, 2))
        self.assertEqual(self.partner().club_visit_count, 2)
        self.assertEqual(visits[1].message_ids.state, "cancelled")
        [again] = self.press(self.entry(minutes=180))
        self.assertEqual(again["number"], 3)
        with self.assertRaises(UserError):
            visits[0]._void("  ")

    def test_visits_are_never_deleted(self):
        self.press(self.entry())
        with self.assertRaises(UserError):
            self.partner().club_visit_ids.unlink()

    def test_counts_cannot_be_typed(self):
        self.press(self.entry())
        user = self.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "clerk",
                "company_id": self.company.id,
                "company_ids": self.company.ids,
                "group_ids": [(6, 0, [self.env.ref("customer_club.group_club_manager").id])],
            }
        )
        with self.assertRaises(AccessError):
            self.partner().with_user(user).write({"club_visit_count": 99})

    def test_number_of_queries_does_not_grow(self):
        many = [self.entry(f"+98935{n:07d}") for n in range(50)]
        self.press(*many)
        self.env.flush_all()
        self.env.invalidate_all()
        again = [
            dict(e, origin=e["origin"] + "b", visited_at=NOON + timedelta(hours=2)) for e in many
        ]
        with self.assertQueryCount(6):
            self.press(again[0])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.press(*again[1:])
