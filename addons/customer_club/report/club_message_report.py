from odoo import fields, models
from odoo.tools import SQL

from ..models.club_message import PURPOSES
from ..tools.results import RESULTS


class ClubMessageReport(models.Model):
    """Every line of the ledger with what became of it, what it cost, and its Jalali month."""

    _name = "club.message.report"
    _inherit = "club.report"
    _description = "Messages Report"
    _auto = False
    _order = "planned_at desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "club.message": ["partner_id", "company_id", "planned_at", "state", "purpose", "cost"]
    }

    planned_at = fields.Datetime("Time", readonly=True)
    hour = fields.Char("Hour of the day", readonly=True, help="The full hour before: 17:00.")
    purpose = fields.Selection(PURPOSES, readonly=True)
    result = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("sent", "Sent, not confirmed"),
            ("waiting", "On its way"),
            ("failed", "Failed"),
            ("blocked", "Blocked"),
            ("unknown", "Unknown"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
    )
    rule_id = fields.Many2one("club.rule", "By the rule", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    texts = fields.Integer(readonly=True)
    parts = fields.Integer(readonly=True)
    cost = fields.Float(
        digits=(16, 4), readonly=True, help="What the provider charged, in its credit units."
    )

    @property
    def _table_query(self):
        waiting = list(RESULTS["waiting"])
        return SQL(
            """SELECT m.id, m.partner_id, m.company_id, m.planned_at, m.purpose, m.rule_id,
                      m.campaign_id, m.parts, m.cost, 1 AS texts,
                      CASE WHEN m.state = ANY(%s) THEN 'waiting' ELSE m.state END AS result, %s
                 FROM club_message m %s""",
            waiting,
            self._moment_columns(),
            self._moment_joins(SQL("m.company_id"), SQL("m.planned_at")),
        )
