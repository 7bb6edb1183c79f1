from odoo import api, fields, models

SEGMENTS = [
    ("champion", "Champions"),
    ("loyal", "Loyal customers"),
    ("potential", "Potential loyalists"),
    ("new", "New customers"),
    ("promising", "Promising"),
    ("attention", "Need attention"),
    ("sleepy", "About to sleep"),
    ("cannot_lose", "Cannot lose them"),
    ("at_risk", "At risk"),
    ("hibernating", "Hibernating"),
    ("lost", "Lost"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Written by ``ladder.score`` every night; see there and in ``tools/measures.py``.
    ladder_r = fields.Integer("Recency (1–5)", readonly=True, copy=False, aggregator="avg")
    ladder_f = fields.Integer("Frequency (1–5)", readonly=True, copy=False, aggregator="avg")
    ladder_m = fields.Integer("Money (1–5)", readonly=True, copy=False, aggregator="avg")
    ladder_segment = fields.Selection(
        SEGMENTS, "Segment", readonly=True, copy=False, index="btree_not_null"
    )
    ladder_next_purchase = fields.Date(
        "Next purchase expected",
        readonly=True,
        copy=False,
        help="The last purchase and the customer's own median interval.",
    )
    ladder_alive = fields.Integer(
        "Still a customer (%)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Probability that the customer has not left for good. Empty while too little is "
        "known, and for customers who bought once.",
    )
    ladder_expected = fields.Float(
        "Purchases in the next year", digits=(16, 1), readonly=True, copy=False
    )
    ladder_value = fields.Float(
        "Value in the next year",
        digits=(16, 0),
        readonly=True,
        copy=False,
        help="Expected purchases times their expected value, in the main company's currency.",
    )
    ladder_value_low = fields.Float(
        "Value: at least",
        digits=(16, 0),
        readonly=True,
        copy=False,
        help="With one chance in ten it will be less.",
    )
    ladder_value_high = fields.Float(
        "Value: at most",
        digits=(16, 0),
        readonly=True,
        copy=False,
        help="With one chance in ten it will be more.",
    )
    ladder_advice = fields.Selection(
        [
            ("grow", "Grow: came lately, offer more"),
            ("nudge", "Nudge: remind them of us"),
            ("terms", "Look at the terms: much comes back"),
            ("let_go", "Let go: spend nothing more on them"),
        ],
        "Suggestion",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="For customers who yield little.",
    )
    ladder_visit_gap = fields.Float(
        "Days between visits", digits=(16, 1), compute="_compute_ladder_visit_gap"
    )

    @api.depends("club_visit_count", "club_first_visit", "club_last_visit")
    def _compute_ladder_visit_gap(self):
        for partner in self:
            gaps = partner.club_visit_count - 1
            span = (
                partner.club_last_visit - partner.club_first_visit
                if gaps > 0 and partner.club_first_visit
                else None
            )
            partner.ladder_visit_gap = span.total_seconds() / 86400 / gaps if span else 0
