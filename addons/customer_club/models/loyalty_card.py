"""Balance and history of a card move together, whoever moves them."""

from odoo import api, fields, models
from odoo.tools import SQL

_TOUCHED = "customer_club.points"
# The beginning of this transaction: one line of a kind for a card in it.
_THIS_TRANSACTION = SQL('to_char(now(), \'"balance:"YYYYMMDDHH24MISSUS":"\')')


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # Whoever changes a balance --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards.filtered("points")._club_balance_later()
        return cards

    def write(self, vals):
        result = super().write(vals)
        if "points" in vals:
            self._club_balance_later()
        return result

    def _club_balance_later(self):
        """See to it before the commit that the history of these cards explains their balance.

        Not now: Odoo's own documents write balance and history one after the other.
        """
        hooks = self.env.cr.precommit
        touched = hooks.data.setdefault(_TOUCHED, set())
        if not touched and self:
            hooks.add(self.sudo().browse()._club_balance)
        touched.update(self.ids)

    @api.model
    def _club_balance(self):
        """Write a line for what was changed without one, by the user who did it.

        Odoo runs this at savepoints, too, and so perhaps between a balance and its line. What was
        written earlier in this transaction therefore makes way first.
        """
        ids = list(self.env.cr.precommit.data.pop(_TOUCHED, ()))
        self.env.cr.execute(
            SQL(
                "DELETE FROM loyalty_history"
                " WHERE card_id = ANY(%s) AND club_origin = %s || card_id",
                ids,
                _THIS_TRANSACTION,
            )
        )
        self.browse(ids).invalidate_recordset(["history_ids"], flush=False)
        words = self.env._("Changed without a document")
        self._club_explain("adjustment", words, SQL("c.id = ANY(%s)", ids))
        self.env["club.level"]._evaluate_cards(ids)

    @api.model
    def _club_carry_forward(self):
        """Explain balances from before histories were kept: one line each. :return: their number"""
        return self._club_explain("opening", self.env._("Balance carried forward"), SQL("TRUE"))

    @api.model
    def _club_explain(self, kind, words, condition):
        """Add a line of history to each card whose balance is not its sum. :return: their number

        Gift cards are left alone: Odoo notes in their history also who got them.
        """
        self.flush_model(["points", "program_id"])
        self.env["loyalty.history"].flush_model(["card_id", "issued", "used"])
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_history (card_id, description, issued, used, club_kind,
                       club_origin, create_uid, create_date, write_uid, write_date)
                SELECT d.id, %(words)s, GREATEST(d.gap, 0), GREATEST(-d.gap, 0), %(kind)s,
                       %(origin)s || d.id, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (SELECT c.id, round((COALESCE(c.points, 0) - COALESCE((
                                   SELECT sum(COALESCE(issued, 0) - COALESCE(used, 0))
                                     FROM loyalty_history
                                    WHERE card_id = c.id), 0))::numeric, 4) AS gap
                          FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
                         WHERE p.program_type <> 'gift_card' AND %(condition)s) d
                 WHERE abs(d.gap) >= 0.005
                RETURNING card_id
                """,
                words=words,
                kind=kind,
                origin=_THIS_TRANSACTION,
                condition=condition,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.browse([card_id for (card_id,) in rows]).invalidate_recordset(
            ["history_ids"], flush=False
        )
        return len(rows)

    # Booking --------------------------------------------------------------------------------------

    @api.model
    def _club_cards(self, program, partner_ids):
        """The card of each of ``partner_ids`` in a programme of points, made where there is none.

        :return: dict partner id → loyalty.card (the oldest, where somebody has several)
        """
        Card = self.sudo().with_context(action_no_send_mail=True, tracking_disable=True)
        domain = [("program_id", "=", program.id), ("partner_id", "in", list(partner_ids))]
        cards = {card.partner_id.id: card for card in Card.search(domain, order="id desc")}
        missing = [
            partner_id for partner_id in dict.fromkeys(partner_ids) if partner_id not in cards
        ]
        made = Card.create(
            [{"program_id": program.id, "partner_id": pid, "points": 0} for pid in missing]
        )
        return cards | dict(zip(missing, made, strict=True))

    @api.model
    def _club_book(self, rows):
        """Book points: balance and history in one statement, each origin once for good.

        :param rows: list of dicts ``card_id``, ``points`` (negative: taken back), ``origin``
            (unique text), ``kind`` (see ``KINDS``), ``description``, ``order_model``, ``order_id``
        :return: the origins that were booked now; others had been before
        """
        if not rows:
            return set()
        names = {
            "card_id": "int",
            "points": "float8",
            "origin": "varchar",
            "kind": "varchar",
            "description": "text",
            "order_model": "varchar",
            "order_id": "int",
        }
        self.flush_model(["points"])
        booked = self.env.execute_query(
            SQL(
                """
                WITH line AS (
                    INSERT INTO loyalty_history (card_id, issued, club_origin, club_kind,
                           description, order_model, order_id, used, create_uid, create_date,
                           write_uid, write_date)
                    SELECT e.*, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM unnest(%(arrays)s) AS e
                    ON CONFLICT (club_origin) WHERE club_origin IS NOT NULL DO NOTHING
                    RETURNING card_id, issued, club_origin),
                balance AS (
                    UPDATE loyalty_card c SET points = COALESCE(c.points, 0) + s.points
                      FROM (SELECT card_id, sum(issued) AS points FROM line GROUP BY card_id) s
                     WHERE s.card_id = c.id)
                SELECT club_origin FROM line
                """,
                arrays=SQL(", ").join(
                    SQL("%s::" + kind + "[]", [row[name] for row in rows])  # pylint: disable=sql-injection
                    for name, kind in names.items()
                ),
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.browse({row["card_id"] for row in rows}).invalidate_recordset(
            ["points", "points_display", "history_ids"], flush=False
        )
        return {origin for (origin,) in booked}
