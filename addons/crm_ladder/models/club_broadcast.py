"""Group messages by rung, and what was bought after them."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# The rung on which an audience begins; it ends where the next one begins.
FIRST_RUNG = {"unheard": "suspect", "known": "prospect", "bought": "customer", "loyal": "loyal"}


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    ladder_rung_ids = fields.Many2many(
        "ladder.rung",
        "club_broadcast_ladder_rung_rel",
        "broadcast_id",
        "rung_id",
        "On one of these rungs",
    )

    @api.depends("ladder_rung_ids")
    def _compute_match_count(self):
        return super()._compute_match_count()

    def _audience_parts(self):
        parts = super()._audience_parts()
        if self.audience == "members" and self.ladder_rung_ids:
            parts.append(Domain("ladder_rung_id", "in", self.ladder_rung_ids.ids))
        return parts

    def _bought_query(self, since, until):
        """Purchases as the ladder counts them: by the day, net of credit notes."""
        company = self.company_id
        main = company.sudo()._ladder_main()
        rate = main.currency_id._get_conversion_rate(
            main.currency_id, company.currency_id, company, since
        )
        return SQL(
            "SELECT partner_id, value * %s AS amount FROM ladder_purchase"
            " WHERE day >= %s AND day < %s",
            rate,
            company._club_day(since),
            company._club_day(until),
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _club_audience_condition(self, code):
        """By rungs, whose rules know orders and enquiries too. Whoever stands on none yet is taken
        as the club takes everybody without a ladder.
        """
        plain = super()._club_audience_condition(code)
        starts = self._ladder_audience_starts()
        if not starts:
            return plain
        codes = list(FIRST_RUNG)
        later = codes[codes.index(code) + 1 :]
        rungs = Domain("ladder_rung_id.sequence", ">=", starts[code])
        if code == codes[0]:
            rungs = Domain("ladder_rung_id", "!=", False)
        if later:
            rungs &= Domain("ladder_rung_id.sequence", "<", starts[later[0]])
        member = Domain("club_mobile", "!=", False)
        return member & (rungs | (Domain("ladder_rung_id", "=", False) & plain))

    @api.model
    def _ladder_audience_starts(self):
        """Audience → place of the rung on which it begins; empty where such a rung is gone."""
        rungs = self.env["ladder.rung"].sudo().search([("code", "in", list(FIRST_RUNG.values()))])
        places = {rung.code: rung.sequence for rung in rungs}
        if len(places) < len(FIRST_RUNG):
            return {}
        return {code: places[rung] for code, rung in FIRST_RUNG.items()}
