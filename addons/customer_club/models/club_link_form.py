"""The pages of a person: the information form, the wishes about messages, "this is not me"."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.message_text import links_asked
from .club_form import CHANNEL_OF, CHANNELS

DAYS_OPEN = {"preferences": 180, "member": 90}  # not for good: operators give numbers out anew


class ClubLink(models.Model):
    _inherit = "club.link"

    form_id = fields.Many2one(
        "club.form", ondelete="set null", index="btree_not_null", readonly=True
    )
    channel = fields.Selection(CHANNELS, readonly=True, help="By which road the form was sent.")
    visit_id = fields.Many2one(
        "club.visit",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="The visit whose text carries the link.",
    )
    answered_at = fields.Datetime("Answered", readonly=True)
    answered_fields = fields.Char(readonly=True, help="What this link was answered with.")
    wish = fields.Char("Last wish", readonly=True, help="What was chosen on the page of wishes.")
    disowned_at = fields.Datetime(
        "Not this person",
        readonly=True,
        help="Whoever got the text said that it was not meant for them.",
    )

    @api.model
    def _mint_columns(self):
        columns = {"form_id": "int", "channel": "varchar", "visit_id": "int"}
        return super()._mint_columns() | columns

    # In texts -----------------------------------------------------------------------------------

    @api.model
    def _for_letters(self, company, letters):
        """Make the personal links that texts ask for: one statement, none where none does.

        :param letters: as of ``club.message._plan_letters``
        :return: list of dicts placeholder → address, one for each letter
        """
        values = [dict.fromkeys(links_asked(letter["text"]), "…") for letter in letters]
        # What is kept as cancelled needs no link.
        wanted = [
            (place, kind)
            for place, kinds in enumerate(values)
            if not letters[place].get("silent_reason")
            for kind in kinds
        ]
        if not wanted:
            return values
        persons = [letters[place]["person"]["id"] for place, _kind in wanted]
        forms = self.env["club.form"]._for(company, persons)
        channels = self._channels([letters[place] for place, _kind in wanted])
        now = fields.Datetime.now()
        ends = self.env["club.form"]._ends(company, now)
        rows = []
        for (place, kind), channel in zip(wanted, channels, strict=True):
            letter = letters[place]
            form_id, end = None, now + timedelta(days=DAYS_OPEN.get(kind, 90))
            if kind == "form":
                form_id = letter.get("form_id") or forms[letter["person"]["id"]]
                end = ends.get(form_id, now)  # a company without a form: the link leads nowhere
            rows.append(
                {
                    "kind": kind,
                    "partner_id": letter["person"]["id"],
                    "rule_key": letter["rule_key"],
                    "origin": letter["origin"],
                    "visit_id": letter.get("visit_id"),
                    "form_id": form_id,
                    "channel": channel,
                    "expires_at": end,
                }
            )
        for (place, kind), url in zip(wanted, self._mint(company, rows), strict=True):
            values[place][kind] = url
        return values

    @api.model
    def _channels(self, letters):
        """By which road each letter's person came: told by the letter, the visit, the joining."""
        visits = [letter["visit_id"] for letter in letters if letter.get("visit_id")]
        sources = dict(
            self.env.execute_query(
                SQL("SELECT id, source FROM club_visit WHERE id = ANY(%s)", visits)
            )
            if visits
            else ()
        )
        others = [x["person"]["id"] for x in letters if not x.get("visit_id")]
        joined = {
            partner.id: partner.club_joined_by
            for partner in self.env["res.partner"].sudo().browse(others)
        }
        return [
            letter.get("channel")
            or CHANNEL_OF.get(
                sources.get(letter.get("visit_id")) or joined.get(letter["person"]["id"]), "hand"
            )
            for letter in letters
        ]

    # The form's page ----------------------------------------------------------------------------

    def _page_form(self, post):
        form = self.form_id or self._form_of_person()
        if not form or not self.partner_id:
            return None
        if (post or {}).get("step") in (None, "back"):
            return self._form_values(form, {}, {})
        if post["step"] == "again":
            return self._form_values(form, {}, {}, again=True)
        if post["step"] == "answer":
            return self._form_answer(form, post)
        return self._page_preferences(post)

    def _form_of_person(self):
        Form = self.env["club.form"]
        return Form.browse(Form._for(self.company_id, self.partner_id.ids)[self.partner_id.id])

    def _form_values(self, form, typed, errors, again=False, error=None):
        """What the page shows: questions, never answers; after answering, thanks."""
        if self.disowned_at:
            return self._disowned_page()
        given = (self.answered_fields or "").split()
        asked = form._fields_asked(self.partner_id, self.channel, given if again else ())
        done = bool(self.answered_at) and not again and not typed
        return "customer_club.form_page", {
            "asked": [] if done else asked,
            "boxes": form._day_boxes(),
            "calendar": form._calendar(),
            "consent": "" if done else form._consent_asked(self.partner_id),
            "data": form._say(form.data_wording),
            "done": done,
            "error": error,
            "errors": errors,
            "intro": form._say(form.intro),
            "thanks": form._say(form.thanks),
            "typed": typed,
        }

    def _form_answer(self, form, post):
        """Take what the page sent. The same once more changes nothing; what was given by this
        link can be corrected by it while it is open."""
        # Two taps meet on this row: the later one is run again, and finds the first one's answer.
        self.env.cr.execute(SQL("SELECT 1 FROM club_link WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset(["answered_at", "answered_fields", "disowned_at"])
        if self.disowned_at:
            return self._disowned_page()
        given = (self.answered_fields or "").split()
        asked = form._fields_asked(self.partner_id, self.channel, given)
        consent = form._consent_asked(self.partner_id) if post.get("consent") else ""
        values, errors = form._read_answers(asked, post)
        again = bool(self.answered_at)
        if errors:
            return self._form_values(form, post, errors, again)
        if not values and not consent:
            if again or not asked:
                return self._path()
            empty = self.env._("Nothing is filled in yet.")
            return self._form_values(form, post, {}, again, empty)
        try:
            with self.env.cr.savepoint():
                self._form_take(form, values, consent, given)
        except UserError as refusal:
            self.env.invalidate_all(flush=False)
            return self._form_values(form, post, {}, again, str(refusal))
        return self._path()

    def _form_take(self, form, values, consent, given):
        partner, now = self.partner_id, fields.Datetime.now()
        first = not self.answered_at
        form._accept(partner, values)
        Consent = self.env["club.consent"]
        if consent:
            self._record("advertising", True, consent)
        if values and form.data_wording:
            Consent._record(
                partner,
                "data",
                given=True,
                channel="form",
                wording=form._say(form.data_wording),
                company=self.company_id,
                only_changes=True,
            )
        self.write(
            {
                "answered_at": self.answered_at or now,
                "answered_fields": " ".join(dict.fromkeys([*given, *values])),
            }
        )
        self.env.flush_all()
        if first:
            event = {
                "partner_id": partner.id,
                "origin": f"form:{self.id}",
                "visit_id": self.visit_id.id,
                "at": now,
            }
            self.env["club.rule"]._fire(self.company_id, "form_completed", [event])

    def _path(self):
        return f"/c/{self.token}"

    def _record(self, purpose, given, wording):
        return self.env["club.consent"]._record(
            self.partner_id,
            purpose,
            given=given,
            channel="form",
            wording=wording,
            company=self.company_id,
            only_changes=True,
        )
