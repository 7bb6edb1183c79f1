from odoo import api, fields, models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    sms_ir_size = fields.Char("Size of the Text", compute="_compute_sms_ir_size")
    sms_send_at = fields.Datetime("Send At", help="Empty: at once.")

    @api.depends("body")
    def _compute_sms_ir_size(self):
        for composer in self:
            composer.sms_ir_size = self.env["sms.template"]._sms_ir_describe_size(composer.body)

    def _action_send_sms(self):
        """Let the messages remember their template and the time at which they are to be sent."""
        more = {"sms_template_id": self.template_id.id} if self.template_id else {}
        if self.sms_send_at:
            more["sms_send_at"] = self.sms_send_at
        return super(SmsComposer, self.with_context(**more))._action_send_sms()
