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
        """Propose what was sent, the tag as its key meant it then."""
        for wizard in self:
            event = wizard.event_id
            at = event.at or event.received_at
            meanings = self.env["club.tag.period"]._key_meanings(
                event.company_id.id, event.device_id.group_id.id, at
            )
            wizard.mobile = event.mobile
            wizard.tag_id = meanings.tag_at(event.tag_key, at)
            wizard.at = at

    def action_apply(self):
        """Count the entry as stated."""
        self.ensure_one()
        self.event_id._correct(self.mobile, self.tag_id, self.at, self.reason)
        return {"type": "ir.actions.act_window_close"}
