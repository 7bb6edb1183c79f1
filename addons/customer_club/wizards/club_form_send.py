from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.club_form import CHANNELS
from ..tools.digits import localize_digits
from ..tools.message_text import links_asked, unknown_placeholders


class ClubFormSend(models.TransientModel):
    """Sends the information form to members: from the record, or while they are on the phone."""

    _name = "club.form.send"
    _description = "Send the Form"

    partner_ids = fields.Many2many(
        "res.partner",
        "club_form_send_res_partner_rel",
        "send_id",
        "partner_id",
        "To",
        required=True,
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    channel = fields.Selection(
        CHANNELS,
        "How they came",
        required=True,
        default="hand",
        help="Decides what is asked for: a caller may be asked for the address, a walk-in not.",
    )
    form_id = fields.Many2one(
        "club.form",
        domain="[('company_id', '=', company_id)]",
        help="Empty: the form that is meant for each member's group.",
    )
    text = fields.Text(required=True)
    asked = fields.Char("Will be asked for", compute="_compute_asked")
    reach_count = fields.Integer("Get the text", compute="_compute_reach")
    refused_count = fields.Integer("Get none", compute="_compute_reach")
    # Made once per opened window: pressing the button twice sends one text.
    origin = fields.Char(default=lambda self: f"form_send:{uuid4().hex[:12]}")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        partners = self.env["res.partner"].browse(self.env.context.get("active_ids") or [])
        if "partner_ids" in fields and partners and "partner_ids" not in values:
            values["partner_ids"] = [(6, 0, partners.ids)]
        form = self._form_for(self.env.company, partners[:1])
        if "text" in fields and form:
            values["text"] = form.text
        return values

    @api.model
    def _form_for(self, company, partner):
        Form = self.env["club.form"]
        if not partner:
            return Form.search([("company_id", "=", company.id)], limit=1)
        return Form.browse(Form._for(company, partner.ids)[partner.id])

    @api.onchange("form_id")
    def _onchange_form_id(self):
        if self.form_id:
            self.text = self.form_id.text

    @api.depends("partner_ids", "channel", "form_id")
    def _compute_asked(self):
        for wizard in self:
            partner = wizard.partner_ids[:1]._origin
            form = wizard.form_id or self._form_for(wizard.company_id, partner)
            asked = form.sudo()._fields_asked(partner.sudo(), wizard.channel) if form else []
            comma = "، " if (self.env.lang or "").startswith("fa") else ", "
            wizard.asked = comma.join(question["label"].rstrip("?؟") for question in asked)

    @api.depends("partner_ids")
    def _compute_reach(self):
        for wizard in self:
            wizard.reach_count = len(wizard._reached())
            wizard.refused_count = len(wizard.partner_ids) - wizard.reach_count

    def _reached(self):
        """Members with a number who have not said that they want no text at all."""
        members = self.partner_ids._origin.filtered("club_mobile")
        refused = self.env["club.consent"].sudo()._refused(members.ids, self.company_id, "service")
        return members.filtered(lambda member: member.id not in refused)

    def action_send(self):
        """Put one text for each member into the ledger, with a link of their own."""
        self.ensure_one()
        self.partner_ids.check_access("read")
        unknown = unknown_placeholders(self.text)
        if unknown:
            raise UserError(
                self.env._("Nothing can fill {%(unknown)s}.", unknown="}, {".join(unknown))
            )
        if "form" not in links_asked(self.text):
            raise UserError(self.env._("The text has to hold {form}: it becomes the link."))
        members = self._reached()
        if not members:
            raise UserError(
                self.env._("Nobody here has a mobile number to which a text may be sent.")
            )
        letters = [
            {
                "person": member._club_addressee(),
                "text": self.text,
                "values": {"visits": member.club_visit_count, "tag": ""},
                "rule_key": "form",
                "origin": f"{self.origin}:{member.id}",
                "channel": self.channel,
                "form_id": self.form_id.id,
                "instant": True,
            }
            for member in members
        ]
        sent = self.env["club.message"].sudo()._plan_letters(self.company_id, letters, "service")
        members.invalidate_recordset(["club_message_ids"], flush=False)
        number = localize_digits(str(len(sent)), self.env.lang)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The form is on its way to %s members.", number),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_club_send_form(self):
        """Ask how the members came, and send them the form."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the form"),
            "res_model": "club.form.send",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_ids": self.ids, "active_model": "res.partner"},
        }


class ClubMessage(models.Model):
    _inherit = "club.message"

    def _compute_rule_label(self):
        result = super()._compute_rule_label()
        for message in self.filtered(lambda message: message.rule_key == "form"):
            message.rule_label = self.env._("Information form")
        return result
