from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClubRuleTour(HttpCase):
    def test_write_a_rule_and_try_it_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["club.rule"].search([]).active = False
        for name, mobile, visits in (
            ("رضا احمدی", "+989121234567", 2),
            ("سارا کریمی", "+989121234568", 1),
        ):
            self.env["res.partner"].create({"name": name, "club_mobile": mobile, "lang": "fa_IR"})
            self.env["club.visit"]._register_entries(
                [
                    {
                        "mobile": mobile,
                        "visited_at": fields.Datetime.now() - timedelta(days=n + 1),
                        "tag_id": False,
                        "group_id": False,
                        "source": "import",
                        "origin": f"tour:{uuid4()}",
                        "company_id": self.env.company.id,
                        "merge_minutes": 0,
                        "silent_reason": False,
                    }
                    for n in range(visits)
                ]
            )
        new_test_user(
            self.env,
            login="marketer",
            groups="customer_club.group_club_marketer",
            lang="fa_IR",
            tz="Asia/Tehran",
        )
        self.start_tour("/odoo/club-rules", "customer_club_rule", login="marketer")
        rule = self.env["club.rule"].search([("name", "=", "سومین بازدید")])
        self.assertEqual((rule.trigger, rule.visit_number), ("nth_visit", 3))
        self.assertFalse(rule.run_ids, "trying it changes nothing")
