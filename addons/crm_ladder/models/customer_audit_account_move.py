from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    audit_reason_id = fields.Many2one(
        "customer.return.reason",
        "Reason of the return",
        copy=False,
        index="btree_not_null",
        domain="[('kind', 'in', ('both', 'return')), ('company_id', 'in', (False, company_id))]",
    )

    def _post(self, soft=True):
        # What the system posts by itself cannot be asked for a reason.
        if not self.env.su:
            nameless = self.filtered(
                lambda move: (
                    move.move_type == "out_refund"
                    and move.company_id.audit_return_reason_required
                    and not move.audit_reason_id
                )
            )
            if nameless:
                raise UserError(
                    self.env._(
                        "A credit note needs a reason: fill in “Reason of the return”. (%s)",
                        ", ".join(nameless.mapped("display_name")[:5]),
                    )
                )
        return super()._post(soft)
