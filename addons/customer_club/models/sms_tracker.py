from odoo import fields, models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    club_message_id = fields.Many2one(
        "club.message", "Club message", ondelete="cascade", index="btree_not_null"
    )
    # What the provider charged. Filled by whichever provider knows it; the definition is shared.
    sms_cost = fields.Float("Cost (Messages)", digits=(16, 4))

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        result = super()._update_sms_notifications(
            notification_status, failure_type=failure_type, failure_reason=failure_reason
        )
        messages = self.club_message_id
        if messages:
            messages.sudo()._apply_sms_status(notification_status, failure_type, failure_reason)
        return result

    def write(self, vals):
        result = super().write(vals)
        if "sms_cost" in vals:
            self.club_message_id.sudo().write({"cost": vals["sms_cost"]})
        return result
