from odoo import api, fields, models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    sms_ir_size = fields.Char("Size of the Text", compute="_compute_sms_ir_size")

    @api.depends("body")
    def _compute_sms_ir_size(self):
        for composer in self:
            composer.sms_ir_size = self.env["sms.template"]._sms_ir_describe_size(composer.body)

    def _action_send_sms(self):
        """Let the messages remember their template, for templates that SMS.ir approved."""
        template = self.template_id
        composer = self.with_context(sms_template_id=template.id) if template else self
        return super(SmsComposer, composer)._action_send_sms()
