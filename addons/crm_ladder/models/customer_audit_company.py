from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    audit_return_reason_required = fields.Boolean("Credit notes need a reason")
    audit_cancel_reason_required = fields.Boolean("Cancelled orders need a reason")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    audit_return_reason_required = fields.Boolean(
        related="company_id.audit_return_reason_required", readonly=False
    )
    audit_cancel_reason_required = fields.Boolean(
        related="company_id.audit_cancel_reason_required", readonly=False
    )
