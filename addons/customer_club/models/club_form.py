from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..tools.message_text import render, unknown_placeholders

# By which road somebody came to whom the form is sent.
CHANNELS = [
    ("keypad", "Keypad"),
    ("phone", "On the phone"),
    ("sale", "With a sale"),
    ("hand", "By staff"),
    ("import", "From a list"),
]
# How visits and members came (``club.visit.source``, ``club_joined_by``) → the form's channel.
CHANNEL_OF = {
    "keypad": "keypad",
    "till": "sale",
    "pos": "sale",
    "sale": "sale",
    "import": "import",
}


class ClubForm(models.Model):
    """What a company asks its members for, of whom and how; answered on a page of one's own.

    The first form by sequence that fits a member's group is theirs.
    """

    _name = "club.form"
    _description = "Information Form"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    group_ids = fields.Many2many(
        "club.group",
        "club_form_club_group_rel",
        "form_id",
        "group_id",
        "For members of",
        check_company=True,
        help="Empty: for everybody for whom no other form is meant.",
    )
    valid_days = fields.Integer(
        "Days open", default=14, required=True, help="So long the link in the text works."
    )
    text = fields.Text(
        "Text message",
        required=True,
        default=lambda self: self._first_words("text"),
        help="What carries the link: {form} becomes each customer's own address.",
    )
    intro = fields.Text(
        "Above the form",
        default=lambda self: self._first_words("intro"),
        help="Say what the customer gets out of it. You can use {company}.",
    )
    thanks = fields.Text("After it was sent", default=lambda self: self._first_words("thanks"))
    consent_wording = fields.Text(
        "Consent to advertising",
        default=lambda self: self._first_words("consent"),
        help="The sentence beside a box that the customer may tick; kept with the consent. "
        "Empty: it is not asked for.",
    )
    data_wording = fields.Text(
        "Keeping of data",
        default=lambda self: self._first_words("data"),
        help="Stands above the button, and is kept as the consent to keeping what was sent.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Who is told",
        check_company=True,
        ondelete="set null",
        help="Gets an activity when the owner of a number says: this is not me.",
    )
    question_ids = fields.One2many("club.form.question", "form_id", "Questions", copy=True)
    link_ids = fields.One2many("club.link", "form_id", "Links")
    sent_count = fields.Integer("Sent", compute="_compute_counts")
    opened_count = fields.Integer("Opened", compute="_compute_counts")
    answered_count = fields.Integer("Answered", compute="_compute_counts")

    _valid = models.Constraint(
        "CHECK (valid_days BETWEEN 1 AND 366)", "A form is open for one day to a year."
    )

    def _compute_counts(self):
        rows = self.env["club.link"]._read_group(
            [("form_id", "in", self.ids)],
            ["form_id"],
            ["__count", "first_click_at:count", "answered_at:count"],
        )
        found = {form: counts for form, *counts in rows}
        for form in self:
            form.sent_count, form.opened_count, form.answered_count = found.get(form, (0, 0, 0))

    @api.constrains("text", "intro", "thanks", "consent_wording", "data_wording")
    def _check_words(self):
        for form in self:
            words = (form.intro, form.thanks, form.consent_wording, form.data_wording)
            unknown = unknown_placeholders(form.text)
            unknown += [n for text in words for n in unknown_placeholders(text)]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(form)s: nothing can fill {%(unknown)s}.",
                        form=form.name,
                        unknown="}, {".join(unknown),
                    )
                )
            if not render(form.text or "", {"form": "\x01"}).count("\x01"):
                raise ValidationError(
                    self.env._("%s: the text message has to hold {form}.", form.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        forms = super().create(vals_list)
        self.env.registry.clear_cache()
        for form in forms.filtered(lambda form: not form.question_ids):
            form._add_questions()
        return forms

    def write(self, vals):
        if {"active", "sequence", "company_id", "group_ids", "valid_days"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_clears(self):
        self.env.registry.clear_cache()

    # Which form ---------------------------------------------------------------------------------

    @api.model
    def _for_all(self, companies):
        """Give every company a form, where it has none yet."""
        forms = self.sudo().with_context(active_test=False)
        have = forms.search([("company_id", "in", companies.ids)]).company_id
        for company in companies - have:
            words = self.with_context(lang=company._club_lang()).with_company(company)
            words.sudo().create({"name": words._first_words("name"), "company_id": company.id})

    @api.model
    @ormcache("company_id")
    def _choices_of(self, company_id):
        """What a text needs of a company's forms: ``((form id, group ids, days open), …)``."""
        forms = self.sudo().search([("company_id", "=", company_id)])
        return tuple((form.id, frozenset(form.group_ids.ids), form.valid_days) for form in forms)

    @api.model
    def _for(self, company, partner_ids):
        """The form of each of these members: dict partner id → form id, or None."""
        choices = self._choices_of(company.id)
        groups = {}
        if any(group_ids for _form, group_ids, _days in choices):
            partners = self.env["res.partner"].sudo().browse(partner_ids)
            groups = {partner.id: partner.club_group_id.id for partner in partners}
        return {
            partner_id: next(
                (
                    form_id
                    for form_id, group_ids, _days in choices
                    if not group_ids or groups[partner_id] in group_ids
                ),
                None,
            )
            for partner_id in partner_ids
        }

    @api.model
    def _ends(self, company, now):
        """Form id → until when a link that is made ``now`` works."""
        choices = self._choices_of(company.id)
        return {form_id: now + timedelta(days=days) for form_id, _groups, days in choices}

    # Words --------------------------------------------------------------------------------------

    @api.model
    def _first_words(self, place):
        """What a new form says, in the language of the company's customers."""
        env = self.with_context(lang=self.env.company._club_lang()).env
        return {
            "name": env._("Information form"),
            "text": env._("{name}, a minute of yours helps us to know you better: {form}"),
            "intro": env._(
                "Tell {company} a little about yourself. Leave out what you would rather not say."
            ),
            "thanks": env._("Thank you. We look forward to seeing you again."),
            "consent": env._("{company} may send me its offers by text message."),
            "data": env._("By sending this form I agree that {company} keeps what it says."),
        }[place]

    def _say(self, text):
        """A text of the form as a customer reads it."""
        return render(text or "", {"company": self.company_id.name}, self.env.lang).strip()

    # Staff --------------------------------------------------------------------------------------

    def action_view_links(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_link_action")
        action["domain"] = [("form_id", "=", self.id)]
        return action

    def action_see(self):
        """Open the form as a customer sees it: on the user's own contact, for an hour."""
        self.ensure_one()
        self.check_access("read")
        [url] = (
            self.env["club.link"]
            .sudo()
            ._mint(
                self.company_id,
                [
                    {
                        "kind": "form",
                        "partner_id": self.env.user.partner_id.id,
                        "form_id": self.id,
                        "channel": "hand",
                        "expires_at": fields.Datetime.now() + timedelta(hours=1),
                    }
                ],
            )
        )
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
