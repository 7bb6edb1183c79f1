"""Members made by the hundred are what Odoo would have made one by one."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models import club_people
from .common import ClubCase

OWN = {"id", "name", "complete_name", "club_mobile", "phone", "phone_sanitized", "email"}
OWN |= {"email_normalized", "commercial_partner_id", "comment", "city", "club_search_key"}


@tagged("post_install", "-at_install")
class TestClubPeople(ClubCase):
    def people(self, count=30, start=0, **more):
        return [
            {
                "club_mobile": f"+98912{start + number:07}",
                "name": f"عضو {number}" if number % 3 else f"0912{start + number:07}",
                "email": f"Ali {number} <A{number}@Example.com>" if number % 2 else False,
                "comment": f"<p>یادداشت {number}</p><script>x</script>" if number % 5 else False,
                "city": "تهران" if number % 4 else False,
                **more,
            }
            for number in range(count)
        ]

    def rows(self, partners):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(p) FROM res_partner p WHERE id = ANY(%s) ORDER BY id", [partners.ids]
        )
        return [row for (row,) in self.env.cr.fetchall()]

    def make(self, people):
        return self.env["res.partner"]._club_make(self.company, people)

    def test_copies_are_what_odoo_makes(self):
        copies = self.make(self.people())
        with patch.object(club_people, "FEW", 1000):
            made = self.make(self.people(start=100))
        for copied, created in zip(self.rows(copies), self.rows(made), strict=True):
            differing = {key for key in created if created[key] != copied[key]}
            self.assertLessEqual(differing, OWN)
            shift = created["club_mobile"]
            self.assertEqual(copied["complete_name"], copied["name"])
            self.assertEqual(copied["commercial_partner_id"], copied["id"])
            self.assertEqual(copied["phone_sanitized"], copied["club_mobile"])
            key = created["club_search_key"].replace(shift[3:], copied["club_mobile"][3:])
            self.assertEqual(copied["club_search_key"], key)
            self.assertEqual(copied["email_normalized"], created["email_normalized"])
            self.assertEqual(copied["comment"], created["comment"])
            self.assertNotIn("script", copied["comment"] or "")
            self.assertEqual(int(shift), int(copied["club_mobile"]) + 100)

    def test_the_order_is_kept_and_the_orm_knows_them(self):
        people = self.people(50)
        partners = self.make(people)
        self.assertEqual(partners.mapped("club_mobile"), [p["club_mobile"] for p in people])
        self.assertEqual(partners[40].display_name, people[40]["name"])
        self.assertEqual(partners.commercial_partner_id, partners)
        found = self.env["res.partner"].search([("phone_sanitized", "=", "+989120000033")])
        self.assertEqual(found, partners[33])
        self.assertFalse(partners.message_ids)
        self.assertFalse(partners.message_follower_ids)

    def test_one_statement_for_many(self):
        self.make(self.people(20))
        few = self.queries(lambda: self.make(self.people(20, start=100)))
        many = self.queries(lambda: self.make(self.people(300, start=1000)))
        self.assertLessEqual(many, few + 3)

    def queries(self, work):
        before = self.cr.sql_log_count
        work()
        return self.cr.sql_log_count - before

    def test_where_copies_would_lack_something_odoo_makes_everybody(self):
        Partner, copied = type(self.env["res.partner"]), []
        with (
            patch.object(Partner, "_club_copies_are_whole", lambda *_args: False),
            patch.object(Partner, "_club_copy", lambda *args: copied.append(args)),
        ):
            partners = self.make(self.people(20, start=500))
        self.assertEqual((len(partners), copied), (20, []))

    def test_differing_rows_are_noticed(self):
        one, two = partners = self.make(self.people(2))
        names = list(self.people(1)[0]) + ["phone", "lang", "country_id", "company_id"]
        self.assertTrue(self.env["res.partner"]._club_copies_are_whole(partners, names))
        two.ref = "R2"
        self.env.flush_all()
        self.assertFalse(self.env["res.partner"]._club_copies_are_whole(partners, names))
        two.ref = False
        one.website = "https://example.com"
        self.env.flush_all()
        self.assertFalse(self.env["res.partner"]._club_copies_are_whole(partners, names))

    def test_another_create_is_respected(self):
        Partner = type(self.env["res.partner"])
        names = ["name", "club_mobile", "phone", "lang", "country_id", "company_id"]
        partners = self.make(self.people(2))
        create = Partner.create
        with patch.object(Partner, "create", create):  # as an automation rule does
            self.assertFalse(self.env["res.partner"]._club_copies_are_whole(partners, names))

    def test_rules_hear_of_copies(self):
        rule = self.env["club.rule"].create(
            {"name": "r", "trigger": "joined", "text": "سلام", "company_id": self.company.id}
        )
        self.make(self.people(20))
        runs = self.env["club.rule.run"].search([("rule_id", "=", rule.id)])
        self.assertEqual(len(runs), 20)
