from odoo import fields, models
from odoo.tools import SQL


class LadderRungReport(models.Model):
    """The ladder as a funnel: who stands where, who came and went, and where people get stuck."""

    _name = "ladder.rung.report"
    _description = "Ladder Funnel"
    _auto = False
    _order = "sequence"
    _rec_name = "rung_id"

    rung_id = fields.Many2one("ladder.rung", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    customers = fields.Integer(readonly=True)
    reached = fields.Integer(
        "Reached at least",
        readonly=True,
        help="Customers on this rung or a higher one: the funnel.",
    )
    mean_days = fields.Float("Days on the rung", digits=(16, 0), readonly=True, aggregator="avg")
    stuck = fields.Integer("Here for more than 90 days", readonly=True)
    came_up = fields.Integer("Came up (30 days)", readonly=True)
    came_down = fields.Integer("Came down (30 days)", readonly=True)
    left_up = fields.Integer("Left upwards (30 days)", readonly=True)
    left_down = fields.Integer("Left downwards (30 days)", readonly=True)
    spent = fields.Float("Spent so far", digits=(16, 0), readonly=True)
    value = fields.Float("Value in the next year", digits=(16, 0), readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH standing AS (
                SELECT p.ladder_rung_id AS rung_id, p.company_id, count(*) AS customers,
                       avg(EXTRACT(epoch FROM now() AT TIME ZONE 'UTC' - p.ladder_since)) / 86400
                           AS mean_days,
                       count(*) FILTER (
                           WHERE p.ladder_since < now() AT TIME ZONE 'UTC' - interval '90 days')
                           AS stuck,
                       sum((p.ladder_facts -> 'facts' ->> 'spent')::float8) AS spent,
                       sum(p.ladder_value) AS value
                  FROM res_partner p WHERE p.ladder_rung_id IS NOT NULL AND p.active
                 GROUP BY 1, 2),
            moved AS (
                SELECT m.from_rung_id, m.to_rung_id, m.direction, p.company_id, count(*) AS moves
                  FROM ladder_move m JOIN res_partner p ON p.id = m.partner_id
                 WHERE m.moved_at >= now() AT TIME ZONE 'UTC' - interval '30 days'
                   AND m.direction <> 'start'
                 GROUP BY 1, 2, 3, 4),
            place AS (
                SELECT r.id AS rung_id, r.sequence, c.company_id
                  FROM ladder_rung r
                       CROSS JOIN (SELECT DISTINCT company_id FROM standing) c
                 WHERE r.active)
            SELECT place.rung_id * 10000 + COALESCE(place.company_id, 0) AS id,
                   place.rung_id, place.company_id, place.sequence,
                   COALESCE(s.customers, 0) AS customers,
                   (SELECT COALESCE(sum(h.customers), 0)
                      FROM standing h JOIN ladder_rung hr ON hr.id = h.rung_id
                     WHERE hr.sequence >= place.sequence
                       AND h.company_id IS NOT DISTINCT FROM place.company_id) AS reached,
                   s.mean_days, COALESCE(s.stuck, 0) AS stuck,
                   (%(came_up)s) AS came_up, (%(came_down)s) AS came_down,
                   (%(left_up)s) AS left_up, (%(left_down)s) AS left_down,
                   COALESCE(s.spent, 0) AS spent, COALESCE(s.value, 0) AS value
              FROM place
                   LEFT JOIN standing s ON s.rung_id = place.rung_id
                        AND s.company_id IS NOT DISTINCT FROM place.company_id
            """,
            came_up=_moves("to_rung_id", "up"),
            came_down=_moves("to_rung_id", "down"),
            left_up=_moves("from_rung_id", "up"),
            left_down=_moves("from_rung_id", "down"),
        )


def _moves(column, direction):
    return SQL(
        "SELECT COALESCE(sum(m.moves), 0) FROM moved m WHERE m.%s = place.rung_id "
        "AND m.direction = %s AND m.company_id IS NOT DISTINCT FROM place.company_id",
        SQL.identifier(column),
        direction,
    )
