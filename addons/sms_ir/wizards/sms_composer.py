from odoo import fields, models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    sms_send_at = fields.Datetime("Send At", help="Empty: at once.")

    def _action_send_sms(self):
        """Let the messages remember their template and the time at which they are to be sent."""
        more = {"sms_template_id": self.template_id.id} if self.template_id else {}
        if self.sms_send_at:
            more["sms_send_at"] = self.sms_send_at
        result = super(SmsComposer, self.with_context(**more))._action_send_sms()
        answered = self.env.context.get("sms_ir_inbound_id")
        if answered:
            self.env["sms.ir.inbound"].browse(answered).exists().action_done()
        return result
