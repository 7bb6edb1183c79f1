from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.mobile import normalize_mobile


class LadderReferralAdd(models.TransientModel):
    """Somebody names who brought them: a code, or a mobile number, at the counter or by phone."""

    _name = "ladder.referral.add"
    _description = "Who Brought This Customer"

    partner_id = fields.Many2one("res.partner", "New customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    entered = fields.Char("Code or mobile number")
    referrer_id = fields.Many2one(
        "res.partner", "Brought by", compute="_compute_referrer_id", store=True, readonly=False
    )
    note = fields.Char()
    wrong = fields.Char(compute="_compute_referrer_id", store=True)

    @api.depends("entered", "company_id")
    def _compute_referrer_id(self):
        for wizard in self:
            wizard.wrong = False
            if not wizard.entered:
                continue
            wizard.referrer_id = wizard._find()
            if not wizard.referrer_id:
                wizard.wrong = self.env._(
                    "No member has this code or number. Please read it again."
                )

    def _find(self):
        """The member whose code or mobile number was typed."""
        [owner] = self.env["ladder.referral.code"]._find(self.company_id, [self.entered])
        if owner:
            return owner.with_env(self.env)
        mobile = normalize_mobile(
            self.entered, self.env["res.partner"]._club_region(self.company_id)
        )
        return mobile and self.env["res.partner"].search(
            [
                ("club_mobile", "=", mobile),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="company_id",
            limit=1,
        )

    def action_add(self):
        self.ensure_one()
        if not self.referrer_id:
            raise UserError(self.wrong or self.env._("Say who brought this customer."))
        by_code = (
            self.entered
            and self.env["ladder.referral.code"]._find(self.company_id, [self.entered])[0]
        )
        referral = self.env["ladder.referral"].create(
            {
                "referrer_id": self.referrer_id.id,
                "referred_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "source": "code" if by_code else "manual",
                "note": self.note,
            }
        )
        return referral._say_verdict()


class ClubVisitAdd(models.TransientModel):
    _inherit = "club.visit.add"

    referral_code = fields.Char(
        "Brought by (code)", help="The code of the member who recommended us, if there is one."
    )

    def action_add(self):
        """A wrong code is said before anything is counted."""
        self.ensure_one()
        if self.referral_code:
            [owner] = self.env["ladder.referral.code"]._find(self.company_id, [self.referral_code])
            if not owner:
                raise UserError(
                    self.env._(
                        "Nobody has the code %s. Please read it again.",
                        localize_digits(self.referral_code, self.env.lang),
                    )
                )
        action = super().action_add()
        if self.referral_code:
            [referral] = self.env["ladder.referral"]._claim(
                self.company_id,
                [
                    {
                        "code": self.referral_code,
                        "referred_id": action["params"]["next"]["res_id"],
                        "source": "code",
                    }
                ],
            )
            words = referral.with_env(self.env)._verdict_words()
            action["params"]["message"] = f"{action['params']['message']} {words}"
            if referral.state == "refused":
                action["params"]["type"] = "warning"
        return action
