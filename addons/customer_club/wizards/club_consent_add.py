from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.club_consent import CONSENT_PURPOSES


class ClubConsentAdd(models.TransientModel):
    """What a customer tells a clerk about being written to."""

    _name = "club.consent.add"
    _description = "Record a Consent"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    purpose = fields.Selection(CONSENT_PURPOSES, required=True, default="advertising")
    wish = fields.Selection(
        [("given", "Agrees"), ("refused", "Does not want it")], required=True, default="refused"
    )
    wording = fields.Text("In which words", help="What the customer was asked, or said.")
    everywhere = fields.Boolean(
        "In all companies", help="Otherwise it holds in the present company and its branches."
    )
    on_blacklist = fields.Boolean(compute="_compute_on_blacklist")

    @api.depends("partner_id")
    def _compute_on_blacklist(self):
        blacklist = self.env["phone.blacklist"].sudo()
        for wizard in self:
            number = wizard.partner_id.club_mobile or wizard.partner_id.phone_sanitized
            wizard.on_blacklist = bool(
                number and blacklist.search_count([("number", "=", number)], limit=1)
            )

    def action_record(self):
        self.ensure_one()
        partner = self.partner_id
        partner.check_access("write")
        given = self.wish == "given"
        if given and not (self.wording or "").strip():
            raise UserError(
                self.env._("Write down in which words the customer agreed: it is the proof.")
            )
        if given and self.purpose == "advertising" and self.on_blacklist:
            # The list is Odoo's and holds in all companies; leaving it is a wish of its own.
            self.env["phone.blacklist"].sudo().with_context(
                consent_channel="staff", consent_wording=self.wording
            )._remove([partner.club_mobile or partner.phone_sanitized], message=self.wording)
            # The removal has left the row that says so.
            return {"type": "ir.actions.act_window_close"}
        self.env["club.consent"].sudo()._record(
            partner,
            self.purpose,
            given=given,
            channel="staff",
            wording=self.wording,
            company=None if self.everywhere else self.env.company,
        )
        return {"type": "ir.actions.act_window_close"}
