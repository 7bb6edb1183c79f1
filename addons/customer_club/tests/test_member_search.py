from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestMemberSearch(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.ali = cls.Partner.create({"name": "علی‌رضا کریمی", "club_mobile": "09129990101"})

    def found(self, typed):
        """Ids by the search bar and by a many2one field: they agree."""
        bar = self.Partner.search([("club_search", "ilike", typed)]).ids
        names = [record_id for record_id, _name in self.Partner.name_search(typed)]
        return set(bar) & set(names)

    def test_names_and_numbers_in_any_spelling(self):
        self.env.flush_all()
        for typed in (
            "عليرضا كريمي",
            "علی رضا",
            "کریمی علی‌رضا",
            "۰۹۱۲۹۹۹۰۱۰۱",
            "٠٩١٢٩٩٩٠١٠١",
            "+98 912 999 0101",
            "0912 999",
            "9990101",
            "کریمی 0101",
        ):
            with self.subTest(typed):
                self.assertIn(self.ali.id, self.found(typed))
        self.assertNotIn(self.ali.id, self.found("09129990102"))

    def test_old_numbers_find(self):
        self.ali.club_mobile = "09359990202"
        self.env.flush_all()
        for typed in ("09129990101", "9990101", "۰۹۳۵ ۹۹۹ ۰۲۰۲"):
            with self.subTest(typed):
                self.assertIn(self.ali.id, self.found(typed))

    def test_newcomers_of_the_keypad_are_found_at_once(self):
        self.press(self.entry("+989129990303"))
        self.assertEqual(self.found("۹۹۹۰۳۰۳"), {self.partner("+989129990303").id})

    def test_a_contact_who_became_a_member_is_found(self):
        contact = self.Partner.create({"name": "رضا", "phone": "0912 999 0404"})
        self.press(self.entry("+989129990404"))
        self.assertEqual(self.found("9990404"), {contact.id})

    def test_too_little_of_a_number_searches_names_only(self):
        branch = self.Partner.create({"name": "Branch 12", "club_mobile": "09359990505"})
        self.assertIn(branch.id, self.found("12"))
        self.assertNotIn(self.ali.id, self.found("12"))

    def test_the_surviving_partner_of_a_merge_is_found_by_all_numbers(self):
        other = self.Partner.create({"name": "علی‌رضا کریمی", "club_mobile": "09359990606"})
        self.env["base.partner.merge.automatic.wizard"]._merge((self.ali | other).ids, self.ali)
        self.env.invalidate_all()
        self.assertEqual(self.found("9990606"), {self.ali.id})

    def test_keys_are_filled_for_partners_from_before(self):
        self.env.flush_all()
        key = self.ali.club_search_key
        self.env.cr.execute(
            "UPDATE res_partner SET club_search_key = NULL WHERE id = %s", [self.ali.id]
        )
        self.Partner._club_fill_search_keys()
        self.assertEqual(self.ali.club_search_key, key)

    def test_the_index_serves_the_search(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        query = self.Partner.sudo()._search([("club_search", "ilike", "۹۹۹۰۱۰۱")], order="id")
        self.env.cr.execute("EXPLAIN " + self.env.cr.mogrify(query.select()).decode())
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("res_partner__club_search_key_index", plan)
