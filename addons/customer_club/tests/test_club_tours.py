from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClubTours(HttpCase):
    def test_visit_by_hand_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        company = self.env.company
        company.country_id = self.env.ref("base.ir")
        self.env["club.tag"].search([("key", ">", 0)]).key = 0
        self.env["club.tag"].create(
            {"name": "قهوه", "key": 1, "welcome_text": "سلام {نام}، خوش آمدید"}
        )
        new_test_user(
            self.env,
            login="clerk",
            groups="customer_club.group_club_user",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        self.start_tour("/odoo/club-members", "customer_club_visit_by_hand", login="clerk")
        partner = self.env["res.partner"].search([("club_mobile", "=", "+989121234567")])
        self.assertEqual(partner.club_visit_count, 1)
        self.assertEqual(partner.club_visit_ids.source, "manual")

    def test_a_key_gets_another_meaning_and_the_star_moves_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        company = self.env.company
        company.country_id = self.env.ref("base.ir")
        self.env["club.tag"].search([("key", ">", 0)]).key = 0
        coffee = self.env["club.tag"].create({"name": "قهوه", "key": 1})
        vip = self.env["club.group"].create({"name": "سازمانی"})
        start = fields.Datetime.now() - timedelta(days=3)
        presses = (("+989127770001", 0), ("+989127770002", 0), ("+989127770001", 24))
        self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": mobile,
                    "visited_at": start + timedelta(hours=hours),
                    "tag_id": coffee.id,
                    "group_id": False,
                    "source": "keypad",
                    "origin": f"tour:{place}",
                    "company_id": company.id,
                    "merge_minutes": 0,
                    "silent_reason": False,
                }
                for place, (mobile, hours) in enumerate(presses)
            ]
        )
        new_test_user(
            self.env,
            login="boss",
            groups="customer_club.group_club_manager",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        self.start_tour("/odoo/club-tags", "customer_club_key_and_star", login="boss")
        self.assertEqual((coffee.key, coffee.member_count), (0, 2))
        new = self.env["club.tag"].search([("key", "=", 1), ("company_id", "=", company.id)])
        self.assertEqual(new.name, "دمنوش")
        visits = self.env["club.visit"].search([("origin", "like", "tour:%")])
        self.assertEqual(set(visits.mapped("tag_title")), {"قهوه"}, "old visits show what it was")
        self.assertTrue(vip.device_linked)


def hoot_id(name):
    """Return the id of a suite or test of Hoot, Odoo's JavaScript test runner."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestClubFieldsJs(HttpCase):
    def test_fields(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={hoot_id('@customer_club')}",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )
