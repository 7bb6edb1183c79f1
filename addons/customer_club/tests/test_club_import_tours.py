"""Members come and go as lists, in Persian, as managers and marketers do it."""

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClubImportTours(HttpCase):
    def persian(self, login, *groups):
        """A user of the club who reads Persian, in a shop in Iran."""
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env.company.country_id = self.env.ref("base.ir")
        return new_test_user(
            self.env, login=login, groups=",".join(groups), lang="fa_IR", tz="Asia/Tehran"
        )

    def test_import_from_an_old_panel_in_persian(self):
        self.persian("manager", "customer_club.group_club_manager")
        self.start_tour("/odoo/club-import", "customer_club_import", login="manager")
        partner = self.env["res.partner"].search([("club_mobile", "=", "+989121110001")])
        self.assertEqual((partner.name, partner.club_visit_count), ("سارا احمدی", 14))
        self.assertEqual(partner.club_tag_ids.mapped("name"), ["وفادار"])
        self.assertEqual(self.env["club.import"].search_count([("state", "=", "done")]), 2)

    def test_export_in_persian(self):
        self.env["res.partner"].create({"name": "سارا", "club_mobile": "+989121110001"})
        user = self.persian(
            "marketer", "customer_club.group_club_marketer", "base.group_allow_export"
        )
        self.start_tour("/odoo/club-exports", "customer_club_export", login="marketer")
        export = self.env["club.export"].search([("user_id", "=", user.id)])
        self.assertEqual(export.state, "done")
        self.assertTrue(export.file)
