from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LadderReferral(models.Model):
    """Who brought whom. One customer is brought by one other, once."""

    _name = "ladder.referral"
    _description = "Referral"
    _order = "referred_at desc, id desc"
    _rec_name = "referred_id"

    referrer_id = fields.Many2one(
        "res.partner", "Referred by", required=True, ondelete="cascade", index=True
    )
    referred_id = fields.Many2one("res.partner", "New customer", required=True, ondelete="cascade")
    referred_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(
        [("manual", "Told us"), ("link", "Link"), ("code", "Code")],
        required=True,
        default="manual",
    )
    note = fields.Char()
    referred_rung_id = fields.Many2one(related="referred_id.ladder_rung_id", string="Stands on")
    bought = fields.Boolean(compute="_compute_bought", help="The new customer has bought.")

    _referred_uniq = models.UniqueIndex(
        "(referred_id)", "Somebody else is already named as the one who brought this customer."
    )
    _not_oneself = models.Constraint(
        "CHECK (referrer_id <> referred_id)", "Nobody brings themselves."
    )

    @api.depends("referred_id.ladder_facts")
    def _compute_bought(self):
        for referral in self:
            evidence = referral.referred_id.sudo().ladder_facts or {}
            referral.bought = bool(evidence.get("facts", {}).get("purchases"))

    @api.constrains("referrer_id", "referred_id")
    def _check_no_circle(self):
        for referral in self:
            seen, up = set(), referral.referrer_id
            while up and up.id not in seen:
                if up == referral.referred_id:
                    raise ValidationError(
                        self.env._(
                            "%(new)s came before %(old)s, so cannot have been brought by them.",
                            new=referral.referred_id.display_name,
                            old=referral.referrer_id.display_name,
                        )
                    )
                seen.add(up.id)
                up = self.sudo().search([("referred_id", "=", up.id)], limit=1).referrer_id

    @api.model_create_multi
    def create(self, vals_list):
        referrals = super().create(vals_list)
        self.env["ladder.dirty"]._add(referrals.referrer_id.ids)
        return referrals

    def write(self, vals):
        before = set(self.referrer_id.ids)
        result = super().write(vals)
        self.env["ladder.dirty"]._add(before | set(self.referrer_id.ids))
        return result

    def unlink(self):
        before = self.referrer_id.ids
        result = super().unlink()
        self.env["ladder.dirty"]._add(before)
        return result
