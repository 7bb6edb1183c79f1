from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import bgnbd, gamma_gamma
from ..tools.bgnbd import BgNbd, History
from ..tools.gamma_gamma import GammaGamma

WEEK = 7.0
# Below these the model would say more about chance than about customers.
FEWEST_BUYERS = 100
FEWEST_REPEATERS = 30
FEWEST_DAYS = 60
# A mild pull that keeps a small shop's parameters from running away; nothing for a large one.
PENALTY = 1.0


class LadderLifetime(models.Model):
    """A fit of the lifetime model to the shop's own customers, or why there is none."""

    _name = "ladder.lifetime"
    _description = "Customer Lifetime Model"
    _order = "id desc"
    _rec_name = "create_date"

    state = fields.Selection(
        [("fitted", "Fitted"), ("few", "Too little is known")], required=True, readonly=True
    )
    create_date = fields.Datetime("Fitted on", readonly=True)
    buyers = fields.Integer("Customers who bought", readonly=True)
    repeaters = fields.Integer("Who bought again", readonly=True)
    days = fields.Integer("Days observed", readonly=True)
    r = fields.Float("r", digits=(16, 6), readonly=True)
    alpha = fields.Float("α (weeks)", digits=(16, 6), readonly=True)
    a = fields.Float("a", digits=(16, 6), readonly=True)
    b = fields.Float("b", digits=(16, 6), readonly=True)
    log_likelihood = fields.Float(digits=(16, 2), readonly=True)
    p = fields.Float("p", digits=(16, 6), readonly=True)
    q = fields.Float("q", digits=(16, 6), readonly=True)
    v = fields.Float("v", digits=(16, 6), readonly=True)
    spenders = fields.Integer("With known sums", readonly=True)
    verdict = fields.Char(compute="_compute_verdict")

    @api.depends("state", "buyers", "repeaters", "days")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for fit in self:
            if fit.state == "fitted":
                fit.verdict = self.env._(
                    "Fitted to %(buyers)s customers, %(repeaters)s of whom bought again.",
                    buyers=fit.buyers,
                    repeaters=fit.repeaters,
                )
            else:
                fit.verdict = self.env._(
                    "Too little is known: %(buyers)s customers (at least %(min_buyers)s), "
                    "%(repeaters)s bought again (at least %(min_repeaters)s), "
                    "in %(days)s days (at least %(min_days)s).",
                    buyers=fit.buyers,
                    min_buyers=FEWEST_BUYERS,
                    repeaters=fit.repeaters,
                    min_repeaters=FEWEST_REPEATERS,
                    days=fit.days,
                    min_days=FEWEST_DAYS,
                )

    @api.model
    def _fit(self):
        """Fit the model to what is known today and keep the result.

        :return: the new record
        """
        today = self.env["ladder.engine"]._today()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT count(*)::int - 1, max(day) - min(day), %(today)s::date - min(day),
                       sum(value)
                  FROM ladder_purchase u JOIN res_partner p ON p.id = u.partner_id
                 WHERE day <= %(today)s AND %(on_ladder)s
                 GROUP BY u.partner_id
                """,
                today=today,
                on_ladder=self.env["ladder.facts"]._on_ladder(),
            )
        )
        days = max((row[2] for row in rows), default=0)
        repeaters = sum(row[0] > 0 for row in rows)
        vals = {"buyers": len(rows), "repeaters": repeaters, "days": days, "state": "few"}
        if len(rows) >= FEWEST_BUYERS and repeaters >= FEWEST_REPEATERS and days >= FEWEST_DAYS:
            vals.update(self._fit_values(rows))
        return self.sudo().create(vals)

    @api.model
    def _fit_values(self, rows):
        histories = Counter(
            History(x, last / WEEK, max(span, last) / WEEK) for x, last, span, _value in rows
        )
        model = bgnbd.fit(histories, penalty=PENALTY)
        vals = {
            "state": "fitted",
            "r": model.r,
            "alpha": model.alpha,
            "a": model.a,
            "b": model.b,
            "log_likelihood": model.log_likelihood(histories),
        }
        spending = [
            (x + 1, value / (x + 1)) for x, _last, _span, value in rows if value and value > 0
        ]
        if len(spending) >= FEWEST_REPEATERS:
            worth = gamma_gamma.fit(spending, penalty=PENALTY)
            vals |= {"p": worth.p, "q": worth.q, "v": worth.v, "spenders": len(spending)}
        return vals

    def _model(self):
        """The fitted purchase model, or None."""
        if not self or self.state != "fitted":
            return None
        return BgNbd(self.r, self.alpha, self.a, self.b)

    def _worth(self):
        """The fitted model of a purchase's value, or None."""
        return GammaGamma(self.p, self.q, self.v) if self and self.spenders else None
