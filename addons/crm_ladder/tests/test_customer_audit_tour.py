from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .test_customer_audit_figures import audit_company


@tagged("post_install", "-at_install", "ladder_http")
class TestCustomerAuditTour(HttpCase):
    """The audit in Persian, in a real browser."""

    def test_audit(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder", "customer_club"], ["fa_IR"])
        company = audit_company(self.env)
        admin = self.env.ref("base.user_admin")
        admin.write(
            {"lang": "fa_IR", "company_ids": [Command.link(company.id)], "company_id": company.id}
        )
        partner = self.env["res.partner"].create({"name": "مریم رضایی", "city": "تهران"})
        self.env["account.move"].with_company(company).create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"name": "چای", "price_unit": 70, "tax_ids": False})
                ],
            }
        ).action_post()
        self.start_tour("/odoo/customer-audit", "crm_ladder_customer_audit", login="admin")
        run = self.env["customer.audit.run"].search([], limit=1)
        self.assertEqual(run.workbook_ids.state, "waiting")
        self.assertTrue(run.tied)
