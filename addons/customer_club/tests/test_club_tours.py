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
