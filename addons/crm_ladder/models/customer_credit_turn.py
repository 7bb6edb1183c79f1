from odoo import api, fields, models
from odoo.tools import SQL


class CustomerCreditTurn(models.Model):
    """Lets sales to one customer be judged one after the other.

    A reader at the same moment would not see what another transaction is about to sell. Writing
    this row makes the later one fail with a serialization error, and Odoo runs it again: then it
    sees.
    """

    _name = "customer.credit.turn"
    _description = "Turn of a Customer's Credit"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    number = fields.Integer(default=0)

    _partner_uniq = models.UniqueIndex("(partner_id, company_id)")

    @api.model
    def _take(self, partner, company):
        """Take the turn; what others sold to ``partner`` before is visible afterwards."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_credit_turn (partner_id, company_id, number)
                VALUES (%s, %s, 1)
                ON CONFLICT (partner_id, company_id)
                DO UPDATE SET number = customer_credit_turn.number + 1
                """,
                partner.id,
                company.id,
            )
        )
