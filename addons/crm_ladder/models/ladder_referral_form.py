"""The information form asks who recommended us; the member's page tells the code to pass on."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.customer_club.tools.digits import localize_digits

QUESTION = "ladder_referral_code"


class ClubForm(models.Model):
    _inherit = "club.form"

    @api.model
    def _questions(self):
        return super()._questions() | {
            QUESTION: {
                "label": self.env._("Code of the friend who recommended us"),
                "kind": "text",
                "always": True,
                "autocomplete": "off",
            }
        }

    def _known(self, partner, code):
        if code == QUESTION:
            return bool(partner.sudo().ladder_brought_by_id)
        return super()._known(partner, code)

    def _accept(self, partner, values):
        """A code that nobody has is said at once; what does not count is kept, with the reason."""
        rest = dict(values)
        typed = rest.pop(QUESTION, None)
        if typed:
            [referral] = self.env["ladder.referral"]._claim(
                self.company_id, [{"code": typed, "referred_id": partner.id, "source": "form"}]
            )
            if not referral:
                raise UserError(
                    self.env._(
                        "Nobody has the code %s. Please read it again.",
                        localize_digits(typed[:20], self.env.lang),
                    )
                )
        return super()._accept(partner, rest)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_member_page(self, company):
        """``referral``: dict ``code`` and ``link`` (or False), False while no programme runs;
        ``privileges``: list of names."""
        page = super()._club_member_page(company)
        program = self.env["ladder.referral.program"].sudo()
        running = program.search_count([("company_id", "=", company.id), ("running", "=", True)])
        code = running and self.env["ladder.referral.code"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", self.id),
                ("retired", "!=", True),
            ]
        )
        held = self.env["ladder.privilege.holder"].sudo()
        held = held.search(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", company.id),
                ("until", "=", False),
            ],
            order="privilege_id",
        )
        return page | {
            "referral": bool(code)
            and {
                "code": localize_digits(code.code, self.env.lang),
                "link": bool(code.link_id) and code.link_id._url(),
            },
            "privileges": held.with_env(self.env).sudo().privilege_id.mapped("name"),
        }
