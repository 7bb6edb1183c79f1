from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClubBroadcastTour(HttpCase):
    def test_write_to_a_list_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env.company.country_id = self.env.ref("base.ir")
        self.env["res.partner"].create(
            [
                {"name": name, "club_mobile": mobile, "lang": "fa_IR"}
                for name, mobile in (
                    ("رضا احمدی", "+989121234567"),
                    ("سارا کریمی", "+989121234568"),
                )
            ]
        )
        new_test_user(
            self.env,
            login="marketer",
            groups="customer_club.group_club_marketer",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        self.start_tour("/odoo/club-broadcasts", "customer_club_broadcast", login="marketer")
        broadcast = self.env["club.broadcast"].search([("name", "=", "منوی پاییز")])
        self.assertEqual(broadcast.state, "scheduled")
        while broadcast._step() is not None:
            pass
        self.assertEqual(
            sorted(broadcast.recipient_ids.message_id.mapped("number")),
            ["+989121234567", "+989121234568"],
        )
