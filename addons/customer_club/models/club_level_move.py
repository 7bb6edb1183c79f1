from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

REASONS = [
    ("earned", "Earned"),
    ("granted", "Joined"),
    ("fell", "Not earned any more"),
    ("none", "The level is gone"),
]


class ClubLevelMove(models.Model):
    """A member rose or fell: when, from where, and the figures of that day. Append-only."""

    _name = "club.level.move"
    _description = "Rise or Fall of a Member"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    from_level_id = fields.Many2one(
        "club.level", "From", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    level_id = fields.Many2one(
        "club.level", "To", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    direction = fields.Selection([("up", "Up"), ("down", "Down")], required=True, readonly=True)
    moved_on = fields.Date("Day", required=True, readonly=True)
    reason_code = fields.Selection(REASONS, "Reason", required=True, readonly=True)
    points = fields.Float("Points earned", readonly=True, aggregator=None)
    visits = fields.Integer("Visits made", readonly=True, aggregator=None)

    _company_day_idx = models.Index("(company_id, moved_on)")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A move is history: it cannot be deleted."))

    @api.model
    def _write_moves(self, company, moves, today):
        """Write moves and what partners carry, in one statement; fire the rules that wait.

        :param moves: list of dicts of this model's columns
        """
        names = {
            "partner_id": "int",
            "from_level_id": "int",
            "level_id": "int",
            "direction": "varchar",
            "reason_code": "varchar",
            "points": "float8",
            "visits": "int",
        }
        rows = self.env.execute_query(
            SQL(
                """
                WITH move AS (
                    INSERT INTO club_level_move (%(names)s, company_id, moved_on, create_uid,
                           create_date, write_uid, write_date)
                    SELECT e.*, %(company)s, %(today)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM unnest(%(arrays)s) AS e
                    RETURNING id, partner_id, from_level_id, level_id, direction),
                person AS (
                    UPDATE res_partner p
                       SET club_level_id = jsonb_strip_nulls(COALESCE(p.club_level_id, '{}')
                               || jsonb_build_object(%(key)s::text, m.level_id)),
                           club_level_since = COALESCE(p.club_level_since, '{}')
                               || jsonb_build_object(%(key)s::text, %(today)s::date)
                      FROM move m WHERE m.partner_id = p.id)
                SELECT id, partner_id, direction, from_level_id, level_id FROM move
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                arrays=SQL(", ").join(
                    SQL("%s::" + kind + "[]", [move[name] for move in moves])  # pylint: disable=sql-injection
                    for name, kind in names.items()
                ),
                company=company.id,
                key=str(company.id),
                today=today,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["res.partner"].browse([move["partner_id"] for move in moves]).invalidate_recordset(
            ["club_level_id", "club_level_since", "club_level_move_ids"], flush=False
        )
        for direction, trigger in (("up", "level_reached"), ("down", "level_lost")):
            self.env["club.rule"]._fire_level(
                company,
                trigger,
                [
                    {
                        "partner_id": partner_id,
                        "origin": f"level:{move_id}",
                        "level_id": after if way == "up" else before,
                    }
                    for move_id, partner_id, way, before, after in rows
                    if way == direction
                ],
            )
