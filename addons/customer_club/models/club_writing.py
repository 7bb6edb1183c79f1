import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.digits import localize_digits
from ..tools.jalali import format_jalali
from ..tools.message_text import EXTRA_PLACEHOLDERS, LINK_PLACEHOLDERS, PLACEHOLDERS, render
from ..tools.mobile import national, normalize_mobile
from ..tools.sms_parts import count_parts
from ..tools.writing_aid import check, used_placeholders

TESTS_AN_HOUR = 10


class ClubWriting(models.AbstractModel):
    """What the writing aid asks the server for: facts, checks, and a test to one's own phone.

    Its public methods are doors for the browser; each says who may use it.
    """

    _name = "club.writing"
    _description = "Writing Aid"

    @api.model
    def facts(self, extra=()):
        """What the browser needs to show a text as a customer will see it.

        :param extra: canonical names of further placeholders (``code``, ``until``, ``link``)
        :return: dict: ``placeholders`` (list of dicts ``name``, ``label``, ``token``,
            ``spellings``, ``value``), ``sender``, ``price`` and ``currency_id`` of a part,
            ``mobile`` of the user (as people read it, or False), ``card`` (the company's facts)
        """
        self._check_user()
        company = self.env.company
        lang = company._club_lang()
        persian = lang.startswith("fa")
        samples = self._samples(company)
        labels = self._placeholder_labels()
        placeholders = []
        for name, spellings in self._spellings(extra).items():
            own = next((s for s in spellings if s.isascii() != persian), spellings[0])
            placeholders.append(
                {
                    "name": name,
                    "label": labels.get(name, name),
                    "token": f"{{{own}}}",
                    "spellings": list(spellings),
                    "value": localize_digits(samples[name], lang)
                    if name in ("visits", "until")
                    else samples[name],
                }
            )
        number = self._own_mobile()
        contact = company.sudo().partner_id
        return {
            "placeholders": placeholders,
            "sender": company.name,
            "price": company.club_part_price,
            "currency_id": company.currency_id.id,
            "mobile": number and localize_digits(national(number), self.env.lang),
            "card": {
                "name": company.name,
                "phone": contact.phone or "",
                "address": ", ".join(part for part in (contact.street, contact.city) if part),
                "website": contact.website or "",
            },
        }

    @api.model
    def check(self, text, purpose="service", extra=()):
        """What is to be said about a text, in the reader's language.

        :return: list of dicts ``code``, ``level`` (error, warning, note) and ``text``
        """
        self._check_user()
        company, text = self.env.company, str(text or "")
        samples = self._samples(company)
        used = used_placeholders(text, self._spellings(extra))
        words = self._finding_words()
        labels = self._placeholder_labels()
        comma = "، " if (self.env.lang or "").startswith("fa") else ", "
        result = []
        for finding in check(
            text,
            purpose=purpose,
            sample=render(text, samples, company._club_lang()),
            # A name is as long as it is; what the company itself puts in can be made shorter.
            values={name: samples[name] for name in used if name in ("company", "tag")},
            extra=self._known(extra),
            links_allowed=company.club_links_allowed,
            optout_words=company.club_optout_words or "",
        ):
            values = {
                key: comma.join(value) if isinstance(value, list) else value
                for key, value in finding.values.items()
            }
            if "name" in values:
                values["name"] = labels.get(values["name"], values["name"])
            sentence = localize_digits(words[finding.code] % values, self.env.lang)
            result.append({"code": finding.code, "level": finding.level, "text": sentence})
        return result

    @api.model
    def send_test(self, text, extra=()):
        """Send a text, filled with samples, to the user's own mobile, by the road of all texts.

        :return: the number it goes to, as people read it
        """
        if not self.env.user.has_group("customer_club.group_club_marketer"):
            raise AccessError(self.env._("Only marketers and managers of the club send tests."))
        company, number = self.env.company, self._own_mobile()
        if not number:
            raise UserError(
                self.env._("Your own contact has no mobile number. Enter it in your profile.")
            )
        samples = {
            name: value
            for name, value in self._samples(company).items()
            if name in self._spellings(extra)
        }
        body = render(str(text or ""), samples, company._club_lang()).strip()
        if not body:
            raise UserError(self.env._("There is no text to send yet."))
        self.env["club.message"]._plan_test(company, self.env.user.partner_id, number, body)
        return localize_digits(national(number), self.env.lang)

    # What it stands on -------------------------------------------------------------------------

    def _check_user(self):
        if not self.env.user.has_group("customer_club.group_club_user"):
            raise AccessError(self.env._("Texts of the club are for its users."))

    @api.model
    def _spellings(self, extra=()):
        """Canonical name → spellings of the placeholders that a text may use."""
        wanted = self._known(extra)
        return PLACEHOLDERS | {name: EXTRA_PLACEHOLDERS[name] for name in wanted}

    @api.model
    def _known(self, extra):
        """Of what a browser asks for, the placeholders that there are."""
        asked = list(extra) if isinstance(extra, (list, tuple)) else []
        return tuple(name for name in EXTRA_PLACEHOLDERS if name in asked)

    @api.model
    def _placeholder_labels(self):
        return {
            "name": self.env._("Name"),
            "visits": self.env._("Number of the visit"),
            "company": self.env._("Shop"),
            "tag": self.env._("Tag"),
            "form": self.env._("Link to the form"),
            "preferences": self.env._("Link to the wishes"),
            "member": self.env._("Link to the member's page"),
            "code": self.env._("Discount code"),
            "until": self.env._("Valid until"),
            "link": self.env._("Link"),
        }

    @api.model
    def _samples(self, company):
        """What placeholders become in a preview and in a test, by canonical name."""
        env = self.with_context(lang=company._club_lang()).env
        ahead = fields.Date.add(fields.Date.context_today(self), days=10)
        tag = self.env["club.tag"].search([("company_id", "=", company.id)], limit=1)
        return self._sample_links(company) | {
            "name": env._("Sara"),
            "visits": "3",
            "company": company.name,
            "tag": tag.name or env._("Coffee"),
            "code": "SARA-7261",
            "until": format_jalali(ahead)
            if company._club_lang().startswith("fa")
            else ahead.isoformat(),
            "link": f"{company.get_base_url()}/c/Sara7261Aban",
        }

    @api.model
    def _sample_links(self, company):
        """Addresses as long as those that customers get; they lead nowhere."""
        return dict.fromkeys(LINK_PLACEHOLDERS, f"{company.get_base_url()}/c/Sara7261Abcd")

    def _own_mobile(self):
        """The user's own number in E.164, or None."""
        partner = self.env.user.partner_id
        region = partner._club_region()
        return partner.club_mobile or normalize_mobile(partner.phone or "", region)

    @api.model
    def _finding_words(self):
        return {
            "unknown_placeholder": self.env._("Nothing can fill these placeholders: %(names)s"),
            "link": self.env._(
                "The text holds a link (%(links)s). Operators stop links from lines that have no "
                "permission for them."
            ),
            "no_optout": self.env._(
                "Advertising must tell how to stop it: “%(words)s” is put at its end."
            ),
            "long_value": self.env._(
                "“%(value)s” (%(name)s) is longer than the %(most)s letters that approved "
                "templates allow for a value."
            ),
            "many_parts": self.env._(
                "The text is %(parts)s SMS. More than %(most)s are dear, and are not read."
            ),
        }


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _plan_test(self, company, partner, number, body):
        """A test in the ledger, by the road of all texts. The index holds the number per hour.

        :raise UserError: the user has sent ten within this hour
        """
        hour = f"test:{self.env.uid}:{int(time.time() // 3600)}"
        sent = self.sudo().search_count([("origin", "=like", hour + ":%")])
        if sent >= TESTS_AN_HOUR:
            raise UserError(
                self.env._("These were %s tests within an hour. Go on a little later.", sent)
            )
        now = fields.Datetime.now()
        row = {
            "visit_id": None,
            "partner_id": partner.id,
            "number": number,
            "body": body,
            "parts": count_parts(body),
            "rule_key": "test",
            "origin": f"{hour}:{sent + 1}",
            "state": "planned",
            "reason_code": None,
            "ended_at": None,
            "planned_at": now,
            "instant": True,
        }
        if not self._plan_insert(company, [row], "service"):
            raise UserError(self.env._("Another test of yours is just on its way."))
