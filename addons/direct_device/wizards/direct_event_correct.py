from odoo import api, fields, models


class DirectEventCorrect(models.TransientModel):
    """Puts a rejected entry right, or moves a visit that went to a wrong number."""

    _name = "direct.event.correct"
    _description = "Correct an Entry"

    event_id = fields.Many2one("direct.event", "Entry", required=True, readonly=True)
    company_id = fields.Many2one(related="event_id.company_id")
    state = fields.Selection(related="event_id.state")
    code = fields.Selection(related="event_id.code", string="Rejected because")
    mobile = fields.Char(
        "Mobile number", required=True, compute="_compute_proposal", store=True, readonly=False
    )
    tag_id = fields.Many2one(
        "club.tag",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    at = fields.Datetime(
        "Time of the visit", compute="_compute_proposal", store=True, readonly=False
    )
    reason = fields.Char(help="Why the visit is moved; kept with the entry.")

    @api.depends("event_id")
    def _compute_proposal(self):
        """Propose what was sent."""
        for wizard in self:
            event = wizard.event_id
            tags = self.env["club.tag"]._keypad_tags(event.company_id, event.device_id.group_id)
            wizard.mobile = event.mobile
            wizard.tag_id = tags.filtered(lambda tag, key=event.tag_key: key and tag.key == key)[:1]
            wizard.at = event.at or event.received_at

    def action_apply(self):
        """Count the entry as stated."""
        self.ensure_one()
        self.event_id._correct(self.mobile, self.tag_id, self.at, self.reason)
        return {"type": "ir.actions.act_window_close"}
