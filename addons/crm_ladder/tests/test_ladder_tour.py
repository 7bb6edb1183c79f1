from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install", "ladder_http")
class TestLadderTour(HttpCase):
    """The ladder in Persian, in a real browser."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder", "customer_club"], ["fa_IR"])
        self.env.ref("base.user_admin").lang = "fa_IR"
        company = self.env.company
        tag = self.env["club.tag"].create(
            {"name": "خرید", "company_id": company.id, "ladder_is_purchase": True}
        )
        self.partner = self.env["res.partner"].create(
            {"name": "مریم رضایی", "club_mobile": "+989121230099"}
        )
        now = fields.Datetime.now()
        for days in (9, 4):
            self.env["club.visit"]._register_entries(
                [
                    {
                        "mobile": "+989121230099",
                        "visited_at": now - timedelta(days=days),
                        "tag_id": tag.id,
                        "group_id": False,
                        "source": "manual",
                        "origin": f"tour:{uuid4()}",
                        "company_id": company.id,
                        "merge_minutes": 10,
                        "silent_reason": False,
                    }
                ]
            )
            self.env["ladder.engine"]._evaluate(self.partner.ids)

    def test_member(self):
        self.start_tour("/odoo/club-members", "crm_ladder_member", login="admin")

    def test_trial(self):
        self.start_tour("/odoo/ladder-trials/new", "crm_ladder_trial", login="admin")
        self.assertEqual(self.env["ladder.trial"].search([], limit=1).state, "running")

    def test_case(self):
        case = self.env["ladder.feedback"].create(
            {"partner_id": self.partner.id, "comment": "سرد بود"}
        )
        self.start_tour("/odoo/ladder-cases", "crm_ladder_case", login="admin")
        case.invalidate_recordset()
        self.assertEqual(case.state, "closed")
        self.assertIn("مریم رضایی، تعویض شد", self.partner.club_message_ids[:1].body)

    def test_benefit(self):
        self.env["res.partner"].create(
            [{"name": f"مشتری {n}", "club_mobile": f"+98912123100{n}"} for n in range(4)]
        )
        self.start_tour("/odoo/ladder-benefits/new", "crm_ladder_benefit", login="admin")
        benefit = self.env["ladder.benefit"].search([], limit=1)
        self.assertEqual(benefit.state, "decided")
        self.assertEqual(len(benefit.award_ids.filtered("offered_at")), 2)
        self.assertEqual(len(self.env["club.message"].search([("rule_key", "=", "award")])), 2)
