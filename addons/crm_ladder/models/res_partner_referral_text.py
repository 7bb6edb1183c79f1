from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.own_words import fill


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_ladder_send_referral_code(self):
        """Tell members their code and link by text: advertising, once a day at most."""
        self.check_access("read")
        if not self.env.user.has_group("customer_club.group_club_marketer"):
            raise UserError(self.env._("Only club marketers write to many members."))
        company = self.env.company
        members = self.filtered("club_mobile")
        links = self.env["ladder.referral.code"]._links(company, members.ids)
        program = self.env["ladder.referral.program"]._of(company)
        today = fields.Date.context_today(self)
        new = (
            self.env["club.message"]
            .sudo()
            ._plan_letters(
                company,
                [
                    {
                        "person": partner._club_addressee(),
                        "text": fill(
                            program.invite_text,
                            {
                                "code": localize_digits(
                                    links[partner.id][0],
                                    partner.lang or company._club_lang(),
                                ),
                                "link": links[partner.id][1],
                            },
                        ),
                        "values": {},
                        "rule_key": "referral:invite",
                        "origin": f"res.partner:{partner.id}:{today}",
                    }
                    for partner in members
                ],
                "advertising",
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%(sent)s texts are planned, %(left)s members were left alone "
                    "(no mobile number, or told today already).",
                    sent=localize_digits(str(len(new)), self.env.lang),
                    left=localize_digits(str(len(self) - len(new)), self.env.lang),
                ),
                "type": "success" if new else "warning",
            },
        }
