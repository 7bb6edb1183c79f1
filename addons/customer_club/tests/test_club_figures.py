from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .common import NOON, ClubCase

SARA, REZA = "+989121234567", "+989350000001"


@tagged("post_install", "-at_install")
class TestClubFigures(ClubCase):
    """Two companies share a member; each sees what happened in its own shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "شعبه تجریش", "parent_id": cls.company.id}
        )
        cls.clerks = {
            company: new_test_user(
                cls.env,
                login=f"figures_{company.id}",
                groups="customer_club.group_club_user",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for company in (cls.company, cls.branch)
        }

    def setUp(self):
        super().setUp()
        self.press(self.entry(SARA), self.entry(SARA, minutes=1500), self.entry(REZA))
        self.press(self.there(SARA, 3000))

    def there(self, mobile, minutes):
        group = self.env["club.group"]._device_group(self.branch)
        return self.entry(
            mobile, minutes, company_id=self.branch.id, tag_id=False, group_id=group.id
        )

    def seen_by(self, company, mobile=SARA):
        member = self.partner(mobile).with_user(self.clerks[company])
        return member.with_context(allowed_company_ids=company.ids)

    def test_each_company_reads_its_own(self):
        here, there = self.seen_by(self.company), self.seen_by(self.branch)
        self.assertEqual((here.club_company_visit_count, there.club_company_visit_count), (2, 1))
        self.assertEqual(here.club_company_first_visit, NOON)
        self.assertEqual(there.club_company_last_visit, NOON + timedelta(minutes=3000))
        self.assertEqual(here.club_visit_count, 3, "the stored figure is the sum")
        self.assertEqual(here.club_visit_ids.mapped("number"), [2, 1])
        there.invalidate_recordset(["club_visit_ids"])
        self.assertEqual(there.club_visit_ids.mapped("number"), [1], "numbers are each company's")
        both = self.partner(SARA).with_context(allowed_company_ids=(self.company + self.branch).ids)
        self.assertEqual(both.club_company_visit_count, 3)

    def test_a_voided_visit_is_not_counted(self):
        self.partner(SARA).club_visit_ids.filtered(lambda v: v.company_id == self.branch)._void("x")
        there = self.seen_by(self.branch)
        self.assertEqual(there.club_company_visit_count, 0)
        self.assertFalse(there.club_company_last_visit)

    def test_found_by_the_companys_own_figures(self):
        here, reza = self.seen_by(self.company), self.seen_by(self.company, REZA)
        ours = [("id", "in", [here.id, reza.id])]
        for condition, expected in (
            (("club_company_visit_count", ">", 1), here),
            (("club_company_visit_count", "=", 1), reza),
            (("club_company_visit_count", "!=", 1), here),
            (("club_company_visit_count", ">=", 0), here + reza),
            (("club_company_visit_count", "<", 2), reza),
            (("club_company_last_visit", ">", NOON), here),
        ):
            with self.subTest(condition):
                self.assertEqual(here.search([*ours, condition]), expected)
        there = self.seen_by(self.branch)
        self.assertEqual(there.search([*ours, ("club_company_visit_count", "=", 0)]).ids, [reza.id])
        self.assertEqual(
            there.search([*ours, ("club_company_visit_count", "<=", 0)]).ids, [reza.id]
        )

    def test_one_query_for_a_page(self):
        people = self.partner(SARA) + self.partner(REZA)
        self.env.flush_all()
        people.mapped("club_company_visit_count")
        people.invalidate_recordset(["club_company_visit_count"])
        with self.assertQueryCount(1):
            people.mapped("club_company_visit_count")

    def test_members_of_their_own_where_the_company_chooses_so(self):
        (self.company + self.branch).club_members_shared = False
        number = "+989127770000"
        self.press(self.entry(number), self.there(number, 60))
        members = self.env["res.partner"].search([("club_mobile", "=", number)])
        self.assertEqual(members.company_id, self.company + self.branch)
        self.assertEqual(set(members.mapped("club_visit_count")), {1})
        seen = self.seen_by(self.branch, number + "0").search([("club_mobile", "=", number)])
        self.assertLessEqual(set(seen.company_id.ids), set(self.branch.parent_ids.ids))
