from odoo import fields, models
from odoo.tools import SQL


class ClubPointsAudit(models.Model):
    """Each card beside the sum of its history: the difference is zero, or somebody must look."""

    _name = "club.points.audit"
    _description = "Points Audit"
    _auto = False
    _order = "gap desc, id"
    _rec_name = "partner_id"

    card_id = fields.Many2one("loyalty.card", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    program_id = fields.Many2one("loyalty.program", "Programme", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    active = fields.Boolean(readonly=True)
    lines = fields.Integer(readonly=True)
    issued = fields.Float(readonly=True, help="Earned, less what was taken back.")
    used = fields.Float("Spent", readonly=True)
    unexplained = fields.Float(
        readonly=True, help="Part of it that was changed without a document, by hand or import."
    )
    history = fields.Float("Sum of the history", readonly=True)
    balance = fields.Float(readonly=True)
    gap = fields.Float("Difference", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id, c.id AS card_id, c.partner_id, c.program_id, p.company_id, c.active,
                   COALESCE(h.lines, 0) AS lines, COALESCE(h.issued, 0) AS issued,
                   COALESCE(h.used, 0) AS used, COALESCE(h.unexplained, 0) AS unexplained,
                   COALESCE(h.issued - h.used, 0) AS history, COALESCE(c.points, 0) AS balance,
                   round((COALESCE(c.points, 0) - COALESCE(h.issued - h.used, 0))::numeric, 2)
                       ::float8 AS gap
              FROM loyalty_card c
              JOIN loyalty_program p ON p.id = c.program_id AND p.program_type <> 'gift_card'
              LEFT JOIN (
                   SELECT card_id, count(*) AS lines, COALESCE(sum(issued), 0) AS issued,
                          COALESCE(sum(used), 0) AS used,
                          sum(COALESCE(issued, 0) - COALESCE(used, 0))
                              FILTER (WHERE club_kind = 'adjustment') AS unexplained
                     FROM loyalty_history GROUP BY card_id) h ON h.card_id = c.id
            """
        )

    def action_open_history(self):
        """The lines that make the balance of this card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_points_action")
        action["domain"] = [("card_id", "=", self.card_id.id)]
        action["context"] = {}
        return action
