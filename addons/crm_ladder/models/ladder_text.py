from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.customer_club.tools.message_text import unknown_placeholders

from ..tools.own_words import unknown_words


class LadderText(models.AbstractModel):
    """Texts of the ladder go through the club's ledger, like every other text to a customer."""

    _name = "ladder.text"
    _description = "Ladder Texts"

    @api.model
    def _plan(self, partner, company, text, *, rule_key, origin, purpose="service"):
        """Plan a text; the same rule and origin plan it once.

        A customer without a mobile number gets none.

        :return: id of the new ledger row, or None
        """
        if not partner.club_mobile or not (text or "").strip():
            return None
        letter = {
            "person": partner._club_addressee(),
            "text": text,
            "values": {"visits": partner.club_visit_count, "tag": ""},
            "rule_key": rule_key,
            "origin": origin,
        }
        new = self.env["club.message"].sudo()._plan_letters(company, [letter], purpose)
        partner.invalidate_recordset(["club_message_ids"], flush=False)
        return new[0] if new else None

    @api.model
    def _check_words(self, text, words):
        """Refuse a text with a placeholder that neither the club nor the caller can fill.

        :param text: the text, or False
        :param words: names of ``tools.own_words.WORDS`` that the caller fills
        """
        unknown = unknown_words(unknown_placeholders(text), words)
        if unknown:
            raise ValidationError(
                self.env._(
                    "The text holds {%(unknown)s}, which nothing can fill. "
                    "Use {name}, {company}, {%(known)s}.",
                    unknown="}, {".join(unknown),
                    known="}, {".join(words),
                )
            )
