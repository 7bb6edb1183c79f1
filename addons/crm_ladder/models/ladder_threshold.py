from odoo import fields, models


class LadderThreshold(models.Model):
    """One threshold on one fact of a customer, for an audience."""

    _name = "ladder.threshold"
    _inherit = "ladder.condition"
    _description = "Threshold of an Audience"
    _order = "alternative, id"
    _rec_name = "fact"

    policy_id = fields.Many2one("ladder.policy", ondelete="cascade", index="btree_not_null")
    privilege_id = fields.Many2one("ladder.privilege", ondelete="cascade", index="btree_not_null")
    alternative = fields.Integer(
        default=1,
        required=True,
        help="Thresholds with the same number must all hold; one number that holds is enough.",
    )
