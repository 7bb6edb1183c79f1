from odoo import api, fields, models
from odoo.tools import SQL

from .club_form import CHANNELS

# Ask for little, never intrude: by which roads a new form asks for what.
FIRST_ASKED = {
    "name": ("keypad", "phone", "sale", "hand", "import"),
    "club_birthday": ("keypad", "phone", "sale", "hand", "import"),
    "club_profession": ("hand",),
    "function": (),
    "street": ("phone",),
    "city": ("phone",),
    "email": ("phone", "sale", "hand"),
    "club_income_band_id": (),
    "club_preference_ids": ("phone", "hand"),
    "club_social_ids": ("hand",),
}


class ClubFormQuestion(models.Model):
    """A field of the member's record that a form asks for, and by which roads."""

    _name = "club.form.question"
    _description = "Question of the Form"
    _order = "sequence, id"
    _rec_name = "field"

    form_id = fields.Many2one("club.form", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    field = fields.Selection("_selection_field", "Question", required=True)
    required = fields.Boolean()
    ask_keypad = fields.Boolean("Keypad")
    ask_phone = fields.Boolean("On the phone")
    ask_sale = fields.Boolean("With a sale")
    ask_hand = fields.Boolean("By staff")
    ask_import = fields.Boolean("From a list")
    kept = fields.Boolean(
        "In the record",
        compute="_compute_kept",
        help="Whether the company keeps this at all, by its settings. What it does not keep is "
        "not asked for.",
    )

    _once_uniq = models.UniqueIndex("(form_id, field)", "A form asks for a thing once.")

    @api.model
    def _selection_field(self):
        questions = self.env["club.form"]._questions()
        return [(code, values["label"]) for code, values in questions.items()]

    @api.depends("field", "form_id.company_id")
    def _compute_kept(self):
        for question in self:
            question.kept = question.field in question.form_id._kept()


class ClubForm(models.Model):
    _inherit = "club.form"

    @api.model
    def _questions(self):
        """Hook: what forms can ask for, in the order of a new form.

        :return: dict code → dict: ``label``; ``kind``, which tells how it is shown and read
            (``text``, ``email``, ``day``, ``choice``, ``choices``, ``social``); optional
            ``always`` (asked whatever the company keeps), ``autocomplete`` (of HTML), ``hint``
        """
        return {
            "name": {
                "label": self.env._("Your name"),
                "kind": "text",
                "always": True,
                "autocomplete": "name",
            },
            "club_birthday": {"label": self.env._("Date of birth"), "kind": "day"},
            "club_profession": {"label": self.env._("Profession"), "kind": "text"},
            "function": {
                "label": self.env._("Job"),
                "kind": "text",
                "autocomplete": "organization-title",
            },
            "city": {"label": self.env._("City"), "kind": "text", "autocomplete": "address-level2"},
            "street": {
                "label": self.env._("Address"),
                "kind": "text",
                "autocomplete": "street-address",
            },
            "email": {"label": self.env._("E-mail"), "kind": "email", "autocomplete": "email"},
            "club_income_band_id": {"label": self.env._("Income"), "kind": "choice"},
            "club_preference_ids": {"label": self.env._("What do you like?"), "kind": "choices"},
            "club_social_ids": {"label": self.env._("Where we find you"), "kind": "social"},
        }

    def _add_questions(self):
        """Give a new form its questions."""
        self.ensure_one()
        self.env["club.form.question"].create(
            [
                {
                    "form_id": self.id,
                    "sequence": 10 * place,
                    "field": code,
                    **{f"ask_{channel}": True for channel in FIRST_ASKED.get(code, ())},
                }
                for place, code in enumerate(self._questions(), 1)
            ]
        )

    def _kept(self):
        """Codes of the questions that the company may ask: those whose answer it keeps."""
        if not self.company_id:
            return set()
        questions = self._questions()
        kept = set(self.company_id._club_record_fields())
        return kept | {code for code, values in questions.items() if values.get("always")}

    def _fields_asked(self, partner, channel, again=()):
        """Hook: what this person is asked for: by this channel, kept by the company, not known.

        :param partner: res.partner record
        :param channel: a key of ``CHANNELS``
        :param again: codes that are asked although they are known: the person has just given them
        :return: list of dicts as of :meth:`_questions`, with ``name`` (the code), ``required``
            and, where there are any, ``choices`` (list of ``(value, label)``)
        """
        self.ensure_one()
        if channel not in dict(CHANNELS):
            channel = "hand"
        questions, kept = self._questions(), self._kept()
        asked = []
        for question in self.question_ids:
            code = question.field
            if not question[f"ask_{channel}"] or code not in questions or code not in kept:
                continue
            if code not in again and self._known(partner, code):
                continue
            values = {"name": code, "required": question.required, **questions[code]}
            choices = self._choices(code)
            if choices is not None:
                if not choices:
                    continue
                values["choices"] = choices
            asked.append(values)
        return asked

    def _known(self, partner, code):
        """Hook: whether the answer to a question is on the record already."""
        if code == "name":
            return bool(partner.name) and not partner._club_is_nameless()
        return bool(partner[code])

    def _choices(self, code):
        """Hook: the answers that can be chosen: list of ``(value, label)``; None for free text."""
        model = {
            "club_income_band_id": "club.income.band",
            "club_preference_ids": "club.preference",
        }
        if code == "club_social_ids":
            networks = self.env["club.social.profile"]._fields["network"]
            return networks._description_selection(self.env)
        if code not in model:
            return None
        records = self.env[model[code]].search([("company_id", "in", [False, self.company_id.id])])
        return [(str(record.id), record.name) for record in records]

    def _consent_asked(self, partner):
        """The sentence that a box stands beside, as the customer reads it; empty: no box.

        Whoever has said a word on advertising, either way, is not asked again.
        """
        wording = self._say(self.consent_wording)
        Consent = self.env["club.consent"]
        Consent.flush_model()
        said = wording and self.env.execute_query(
            SQL(
                "SELECT 1 FROM club_consent c WHERE c.partner_id = %s"
                " AND c.purpose = 'advertising' AND %s LIMIT 1",
                partner.id,
                Consent._company_sql(self.company_id),
            )
        )
        return "" if said else wording
