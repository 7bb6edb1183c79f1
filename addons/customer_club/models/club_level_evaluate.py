"""Rise and fall: facts in one query, the rule in ``tools/levels.py``, moves written set-wise."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.levels import Standing, decide, to_next
from .loyalty_history import NOT_EARNED

BATCH = 2_000


class ClubLevel(models.Model):
    _inherit = "club.level"

    @api.model
    def _standings(self, company, partner_ids):
        """What decides on the level of ``partner_ids`` in a company, in one query.

        :return: dict partner id → :class:`..tools.levels.Standing`
        """
        today = company._club_day(fields.Datetime.now())
        since = company.club_level_days and today - timedelta(days=company.club_level_days)
        for name, names in {
            "loyalty.history": ["card_id", "issued", "club_kind"],
            "loyalty.card": ["partner_id", "program_id"],
            "club.visit": ["partner_id", "company_id", "visited_at", "void_date", "weight"],
            "club.level.grant": None,
            "res.partner": ["club_level_id", "club_level_since"],
        }.items():
            self.env[name].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.id, COALESCE(h.points, 0), COALESCE(v.visits, 0), g.levels,
                       (p.club_level_id ->> %(key)s)::int, (p.club_level_since ->> %(key)s)::date
                  FROM unnest(%(ids)s::int[]) AS t(id)
                  JOIN res_partner p ON p.id = t.id
                  LEFT JOIN LATERAL (
                       SELECT sum(h.issued) AS points
                         FROM loyalty_card c JOIN loyalty_history h ON h.card_id = c.id
                        WHERE c.partner_id = t.id AND c.program_id = %(program)s
                          AND h.create_date >= %(since)s
                          AND COALESCE(h.club_kind, '') <> ALL(%(not_earned)s)) h ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT sum(weight) AS visits FROM club_visit
                        WHERE partner_id = t.id AND company_id = %(company)s
                          AND visited_at >= %(since)s AND void_date IS NULL) v ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT array_agg(level_id) AS levels FROM club_level_grant
                        WHERE partner_id = t.id AND company_id = %(company)s
                          AND valid_from <= %(today)s
                          AND COALESCE(valid_until, 'infinity') >= %(today)s
                          AND ended_at IS NULL) g ON TRUE
                """,
                ids=list(partner_ids),
                key=str(company.id),
                company=company.id,
                program=company.club_program_id.id or None,
                since=since or "-infinity",
                today=today,
                not_earned=list(NOT_EARNED),
            )
        )
        return {
            partner_id: Standing(points, int(visits), tuple(granted or ()), level, day)
            for partner_id, points, visits, granted, level, day in rows
        }

    @api.model
    def _evaluate(self, company, partner_ids):
        """Put members on the level that is theirs today; each move is kept and fires the rules.

        In the caller's transaction: two queries, three where somebody moves.

        :return: number of moves
        """
        self, company = self.sudo(), company.sudo()
        levels = self._specs().get(company.id, ())
        today = company._club_day(fields.Datetime.now())
        ranks = {level.id: level.rank for level in levels}
        moves = []
        standings = self._standings(company, partner_ids) if partner_ids else {}
        for partner_id, standing in standings.items():
            level, reason = decide(levels, standing, today, company.club_level_keep_days)
            if level != standing.level:
                before = ranks.get(standing.level, -1)
                moves.append(
                    {
                        "partner_id": partner_id,
                        "from_level_id": standing.level,
                        "level_id": level,
                        "direction": "up" if ranks.get(level, -1) > before else "down",
                        "reason_code": reason,
                        "points": standing.points,
                        "visits": standing.visits,
                    }
                )
        if moves:
            self.env["club.level.move"]._write_moves(company, moves, today)
        return len(moves)

    @api.model
    def _evaluate_cards(self, card_ids):
        """Look at the members whose balance or history was just changed, by whatever document."""
        ladders = self._specs()
        if not ladders or not card_ids:
            return
        cards = self.env["loyalty.card"].sudo().browse(card_ids).exists()
        for company in self.env["res.company"].sudo().browse(ladders):
            own = cards.filtered(lambda card, at=company: card.program_id == at.club_program_id)
            if own.partner_id:
                self._evaluate(company, own.partner_id.ids)

    @api.model
    def _cron_evaluate(self):
        """Once a day everybody, in batches that commit; whoever is killed goes on where it was."""
        progress = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        used = self.with_context(active_test=False)._read_group([], ["company_id"])
        due = [company for (company,) in used if company.club_levels_day != company._club_day(now)]
        progress(remaining=len(due))
        for company in due:
            while True:
                ids = self._members_after(company, company.club_levels_after)
                self._evaluate(company, ids)
                if len(ids) < BATCH:
                    break
                company.club_levels_after = ids[-1]
                if not progress(0):
                    return
            company.write({"club_levels_after": 0, "club_levels_day": company._club_day(now)})
            if not progress(1):
                return

    @api.model
    def _members_after(self, company, last):
        """The ids of the next members of a company, in their order."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE club_mobile IS NOT NULL AND active AND id > %s
                   AND (company_id IS NULL OR company_id = %s)
                 ORDER BY id LIMIT %s
                """,
                last,
                company.id,
                BATCH,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _way(self, company, partner):
        """Where a member stands and how far the next level is.

        :return: ``(Standing, Distance or None)``, see :mod:`..tools.levels`
        """
        standing = self._standings(company, partner.ids)[partner.id]
        return standing, to_next(self._specs().get(company.id, ()), standing)
