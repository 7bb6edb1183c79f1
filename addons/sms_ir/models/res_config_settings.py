from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sms_ir_account_id = fields.Many2one(related="company_id.sms_ir_account_id", readonly=False)
    sms_ir_daily_budget = fields.Float(related="company_id.sms_ir_daily_budget", readonly=False)
    sms_ir_monthly_budget = fields.Float(related="company_id.sms_ir_monthly_budget", readonly=False)

    def action_open_sms_ir_accounts(self):
        """Open the accounts, to make or to test one."""
        return self.env["ir.actions.act_window"]._for_xml_id("sms_ir.sms_ir_account_action")
