from odoo import api, fields, models


class ClubMessageResend(models.TransientModel):
    """A person says why, and a text goes once more."""

    _name = "club.message.resend"
    _description = "Send Again"

    message_ids = fields.Many2many("club.message", string="Texts", required=True)
    reason = fields.Char(required=True)
    count = fields.Integer(compute="_compute_what")
    any_unknown = fields.Boolean(compute="_compute_what")
    any_arrived = fields.Boolean(compute="_compute_what")

    @api.depends("message_ids")
    def _compute_what(self):
        for wizard in self:
            states = set(wizard.message_ids.mapped("state"))
            wizard.count = len(wizard.message_ids)
            wizard.any_unknown = "unknown" in states
            wizard.any_arrived = bool(states & {"sent", "delivered"})

    def action_send(self):
        self.ensure_one()
        again = self.message_ids._resend(self.reason)
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_message_action")
        action["domain"] = [("id", "in", again.ids)]
        action["context"] = {}
        if len(again) == 1:
            action.update(views=[(False, "form")], res_id=again.id)
        return action
