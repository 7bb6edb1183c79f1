"""What comes back from a form: read, checked, and put on the member's record."""

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Command

from ..tools.calendars import GREGORIAN, JALALI, MONTH_NAMES, read
from ..tools.digits import localize_digits
from ..tools.form_answers import OLDEST, read_choices, read_email, read_line, read_three
from ..tools.social import MAX_TYPED_LENGTH, clean_handle, network_of


class ClubForm(models.Model):
    _inherit = "club.form"

    def _calendar(self):
        """In which calendar the reader of the page counts days."""
        iranian = self.company_id.country_id.code == "IR"
        return JALALI if iranian or (self.env.lang or "").startswith("fa") else GREGORIAN

    def _day_boxes(self):
        """The choices of the three boxes for a day: ``days``, ``months``, ``years``."""
        calendar, lang = self._calendar(), self.env.lang
        names = MONTH_NAMES[calendar]["fa" if (lang or "").startswith("fa") else "en"]
        year = read(calendar, self._today())[0]
        return {
            "days": [(str(n), localize_digits(str(n), lang)) for n in range(1, 32)],
            "months": [(str(n), name) for n, name in enumerate(names, 1)],
            "years": [
                (str(n), localize_digits(str(n), lang)) for n in range(year, year - OLDEST, -1)
            ],
        }

    def _today(self):
        return self.company_id._club_day(fields.Datetime.now())

    # Reading ------------------------------------------------------------------------------------

    def _read_answers(self, asked, post):
        """Read what the page sent for the questions that were asked; all else is not looked at.

        :param asked: as of :meth:`_fields_asked`
        :param post: dict name → text
        :return: ``(values, errors)``: dicts by code, of what was answered and of what is wrong
            with it, in words
        """
        values, errors = {}, {}
        words = self._error_words()
        for question in asked:
            code = question["name"]
            value, error = getattr(self, f"_read_{question['kind']}")(question, post)
            if not error and not value and question["required"]:
                error = "required"
            if error:
                errors[code] = words[error]
            elif value:
                values[code] = value
        return values, errors

    def _read_text(self, question, post):
        return read_line(post.get(question["name"]))

    def _read_email(self, question, post):
        return read_email(post.get(question["name"]))

    def _read_day(self, question, post):
        parts = (post.get(f"{question['name']}_{part}") for part in ("year", "month", "day"))
        return read_three(self._calendar(), *parts, self._today())

    def _read_choice(self, question, post):
        typed = post.get(question["name"]) or ""
        known = [value for value, _label in question["choices"]]
        found, error = read_choices([typed] if typed else [], known)
        return found and found[0], error

    def _read_choices(self, question, post):
        known = [value for value, _label in question["choices"]]
        return read_choices([v for v in known if post.get(f"{question['name']}_{v}")], known)

    def _read_social(self, question, post):
        """:return: ``(network, handle)``"""
        code = question["name"]
        typed = (post.get(f"{code}_handle") or "").strip()
        if not typed:
            return None, None
        network = network_of(typed[:MAX_TYPED_LENGTH]) or post.get(f"{code}_network")
        if network not in dict(question["choices"]):
            return None, "no_profile"
        region = self.env["res.partner"]._club_region(self.company_id)
        handle = clean_handle(network, typed, region)
        return (handle and (network, handle)), (None if handle else "no_profile")

    def _error_words(self):
        return {
            "required": self.env._("Please fill this in."),
            "too_long": self.env._("This is too long. Write it shorter, please."),
            "no_email": self.env._("This is no e-mail address. It looks like name@example.com."),
            "no_day": self.env._("There is no such day. Check day, month and year, please."),
            "half_day": self.env._("Choose day, month and year, please."),
            "no_choice": self.env._("Choose one of the answers, please."),
            "no_profile": self.env._("Write the name of the profile, or paste its link, please."),
        }

    # Taking -------------------------------------------------------------------------------------

    def _accept(self, partner, values):
        """Hook: put answers on the record. Called once for what a page sent, as superuser.

        Add-ons take out what is theirs and leave the rest to ``super()``. What cannot be accepted
        raises ``UserError`` in the customer's words, and nothing of the page is kept.

        :param partner: res.partner record
        :param values: dict code → value as :meth:`_read_answers` has it
        """
        vals = {}
        fields_of = partner._fields
        for code, value in values.items():
            if code == "club_social_ids":
                self._accept_profile(partner, *value)
            elif code not in fields_of:
                continue
            elif fields_of[code].type == "many2one":
                vals[code] = int(value)
            elif fields_of[code].type == "many2many":
                vals[code] = [Command.link(int(one)) for one in value]
            else:
                vals[code] = value
        if "club_birthday" in vals:
            vals["club_birthday_calendar"] = self._calendar()
        if vals:
            partner.with_context(mail_notrack=True).write(vals)
        self._note(partner, values)

    def _accept_profile(self, partner, network, handle):
        profiles = partner.club_social_ids
        if not profiles.filtered(lambda p: (p.network, p.handle) == (network, handle)):
            profiles.create({"partner_id": partner.id, "network": network, "handle": handle})

    def _note(self, partner, values):
        """Staff read on the contact that the person has answered, and what about."""
        here = self.with_context(lang=self.company_id._club_lang())
        labels = [q["label"] for code, q in here._questions().items() if code in values]
        if labels:
            comma = "، " if (here.env.lang or "").startswith("fa") else ", "
            partner._message_log(
                body=Markup("%s %s")
                % (here.env._("Filled in the information form:"), comma.join(labels)),
                author_id=partner.id,
            )
