"""Who would get it under each of the six rules, side by side, before anything is decided."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ..models.ladder_benefit import DRAWS, PERIOD_RULES, RULES

LEAVING = ("attention", "sleepy", "cannot_lose", "at_risk", "hibernating", "lost")
NAMES = 5
MONTH = 30


class LadderBenefitPreview(models.TransientModel):
    _name = "ladder.benefit.preview"
    _description = "Preview of a Scarce Benefit"

    benefit_id = fields.Many2one("ladder.benefit", required=True, readonly=True, ondelete="cascade")
    units = fields.Integer(related="benefit_id.units")
    audience = fields.Integer("Let in by the filters", readonly=True)
    excluded_words = fields.Char("Kept out", readonly=True)
    line_ids = fields.One2many("ladder.benefit.preview.line", "preview_id", readonly=True)

    @api.model
    def _open(self, benefit):
        counts = benefit._count_excluded()
        reasons = {
            "staff": self.env._("own staff"),
            "winner": self.env._("past winners"),
            "overdue": self.env._("overdue debts"),
            "opted_out": self.env._("want no advertising"),
        }
        audience = counts.pop("all")
        return self.create(
            {
                "benefit_id": benefit.id,
                "audience": audience,
                "excluded_words": ", ".join(
                    f"{reasons[reason]}: {count}" for reason, count in counts.items() if count
                ),
                "line_ids": [
                    Command.create(self._line(benefit, rule) | {"rule": rule})
                    for rule, _name in RULES
                ],
            }
        )

    @api.model
    def _line(self, benefit, rule):
        """Figures of one rule: of those chosen, or for a draw what is to be expected of them."""
        first, last = self._span(benefit, rule)
        query = benefit._candidates_sql(rule, first, last)
        figures = SQL(
            """
            COALESCE(s.value, 0) AS value,
            (r.code IN ('loyal', 'advocate'))::int AS loyal,
            COALESCE(p.ladder_segment IN %s OR p.ladder_alive BETWEEN 1 AND 49, FALSE)::int
                AS leaving
            """,
            LEAVING,
        )
        candidates = SQL(
            """
            SELECT c.*, p.name, %(figures)s FROM (%(query)s) c
              JOIN res_partner p ON p.id = c.partner_id
              LEFT JOIN ladder_rung r ON r.id = p.ladder_rung_id
              LEFT JOIN (SELECT partner_id, SUM(value) AS value FROM ladder_purchase
                          WHERE day > %(since)s GROUP BY 1) s ON s.partner_id = p.id
            """,
            figures=figures,
            query=query,
            since=self.env["ladder.engine"]._today() - timedelta(days=365),
        )
        if rule in DRAWS:
            [(count, tickets, value, loyal, leaving)] = self.env.execute_query(
                SQL(
                    """SELECT COUNT(*), COALESCE(SUM(tickets), 0),
                              COALESCE(SUM(value * tickets) / SUM(tickets), 0),
                              COALESCE(100.0 * SUM(loyal * tickets) / SUM(tickets), 0),
                              COALESCE(1.0 * SUM(leaving * tickets) / SUM(tickets), 0)
                         FROM (%s) t""",
                    candidates,
                )
            )
            chosen = min(benefit.units, count)
            return {
                "candidates": count,
                "chosen": chosen,
                "tickets": tickets,
                "value": float(value) * chosen,
                "loyal_share": loyal,
                "leaving": float(leaving) * chosen,
                "names": self.env._("decided by the draw"),
            }
        rows = self.env.execute_query(
            SQL(
                """SELECT name, value, loyal, leaving, COUNT(*) OVER () FROM (%s) t
                    ORDER BY score DESC, moment, partner_id LIMIT %s""",
                candidates,
                benefit.units,
            )
        )
        chosen = len(rows)
        comma = "، " if (self.env.lang or "").startswith("fa") else ", "
        return {
            "candidates": rows[0][4] if rows else 0,
            "chosen": chosen,
            "tickets": rows[0][4] if rows else 0,
            "value": sum(row[1] for row in rows),
            "loyal_share": 100.0 * sum(row[2] for row in rows) / chosen if chosen else 0,
            "leaving": sum(row[3] for row in rows),
            "names": comma.join(row[0] or "" for row in rows[:NAMES]),
        }

    @api.model
    def _span(self, benefit, rule):
        """The period of the rule; while it has not ended, as many days up to today instead."""
        today = self.env["ladder.engine"]._today()
        if rule not in PERIOD_RULES:
            return None, None
        first, last = benefit.date_from, benefit.date_to
        days = (last - first).days if first and last else MONTH - 1
        if not last or last > today:
            return today - timedelta(days=days), today
        return first, last


class LadderBenefitPreviewLine(models.TransientModel):
    _name = "ladder.benefit.preview.line"
    _description = "Preview of a Scarce Benefit: One Rule"

    preview_id = fields.Many2one("ladder.benefit.preview", required=True, ondelete="cascade")
    rule = fields.Selection(RULES, required=True)
    is_chosen_rule = fields.Boolean(compute="_compute_is_chosen_rule")
    candidates = fields.Integer("Could get it")
    tickets = fields.Integer()
    chosen = fields.Integer("Would get it")
    value = fields.Float(
        "Bought in a year", digits=(16, 0), help="By those who would get it, net of returns."
    )
    loyal_share = fields.Float("Loyal (%)", digits=(16, 0))
    leaving = fields.Float("About to leave", digits=(16, 1), help="How many of those chosen.")
    names = fields.Char("First of them")

    @api.depends("rule", "preview_id.benefit_id.rule")
    def _compute_is_chosen_rule(self):
        for line in self:
            line.is_chosen_rule = line.rule == line.preview_id.benefit_id.rule


class LadderBenefit(models.Model):
    _inherit = "ladder.benefit"

    def action_preview(self):
        self.ensure_one()
        self.check_access("write")
        preview = self.env["ladder.benefit.preview"]._open(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The six rules side by side"),
            "res_model": "ladder.benefit.preview",
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }
