from odoo import fields, models
from odoo.tools import SQL

from ..models.club_message import PURPOSES
from ..tools.results import EFFECT_DAYS, USUAL_DAYS


class ClubEffectReport(models.Model):
    """What came after each text, beside what its reader does anyway.

    A text has a window of N days (context ``club_effect_days``), which ends earlier where the same
    person gets the next text of the same rule: so a visit is counted once for a rule. Beside the
    visits in the window stand those that the person's own rate lets expect for it: the visits of
    the ninety days before the text, or of the days since the first visit where that is shorter.
    The visit that a text answers belongs to neither.

    Left out are texts whose window is still open, and readers who had been known for less than N
    days: they have no usual rate yet.
    """

    _name = "club.effect.report"
    _inherit = "club.report"
    _description = "What Messages Brought"
    _auto = False
    _order = "sent_at desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "club.message": ["partner_id", "company_id", "sent_at", "state", "rule_key", "visit_id"],
        "club.visit": ["partner_id", "company_id", "visited_at", "void_date"],
    }

    sent_at = fields.Datetime("Sent", readonly=True)
    hour = fields.Char("Hour of the day", readonly=True, help="The full hour before: 17:00.")
    purpose = fields.Selection(PURPOSES, readonly=True)
    rule_key = fields.Char("Rule key", readonly=True)
    rule_id = fields.Many2one("club.rule", "By the rule", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    texts = fields.Integer(readonly=True)
    came = fields.Integer("Texts after which somebody came", readonly=True)
    visits_after = fields.Integer("Visits after the text", readonly=True)
    visits_usual = fields.Float("Usual visits in that time", digits=(16, 2), readonly=True)

    @property
    def _table_query(self):
        days = int(self.env.context.get("club_effect_days") or EFFECT_DAYS)
        return SQL(
            """SELECT m.id, m.partner_id, m.company_id, m.sent_at, m.purpose, m.rule_key, m.rule_id,
                      m.campaign_id, 1 AS texts, LEAST(after.visits, 1)::int AS came,
                      after.visits::int AS visits_after,
                      (before.visits * w.days / before.days)::float8 AS visits_usual, %(columns)s
                 FROM club_message m %(joins)s
                 CROSS JOIN LATERAL (
                      SELECT LEAST(m.sent_at + make_interval(days => %(days)s), min(n.sent_at))
                                 AS until
                        FROM club_message n
                       WHERE n.partner_id = m.partner_id AND n.company_id = m.company_id
                         AND n.rule_key = m.rule_key AND n.sent_at > m.sent_at) e
                 CROSS JOIN LATERAL (
                      SELECT e.until, EXTRACT(epoch FROM e.until - m.sent_at) / 86400 AS days) w
                 CROSS JOIN LATERAL (
                      SELECT count(*) AS visits FROM club_visit v
                       WHERE v.partner_id = m.partner_id AND v.company_id = m.company_id
                         AND v.void_date IS NULL AND v.id IS DISTINCT FROM m.visit_id
                         AND v.visited_at > m.sent_at AND v.visited_at <= w.until) after
                 CROSS JOIN LATERAL (
                      SELECT count(*) FILTER (
                                 WHERE v.visited_at > m.sent_at
                                       - make_interval(days => %(usual)s)
                                   AND v.id IS DISTINCT FROM m.visit_id) AS visits,
                             LEAST(EXTRACT(epoch FROM m.sent_at - min(v.visited_at)) / 86400,
                                   %(usual)s) AS days
                        FROM club_visit v
                       WHERE v.partner_id = m.partner_id AND v.company_id = m.company_id
                         AND v.void_date IS NULL AND v.visited_at <= m.sent_at) before
                WHERE m.sent_at IS NOT NULL AND m.state IN ('sent', 'delivered')
                  AND m.sent_at + make_interval(days => %(days)s) <= %(now)s
                  AND before.days >= %(days)s""",
            columns=self._moment_columns(),
            joins=self._moment_joins(SQL("m.company_id"), SQL("m.sent_at")),
            days=days,
            usual=USUAL_DAYS,
            now=fields.Datetime.now(),
        )
