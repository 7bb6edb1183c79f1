from odoo import api, models

from odoo.addons.customer_club.tools.mobile import known_name


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
        number = partner.club_mobile
        if not number or not (text or "").strip():
            return None
        letter = {
            "person": {
                "id": partner.id,
                "mobile": number,
                "name": known_name(partner.name, number),
                "lang": partner.lang,
            },
            "text": text,
            "values": {"visits": partner.club_visit_count, "tag": ""},
            "rule_key": rule_key,
            "origin": origin,
        }
        new = self.env["club.message"].sudo()._plan_letters(company, [letter], purpose)
        partner.invalidate_recordset(["club_message_ids"], flush=False)
        return new[0] if new else None
