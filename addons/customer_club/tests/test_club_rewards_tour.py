from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import NOON
from .test_club_points import PointsCase


@tagged("post_install", "-at_install")
class TestClubRewardsTour(PointsCase, HttpCase):
    def test_levels_points_and_the_page_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.program.with_context(lang="fa_IR").portal_point_name = "امتیاز"
        Level = self.env["club.level"]
        bronze = Level.create({"name": "برنزی", "sequence": 1, "company_id": self.company.id})
        with freeze_time(NOON):
            self.press(self.entry(), self.entry(minutes=60))
        member = self.partner()
        member.name = "سارا"
        self.assertEqual(member.club_level_id, bronze)
        new_test_user(
            self.env,
            login="rewards_manager",
            groups="customer_club.group_club_manager",
            lang="fa_IR",
            tz="Asia/Tehran",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour("/odoo/club-levels", "customer_club_rewards", login="rewards_manager")
        silver = Level.search([("company_id", "=", self.company.id)]) - bronze
        self.assertEqual((silver.name, silver.min_points), ("نقره‌ای", 20))
        self.assertIn("/c/", member.club_message_ids[0].body)
