from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClubOwnerTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.shop = cls.env["res.company"].create(
            {"name": "کافه نادری", "country_id": cls.env.ref("base.ir").id}
        )
        cls.boss = new_test_user(
            cls.env,
            login="boss",
            groups="customer_club.group_club_manager",
            company_id=cls.shop.id,
            company_ids=[(6, 0, cls.shop.ids)],
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        # Members are shared: those of other tests' companies would be the shop's, too.
        cls.env["res.partner"].search([("club_mobile", "!=", False)]).club_mobile = False

    def test_an_owner_s_month_in_persian(self):
        tag = self.env["club.tag"].create({"name": "قهوه", "key": 1, "company_id": self.shop.id})
        now = fields.Datetime.now()
        self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": f"+98912777000{place}",
                    "visited_at": now - timedelta(minutes=place),
                    "tag_id": tag.id,
                    "group_id": False,
                    "source": "keypad",
                    "origin": f"owner:{place}",
                    "company_id": self.shop.id,
                    "merge_minutes": 0,
                    "silent_reason": False,
                }
                for place in range(3)
            ]
        )
        self.start_tour("/odoo/club-overview", "customer_club_owner_page", login="boss")

    def test_the_first_step_of_a_new_shop(self):
        self.start_tour("/odoo/club-overview", "customer_club_owner_new_shop", login="boss")
