from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import table_exists

VISIT_SOURCES = [
    ("keypad", "Keypad"),
    ("till", "Till"),
    ("manual", "By hand"),
    ("import", "Import"),
    ("pos", "Point of Sale"),
    ("sale", "Sales Order"),
]


class ClubVisit(models.Model):
    """One counted visit. Append-only: a mistake is voided with a reason, never deleted."""

    _name = "club.visit"
    _description = "Club Visit"
    _order = "visited_at desc, id desc"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True)
    visited_at = fields.Datetime("Time", required=True)
    number = fields.Integer("Visit no.", required=True, aggregator=None)
    weight = fields.Integer(
        "Stands for",
        required=True,
        default=1,
        readonly=True,
        help="How many visits this line stands for. More than one where an old panel told how "
        "often somebody came and not when; the number is that of the last of them.",
    )
    tag_id = fields.Many2one("club.tag", ondelete="restrict", index="btree_not_null")
    group_id = fields.Many2one("club.group", ondelete="restrict", index="btree_not_null")
    source = fields.Selection(VISIT_SOURCES, required=True)
    origin = fields.Char(required=True, help="What the visit came from; each origin counts once.")
    void_date = fields.Datetime("Voided", readonly=True)
    void_reason = fields.Char("Reason for voiding", readonly=True)
    message_ids = fields.One2many("club.message", "visit_id", "Messages")

    _origin_uniq = models.UniqueIndex("(origin)", "This visit has been counted before.")
    _weight_positive = models.Constraint("CHECK (weight > 0)", "A visit counts at least once.")
    # Finds the last number of a person and guards it; the same index serves the member's history.
    _number_uniq = models.UniqueIndex(
        "(partner_id, company_id, number) WHERE void_date IS NULL",
        "Two visits cannot have one number.",
    )
    _partner_time_idx = models.Index("(partner_id, company_id, visited_at)")
    _time_idx = models.Index("(company_id, visited_at)")

    def _auto_init(self):
        """A visit counts once unless it says otherwise, also where rows are written in SQL.

        With a default of the database, a table of any size gets the column at once.
        """
        cr = self.env.cr
        if table_exists(cr, self._table):
            cr.execute(
                "ALTER TABLE club_visit ADD COLUMN IF NOT EXISTS weight int4 NOT NULL DEFAULT 1"
            )
        result = super()._auto_init()
        cr.execute("ALTER TABLE club_visit ALTER COLUMN weight SET DEFAULT 1")
        return result

    def _compute_display_name(self):
        for visit in self:
            visit.display_name = self.env._(
                "%(name)s, visit %(number)s",
                name=visit.partner_id.display_name,
                number=visit.number,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A visit is never deleted. Void it and say why."))

    def _void(self, reason):
        """Take visits out of the count. Later visits move up, the texts sent stay in the ledger.

        :param reason: why, in words (required)
        """
        live = self.filtered(lambda visit: not visit.void_date)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this visit is voided."))
        if not live:
            return
        live.sudo().write({"void_date": fields.Datetime.now(), "void_reason": reason.strip()})
        live.flush_recordset()
        live.sudo().message_ids.filtered(lambda m: m.state in ("planned", "held"))._cancel(
            "visit_voided"
        )
        self._recount(live.partner_id)

    @api.model
    def _recount_by_time(self, partners):
        """Number all visits of ``partners`` by their time: after a merge of two histories."""
        self._recount(partners, order=SQL("visited_at, number, id"))

    @api.model
    def _recount(self, partners, order=None):
        """Number the live visits of ``partners`` without gaps and refresh what partners carry.

        By default the order of the numbers that were given stays: they follow arrival, and the
        texts that were sent have told them.
        """
        self.flush_model()
        order = order or SQL("number, visited_at, id")
        cr = self.env.cr
        ids = list(partners.ids)
        # Two steps, since the unique index is checked row by row: negative first, then positive.
        cr.execute(
            SQL(
                """
                WITH renumbered AS (
                    SELECT id, sum(weight) OVER (
                               PARTITION BY partner_id, company_id
                               ORDER BY %(order)s) AS place
                      FROM club_visit
                     WHERE partner_id = ANY(%(ids)s) AND void_date IS NULL)
                UPDATE club_visit v SET number = -r.place
                  FROM renumbered r WHERE r.id = v.id AND v.number <> r.place
                """,
                ids=ids,
                order=order,
            )
        )
        cr.execute(
            SQL(
                "UPDATE club_visit SET number = -number WHERE partner_id = ANY(%s) AND number < 0",
                ids,
            )
        )
        cr.execute(
            SQL(
                """
                UPDATE res_partner p
                   SET club_visit_count = COALESCE(v.visits, 0),
                       club_first_visit = v.first, club_last_visit = v.last
                  FROM unnest(%(ids)s) AS t(id)
                  LEFT JOIN LATERAL (
                       SELECT sum(weight) AS visits, min(visited_at) AS first,
                              max(visited_at) AS last
                         FROM club_visit
                        WHERE partner_id = t.id AND void_date IS NULL) v ON TRUE
                 WHERE p.id = t.id
                """,
                ids=ids,
            )
        )
        self.invalidate_model(["number"])
        partners.invalidate_recordset(
            ["club_visit_count", "club_first_visit", "club_last_visit"], flush=False
        )

    def _after_register(self):
        """Hook: ``self`` are visits that were just counted, in the same transaction.

        Runs on the path of a key press: at most one query, whatever the number of visits.
        """
