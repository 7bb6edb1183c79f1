from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import PURPOSES


class SmsIrLine(models.Model):
    _name = "sms.ir.line"
    _description = "SMS.ir Sender Line"
    _order = "sequence, id"
    _rec_name = "number"

    account_id = fields.Many2one("sms.ir.account", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    number = fields.Char(required=True)
    purpose = fields.Selection(
        PURPOSES,
        help="Which road this line is. Lines are advertising lines unless SMS.ir made them "
        "service lines: advertising on a service line is fined, and messages of an advertising "
        "line do not reach people who blocked advertising.",
    )
    active = fields.Boolean(default=True)
    blocked_reason = fields.Char(
        readonly=True, copy=False, help="Why SMS.ir refused this line. Empty while it is usable."
    )

    _number_unique = models.Constraint(
        "unique(account_id, number)", "This line is already on the account."
    )

    @api.constrains("number")
    def _check_number(self):
        for line in self:
            if not (line.number.isascii() and line.number.isdigit() and len(line.number) <= 18):
                raise ValidationError(
                    self.env._("A sender line is written with digits only, such as 30001234.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Let waiting messages look for a line again."""
        lines = super().create(vals_list)
        lines.account_id._release_waiting()
        return lines

    def write(self, vals):
        """Editing a refused line makes it usable again."""
        if vals.keys() & {"number", "purpose", "active"}:
            vals = {"blocked_reason": False, **vals}
        result = super().write(vals)
        self.account_id._release_waiting()
        return result

    def action_unblock(self):
        """Use a refused line again."""
        return self.write({"blocked_reason": False})
