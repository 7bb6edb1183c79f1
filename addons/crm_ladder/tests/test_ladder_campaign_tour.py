from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .campaign_story import tell
from .test_customer_audit_figures import audit_company


@tagged("post_install", "-at_install", "ladder_http")
class TestLadderCampaignTour(HttpCase):
    """A campaign in Persian, in a real browser."""

    def test_campaign(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder", "customer_club"], ["fa_IR"])
        company = audit_company(self.env)
        self.env.ref("base.user_admin").write(
            {"lang": "fa_IR", "company_ids": [Command.link(company.id)], "company_id": company.id}
        )
        campaign = tell(self.env, company)
        self.start_tour("/odoo/club-campaigns", "crm_ladder_campaign", login="admin")
        self.assertEqual(campaign.ladder_expected_customers, 4)
