"""What a person wants of our texts, and what happens when it was the wrong person."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.digits import localize_digits
from ..tools.mobile import national
from .duplicates import retry_on_duplicate


class ClubLink(models.Model):
    _inherit = "club.link"

    def _page_preferences(self, post):
        """The page of wishes: what the person wants from now on. It tells nothing of before."""
        if not self.partner_id:
            return None
        if self.disowned_at:
            return self._disowned_page()
        step = (post or {}).get("step")
        if step == "not_me":
            return "customer_club.not_me_page", {"sure": False}
        if step == "not_me_sure":
            self._disown()
            return self._disowned_page()
        chosen = step if step in self._wish_words() else None
        if chosen:
            self._take_wish(chosen)
        return "customer_club.preferences_page", {
            "wishes": list(self._wish_words().items()),
            "chosen": chosen,
        }

    def _wish_words(self):
        """Wish → the sentence on its button, which is what is kept as the person's word."""
        name = self.company_id.name
        return {
            "no_ads": self.env._("No advertising from %s, please", name),
            "nothing": self.env._("No text messages at all from %s, please", name),
            "resume": self.env._("I want messages and offers from %s again", name),
        }

    def _take_wish(self, wish):
        """Keep a wish, and obey it. The same wish once more changes nothing."""
        wording = self._wish_words()[wish]
        # Two taps meet on this row: the later one is run again, and finds what the first one left.
        self.env.cr.execute(SQL("UPDATE club_link SET wish = %s WHERE id = %s", wish, self.id))
        self.invalidate_recordset(["wish"], flush=False)
        blacklist = self.env["phone.blacklist"].with_context(
            consent_channel="form", consent_wording=wording
        )
        number = self.partner_id.club_mobile or self.partner_id.phone_sanitized
        listed = number and blacklist.search_count([("number", "=", number)], limit=1)
        if wish == "resume":
            if listed:
                blacklist._remove([number], message=wording)
            self.env["club.number.stop"].search([("number", "=", number)]).unlink()
        elif number and not listed:
            # Odoo's own marketing obeys the list, too.
            with retry_on_duplicate():
                blacklist._add([number], message=wording)
        self._record("advertising", wish == "resume", wording)
        if wish != "no_ads":
            self._record("service", wish == "resume", wording)

    # Not this person ----------------------------------------------------------------------------

    def _disowned_page(self):
        return "customer_club.not_me_page", {"sure": True}

    def _disown(self):
        """The reader says that the text was meant for somebody else.

        The visit that brought it counts no longer, no text goes to the number any more, other
        links of the person end, and staff are told. Once, however often it is said.
        """
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                "UPDATE club_link SET disowned_at = %s WHERE id = %s AND disowned_at IS NULL"
                " RETURNING id",
                now,
                self.id,
            )
        )
        self.invalidate_recordset(["disowned_at"], flush=False)
        if not rows:
            return
        partner = self.partner_id
        here = self.with_context(lang=self.company_id._club_lang())
        if self.visit_id:
            self.visit_id._void(here.env._("The owner of the number said: this is not me."))
        number = partner.club_mobile or partner.phone_sanitized
        if number:
            self.env["club.number.stop"]._stop(number, partner)
        self._end_own(partner, but_not=self.ids)
        here._tell_staff(number)

    @api.model
    def _own_kinds(self):
        """Hook: kinds of links that open a page of the person's own, which nobody else may see."""
        return ["form", "preferences", "member"]

    @api.model
    def _end_own(self, partners, but_not=()):
        """Close the links to the own pages of these persons."""
        now = fields.Datetime.now()
        self.search(
            [
                ("partner_id", "in", partners.ids),
                ("kind", "in", self._own_kinds()),
                ("id", "not in", list(but_not)),
                "|",
                ("expires_at", "=", False),
                ("expires_at", ">", now),
            ]
        ).write({"expires_at": now})

    def _tell_staff(self, number):
        partner = self.partner_id
        shown = localize_digits(national(number or ""), self.env.lang)
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        self.env["club.deed"]._schedule(
            kind or self.env["mail.activity.type"].search([], limit=1),
            partner,
            summary=self.env._(
                "The owner of %s says: this is not me. Ask for the right number.", shown
            ),
            user=self._who_is_told(),
        )

    def _who_is_told(self):
        """Whom the form names, who looks after the person, else a manager of the club."""
        company = self.company_id
        form = self.form_id or self._form_of_person()
        user = form.user_id or self.partner_id.user_id
        if user.active and company in user.company_ids:
            return user
        managers = self.env.ref("customer_club.group_club_manager").all_user_ids
        return managers.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        ).sorted("id")[:1] or self.env.ref("base.user_admin")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Whoever has the old number of a person must not open the person's pages."""
        before = {}
        if "club_mobile" in vals:
            before = {partner.id: partner.club_mobile for partner in self}
        result = super().write(vals)
        moved = self.filtered(lambda p: before.get(p.id) and p.club_mobile != before[p.id])
        if moved:
            self.env["club.link"].sudo()._end_own(moved)
        return result
