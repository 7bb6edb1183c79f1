"""Points for visits, and their way back when a visit is voided."""

from odoo import fields, models
from odoo.tools import SQL


class ClubVisit(models.Model):
    _inherit = "club.visit"

    def _after_register(self):
        result = super()._after_register()
        self._book_points()
        return result

    def _void(self, reason):
        live = self.filtered(lambda visit: not visit.void_date)
        result = super()._void(reason)
        live._take_points_back()
        return result

    def _book_points(self):
        """Book what these visits bring, once each: the history of a card is unique by visit.

        No query where no company gives points for visits, one where all have their card.
        """
        specs = self.env["res.company"]._club_visit_points_specs()
        if specs and self:
            missing = self._book_points_on_cards(specs)
            for program, partner_ids in missing.items():
                self.env["loyalty.card"]._club_cards(
                    self.env["loyalty.program"].sudo().browse(program), partner_ids
                )
            if missing:
                self._book_points_on_cards(specs)
        self._levels_after()

    def _book_points_on_cards(self, specs):
        """One statement. :return: dict programme id → list of partner ids who have no card yet"""
        self.env["loyalty.card"].flush_model()
        self.flush_recordset()
        programs, points, words, digits = (list(each) for each in zip(*specs.values(), strict=True))
        rows = self.env.execute_query(
            SQL(
                """
                WITH due AS (
                    SELECT v.id, v.partner_id, v.number, s.program_id, s.points, s.words,
                           s.digits
                      FROM club_visit v
                      JOIN unnest(%(companies)s::int[], %(programs)s::int[], %(points)s::float8[],
                                  %(words)s::text[], %(digits)s::text[])
                           AS s(company_id, program_id, points, words, digits)
                        ON s.company_id = v.company_id
                      JOIN loyalty_program p ON p.id = s.program_id AND p.active
                       AND COALESCE(p.date_from, '-infinity') <= v.visited_at::date
                       AND COALESCE(p.date_to, 'infinity') >= v.visited_at::date
                     WHERE v.id = ANY(%(ids)s) AND v.source <> 'import' AND v.void_date IS NULL),
                place AS (
                    SELECT d.*, (SELECT min(c.id) FROM loyalty_card c
                                  WHERE c.partner_id = d.partner_id AND c.active
                                    AND c.program_id = d.program_id) AS card_id
                      FROM due d),
                line AS (
                    INSERT INTO loyalty_history (card_id, issued, used, club_origin, club_kind,
                           description, order_model, order_id, create_uid, create_date, write_uid,
                           write_date)
                    SELECT card_id, points, 0, 'visit:' || id, 'visit',
                           replace(words, '#', translate(number::text, '0123456789', digits)),
                           'club.visit', id, %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM place WHERE card_id IS NOT NULL ORDER BY id
                    ON CONFLICT (club_origin) WHERE club_origin IS NOT NULL DO NOTHING
                    RETURNING card_id, issued),
                balance AS (
                    UPDATE loyalty_card c SET points = COALESCE(c.points, 0) + s.points
                      FROM (SELECT card_id, sum(issued) AS points FROM line GROUP BY card_id) s
                     WHERE s.card_id = c.id)
                SELECT program_id, partner_id, card_id FROM place
                """,
                ids=self.ids,
                companies=list(specs),
                programs=programs,
                points=points,
                words=words,
                digits=digits,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        Card = self.env["loyalty.card"]
        Card.browse([row[2] for row in rows if row[2]]).invalidate_recordset(
            ["points", "points_display", "history_ids"], flush=False
        )
        missing = {}
        for program_id, partner_id, card_id in rows:
            if not card_id:
                missing.setdefault(program_id, []).append(partner_id)
        return missing

    def _take_points_back(self):
        """Take back what these visits brought, from the card that got it, once for good."""
        Line = self.env["loyalty.history"].sudo()
        origins = [f"visit:{visit.id}" for visit in self]
        lines = Line.search([("club_origin", "in", origins)])
        words = self.env._("Visit voided")
        self.env["loyalty.card"].sudo()._club_book(
            [
                {
                    "card_id": line.card_id.id,
                    "points": -line.issued,
                    "origin": f"{line.club_origin}:voided",
                    "kind": "visit_voided",
                    "description": words,
                    "order_model": "club.visit",
                    "order_id": line.order_id,
                }
                for line in lines
            ]
        )
        self._levels_after()

    def _levels_after(self):
        """Rise and fall of those whose visits were just counted or voided."""
        levels = self.env["club.level"]
        ladders = levels._specs()
        if not ladders:
            return
        for company, visits in self.sudo().grouped("company_id").items():
            if company.id in ladders:
                levels._evaluate(company, visits.partner_id.ids)
