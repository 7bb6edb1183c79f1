from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    sms_ir_blocked_at = fields.Datetime(
        "Blocked Advertising SMS",
        compute="_compute_sms_ir_blocked_at",
        help="When the operator last reported that this number blocked advertising SMS. Service "
        "messages still reach it.",
    )

    @api.depends("phone_sanitized")
    def _compute_sms_ir_blocked_at(self):
        numbers = [number for number in self.mapped("phone_sanitized") if number]
        groups = (
            self.env["sms.ir.message"]
            .sudo()
            ._read_group(
                [("number", "in", numbers), ("state", "=", "blocked")],
                ["number"],
                ["called_at:max"],
            )
        )
        blocked = dict(groups)
        for partner in self:
            partner.sms_ir_blocked_at = blocked.get(partner.phone_sanitized)
