from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLES = [
    ("initiator", "Initiator"),
    ("influencer", "Influencer"),
    ("decider", "Decider"),
    ("buyer", "Buyer"),
    ("user", "User"),
]


class LadderRole(models.Model):
    """What part a person plays in a purchase: in one opportunity, or always for their company."""

    _name = "ladder.role"
    _description = "Role in a Purchase"
    _order = "role, id"
    _rec_name = "role"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, ondelete="cascade", index=True
    )
    lead_id = fields.Many2one("crm.lead", "Opportunity", ondelete="cascade", index="btree_not_null")
    role = fields.Selection(ROLES, required=True)
    note = fields.Char()

    _once_uniq = models.UniqueIndex(
        "(partner_id, COALESCE(lead_id, 0), role)", "This person has this role already."
    )

    @api.constrains("partner_id")
    def _check_person(self):
        for role in self:
            if role.partner_id.is_company:
                raise ValidationError(
                    self.env._("A role in a purchase is played by a person, not by a company.")
                )
