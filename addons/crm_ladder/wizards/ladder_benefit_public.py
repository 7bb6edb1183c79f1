from odoo import fields, models
from odoo.exceptions import UserError


class LadderBenefitPublic(models.TransientModel):
    """Asks for the public number that was announced, and draws."""

    _name = "ladder.benefit.public"
    _description = "Public Number of a Draw"

    benefit_id = fields.Many2one("ladder.benefit", required=True, readonly=True, ondelete="cascade")
    public_source = fields.Char(related="benefit_id.public_source")
    public_value = fields.Char("The number", required=True)

    def action_decide(self):
        self.ensure_one()
        value = (self.public_value or "").strip()
        if not value or ":" in value:
            raise UserError(self.env._("Type the number as it was published, without a colon."))
        self.benefit_id._decide(value)
        return {"type": "ir.actions.act_window_close"}
