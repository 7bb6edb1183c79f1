from odoo import api, fields, models

from odoo.addons.customer_club.tools.message_text import render
from odoo.addons.customer_club.tools.mobile import known_name
from odoo.addons.customer_club.tools.sms_parts import count_parts


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
        body = render(
            text,
            {
                "name": known_name(partner.name, number) or company.club_nameless_word,
                "visits": partner.club_visit_count,
                "company": company.name,
                "tag": "",
            },
            partner.lang or company._club_lang(),
        ).strip()
        new = (
            self.env["club.message"]
            .sudo()
            ._plan_insert(
                company,
                [
                    {
                        "visit_id": None,
                        "partner_id": partner.id,
                        "number": number,
                        "body": body,
                        "parts": count_parts(body),
                        "rule_key": rule_key,
                        "origin": origin,
                        "state": "planned",
                        "reason_code": None,
                        "ended_at": None,
                        "planned_at": fields.Datetime.now(),
                    }
                ],
                purpose,
            )
        )
        partner.invalidate_recordset(["club_message_ids"], flush=False)
        return new[0] if new else None
