from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerCreditApproval(models.Model):
    """A sale beyond a customer's credit: who asked, who decided, and how the customer stood.

    Never changed but by a decision, never deleted.
    """

    _name = "customer.credit.approval"
    _description = "Sale beyond the Credit"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "document"

    document = fields.Char(compute="_compute_document", compute_sudo=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, ondelete="set null", index="btree_not_null"
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, ondelete="set null", index="btree_not_null"
    )
    reference = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True, required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Amount of the sale", readonly=True)
    credit_limit = fields.Monetary("Credit limit", readonly=True)
    owed = fields.Monetary("Receivable", readonly=True)
    ordered = fields.Monetary("Ordered, not invoiced", readonly=True)
    over_limit = fields.Monetary("Over the limit by", readonly=True)
    overdue = fields.Monetary(readonly=True)
    state = fields.Selection(
        [
            ("warned", "Went through with a warning"),
            ("requested", "Waiting for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        readonly=True,
        required=True,
        index=True,
        tracking=True,
    )
    requested_by_id = fields.Many2one("res.users", "Asked by", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, tracking=True)
    decided_at = fields.Datetime("Decided on", readonly=True)

    _one_request_per_order = models.UniqueIndex(
        "(order_id) WHERE state = 'requested' AND order_id IS NOT NULL"
    )
    _one_request_per_move = models.UniqueIndex(
        "(move_id) WHERE state = 'requested' AND move_id IS NOT NULL"
    )

    @api.depends("order_id", "move_id", "reference")
    def _compute_document(self):
        for approval in self:
            approval.document = (
                approval.order_id or approval.move_id
            ).display_name or approval.reference

    def action_approve(self):
        """Let the sale go through."""
        self._decide("approved")

    def action_refuse(self):
        """Do not let the sale go through."""
        self._decide("refused")

    def _decide(self, state):
        if not self.env.user.has_group("crm_ladder.group_credit_approver"):
            raise AccessError(self.env._("Only those who may approve credit decide."))
        self.check_access("read")
        waiting = self.sudo()
        if any(approval.state != "requested" for approval in waiting):
            raise UserError(self.env._("This has been decided already."))
        waiting.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        for approval in waiting:
            document = approval.order_id or approval.move_id
            if document:
                document.message_post(
                    body=self.env._("Credit approved by %s.", self.env.user.name)
                    if state == "approved"
                    else self.env._("Credit refused by %s.", self.env.user.name)
                )
