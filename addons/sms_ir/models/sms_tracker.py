from odoo import fields, models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    sms_cost = fields.Float("Cost (Messages)", digits=(16, 4))

    def _sms_ir_update(self, sms_state, failure_type=None, reason=None):
        """Pass a state on to whoever follows these messages.

        Delivery errors go the way of Odoo's own providers, so that bounces are bounces everywhere.
        """
        trackers = self.with_context(sms_skip_msg_notification=True)
        if sms_state == "error" and failure_type == "sms_not_delivered":
            trackers.with_context(
                sms_known_failure_reason=reason
            )._action_update_from_provider_error("not_delivered")
            return
        for group, known_type in trackers._sms_ir_split_by_failure(failure_type):
            group._action_update_from_sms_state(
                sms_state, failure_type=known_type or False, failure_reason=reason or False
            )

    def _sms_ir_split_by_failure(self, failure_type):
        """Yield trackers with a failure type that each of their documents has a word for.

        Documents of other add-ons (such as mailing traces) have their own list of failures.
        """
        if not failure_type:
            yield self, failure_type
            return
        poor = self.browse()
        for name, field in self._fields.items():
            if field.type != "many2one" or name == "mail_notification_id":
                continue
            known = self.env[field.comodel_name]._fields.get("failure_type")
            if known is None or known.type != "selection":
                continue
            if failure_type not in known.get_values(self.env):
                poor |= self.filtered(name)
        if poor:
            yield poor, "unknown"
        if self - poor:
            yield self - poor, failure_type
