import json
from dataclasses import dataclass
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.evidence import pack
from ..tools.facts import derive
from ..tools.transition import decide


@dataclass(slots=True)
class Verdict:
    """What an evaluation found for one partner, ready to be written."""

    partner_id: int
    from_id: int | None
    to_id: int | None
    since: object
    decision: object
    evidence: dict
    frozen: dict
    changed: bool


class LadderEngine(models.AbstractModel):
    """Collect facts, judge, write: the same way for one customer and for all."""

    _name = "ladder.engine"
    _description = "Ladder Evaluation"

    @api.model
    def _today(self):
        """Today where the main company is."""
        zone = ZoneInfo(self.env["res.company"]._ladder_main()._ladder_tz())
        return fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone).date()

    @api.model
    def _evaluate(self, partner_ids):
        """Put partners where they belong.

        A company stands by the deeds of its contacts too, so it is evaluated with them.

        :return: the moves that were written (``ladder.move``)
        """
        self = self.sudo()
        self.env.flush_all()
        partner_ids = self._with_companies(partner_ids)
        if not partner_ids:
            return self.env["ladder.move"]
        rules = self.env["ladder.version"]._current()
        verdicts = self._judge(partner_ids, rules, keep_purchases=True)
        self.env["ladder.purchase"].invalidate_model(flush=False)
        self._write_positions([verdict for verdict in verdicts if verdict.changed])
        moves = self._write_moves(
            [verdict for verdict in verdicts if verdict.decision.moved], rules.version
        )
        if moves:
            self.env["ladder.dirty"]._add_referrers(moves)
            moves._after_move()
        return moves

    @api.model
    def _with_companies(self, partner_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id = ANY(%(ids)s) UNION "
                "SELECT commercial_partner_id FROM res_partner WHERE id = ANY(%(ids)s) "
                "AND commercial_partner_id IS NOT NULL",
                ids=list(partner_ids),
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _judge(self, partner_ids, rules, keep_purchases=False):
        """Verdicts by ``rules`` (:class:`..tools.rules.Ruleset`); no verdict is written."""
        now, today = fields.Datetime.now(), self._today()
        rungs = self.env["ladder.rung"].sudo().search([("active", "in", (True, False))])
        code_of = {rung.id: rung.code for rung in rungs}
        id_of = {rung.code: rung.id for rung in rungs}
        verdicts = []
        for partner_id, rung_id, since, evidence, base in self.env["ladder.facts"]._collect(
            partner_ids, rules.windows, keep_purchases
        ):
            values = derive(base, today)
            decision = decide(code_of.get(rung_id), since, values, rules, now)
            found = pack(decision, base, rules.version)
            verdicts.append(
                Verdict(
                    partner_id,
                    rung_id,
                    id_of.get(decision.rung),
                    now if decision.moved else since,
                    decision,
                    found,
                    pack(decision, base, rules.version, frozen=values) if decision.moved else None,
                    decision.moved or found != evidence,
                )
            )
        return verdicts

    @api.model
    def _write_positions(self, verdicts):
        if not verdicts:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p
                   SET ladder_rung_id = v.rung, ladder_since = v.since,
                       ladder_facts = v.facts::jsonb
                  FROM unnest(%s::int[], %s::int[], %s::timestamp[], %s::text[])
                       AS v (id, rung, since, facts)
                 WHERE p.id = v.id
                """,
                [verdict.partner_id for verdict in verdicts],
                [verdict.to_id for verdict in verdicts],
                [verdict.since for verdict in verdicts],
                [json.dumps(verdict.evidence, ensure_ascii=False) for verdict in verdicts],
            )
        )
        self.env["res.partner"].browse(
            [verdict.partner_id for verdict in verdicts]
        ).invalidate_recordset(
            ["ladder_rung_id", "ladder_since", "ladder_facts", "ladder_reason"], flush=False
        )

    @api.model
    def _write_moves(self, verdicts, version):
        if not verdicts:
            return self.env["ladder.move"]
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO ladder_move (partner_id, from_rung_id, to_rung_id, direction, moved_at,
                                         facts, version_id)
                SELECT partner, "from", "to", direction, %s, facts::jsonb, %s
                  FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[], %s::text[])
                       AS v (partner, "from", "to", direction, facts)
                RETURNING id
                """,
                fields.Datetime.now(),
                version or None,
                [verdict.partner_id for verdict in verdicts],
                [verdict.from_id for verdict in verdicts],
                [verdict.to_id for verdict in verdicts],
                [verdict.decision.change for verdict in verdicts],
                [json.dumps(verdict.frozen, ensure_ascii=False) for verdict in verdicts],
            )
        )
        self.env["res.partner"].invalidate_model(["ladder_move_ids"], flush=False)
        return self.env["ladder.move"].browse([move_id for (move_id,) in rows])
