from odoo import fields, models
from odoo.tools import SQL

from ..models.club_visit import VISIT_SOURCES


class ClubVisitReport(models.Model):
    """Every counted visit with its day, hour and Jalali month. Voided ones are not in it."""

    _name = "club.visit.report"
    _inherit = "club.report"
    _description = "Visits Report"
    _auto = False
    _order = "visited_at desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "club.visit": ["partner_id", "company_id", "visited_at", "number", "tag_id", "void_date"]
    }

    visited_at = fields.Datetime("Time", readonly=True)
    hour = fields.Char("Hour of the day", readonly=True, help="The full hour before: 17:00.")
    visits = fields.Integer(readonly=True)
    number = fields.Integer("Visit no.", readonly=True, aggregator=None)
    kind = fields.Selection(
        [("first", "First visit"), ("again", "Later visit")], "First or later", readonly=True
    )
    weight = fields.Integer(
        "With those of an old panel",
        readonly=True,
        help="A line that stands for several visits whose times are not known counts as often.",
    )
    tag_id = fields.Many2one("club.tag", readonly=True)
    group_id = fields.Many2one("club.group", readonly=True)
    source = fields.Selection(VISIT_SOURCES, readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT v.id, v.partner_id, v.company_id, v.visited_at, v.number, v.weight, v.tag_id,
                      v.group_id, v.source, 1 AS visits,
                      CASE WHEN v.number = 1 THEN 'first' ELSE 'again' END AS kind, %s
                 FROM club_visit v %s
                WHERE v.void_date IS NULL""",
            self._moment_columns(),
            self._moment_joins(SQL("v.company_id"), SQL("v.visited_at")),
        )
