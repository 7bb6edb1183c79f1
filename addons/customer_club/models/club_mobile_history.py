from odoo import api, fields, models

from ..tools.mobile import national


class ClubMobileHistory(models.Model):
    """A number that a member had before. Kept so that a search by it still finds the person.

    Numbers are given out anew by the operators: whoever comes with an old number later is a new
    customer, not the one of the history. A second number that came by merging is still the same
    person's.
    """

    _name = "club.mobile.history"
    _description = "Earlier Mobile Number"
    _order = "until desc, id desc"
    _rec_name = "mobile"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    mobile = fields.Char(required=True, index=True)
    mobile_display = fields.Char("Number", compute="_compute_mobile_display")
    until = fields.Datetime(required=True, default=fields.Datetime.now)
    still_used = fields.Boolean(
        "Second number",
        readonly=True,
        help="Two records of one person were merged: both numbers are theirs, and a visit with "
        "this one counts for them, until somebody else becomes a member with it.",
    )
    user_id = fields.Many2one("res.users", "Changed by", default=lambda self: self.env.user)

    @api.depends("mobile")
    def _compute_mobile_display(self):
        for number in self:
            number.mobile_display = national(number.mobile)
