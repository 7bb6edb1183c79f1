"""Did the campaign do it? Those who were written to beside those who were held out."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.effect import lift

from ..tools.campaign import Part, pooled
from .ladder_campaign_entry import TEST
from .utm_campaign_plan import READERS


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    ladder_written = fields.Integer("Written to", compute="_compute_ladder_lift", groups=READERS)
    ladder_written_bought = fields.Integer(
        "Written to, and bought", compute="_compute_ladder_lift", groups=READERS
    )
    ladder_held = fields.Integer("Held out", compute="_compute_ladder_lift", groups=READERS)
    ladder_held_bought = fields.Integer(
        "Held out, and bought", compute="_compute_ladder_lift", groups=READERS
    )
    ladder_lift = fields.Float(
        "More buyers through the texts",
        compute="_compute_ladder_lift",
        groups=READERS,
        help="The share of buyers among those written to, less that of those held out.",
    )
    ladder_lift_low = fields.Float("At least", compute="_compute_ladder_lift", groups=READERS)
    ladder_lift_high = fields.Float("At most", compute="_compute_ladder_lift", groups=READERS)
    ladder_lift_words = fields.Char(
        "In words", compute="_compute_ladder_lift", groups=READERS, help="95 % confidence."
    )

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_ladder_lift(self):
        tests = self._ladder_tests()
        for campaign in self:
            found = tests.get(campaign.id, {})
            for kind in TEST:
                campaign[f"ladder_{kind}"] = sum(counts[kind] for counts in found.values())
            parts = []
            for counts in found.values():
                result = lift(
                    *(counts["written_bought"], counts["written"]),
                    *(counts["held_bought"], counts["held"]),
                )
                if result:
                    bounds = (result.difference, result.low, result.high)
                    parts.append(Part(*bounds, counts["written"]))
            whole = pooled(parts)
            campaign.ladder_lift = whole.difference if whole else 0.0
            campaign.ladder_lift_low = whole.low if whole else 0.0
            campaign.ladder_lift_high = whole.high if whole else 0.0
            campaign.ladder_lift_words = self._ladder_lift_words(whole)

    def _ladder_tests(self):
        """Counts of each test that the user may see: ``{campaign: {broadcast: {kind: number}}}``"""
        found = {}
        if self.ids:
            for campaign, broadcast, kind, quantity in self.env[
                "ladder.campaign.entry"
            ]._read_group(
                [("campaign_id", "in", self.ids), ("kind", "in", TEST)],
                ["campaign_id", "broadcast_id", "kind"],
                ["quantity:sum"],
            ):
                tests = found.setdefault(campaign.id, {})
                tests.setdefault(broadcast.id, dict.fromkeys(TEST, 0))[kind] = int(quantity)
        return found

    @api.model
    def _ladder_lift_words(self, whole):
        """The lift and how sure it is, in a sentence for the reader."""
        if not whole:
            return self.env._("Nobody was held out, so nobody can tell what would have happened.")
        values = {
            "difference": f"{100 * whole.difference:+.1f}",
            "low": f"{100 * whole.low:+.1f}",
            "high": f"{100 * whole.high:+.1f}",
            "more": round(whole.difference * whole.people),
        }
        if whole.low > 0 or whole.high < 0:
            words = self.env._(
                "%(difference)s points more buyers than without the texts, about %(more)s people;"
                " with 95 %% confidence between %(low)s and %(high)s points.",
                **values,
            )
        else:
            words = self.env._(
                "%(difference)s points more buyers than without the texts, about %(more)s people;"
                " with 95 %% confidence between %(low)s and %(high)s points, so it may be chance.",
                **values,
            )
        return localize_digits(words, self.env.lang)

    def _open_test(self, kind, broadcast=None):
        """Open who was written to or held out, or those of them who bought."""
        arms = ["holdout"] if kind.startswith("held") else ["a", "b", "winner"]
        domain = [
            ("broadcast_id.campaign_id", "=", self.id),
            ("broadcast_id.started_at", "!=", False),
            ("broadcast_id.holdout_count", ">", 0),
            ("arm", "in", arms),
        ]
        if broadcast:
            domain.append(("broadcast_id", "=", broadcast.id))
        if self.company_id:
            domain.append(("broadcast_id.company_id", "=", self.company_id.id))
        if kind.endswith("bought"):
            domain.append(("id", "in", self._ladder_buyer_ids()))
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "club.broadcast.recipient",
            "views": [(False, "list")],
            "domain": domain,
            "context": {"create": False},
        }

    def _ladder_buyer_ids(self):
        """Recipients of the campaign's tests who bought in its window."""
        facts = self.env["ladder.campaign.facts"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH co (id, tz, rate) AS (VALUES %s)
                SELECT r.id
                  FROM club_broadcast b
                       JOIN co ON co.id = b.company_id
                       JOIN club_broadcast_recipient r ON r.broadcast_id = b.id
                       JOIN res_partner p ON p.id = r.partner_id
                 WHERE b.campaign_id = %s AND b.started_at IS NOT NULL AND %s
                """,
                self.env["ladder.facts"]._companies(),
                self.id,
                facts._bought_in_window(SQL("%s", self.sudo().ladder_window_days)),
            )
        )
        return [recipient_id for (recipient_id,) in rows]
