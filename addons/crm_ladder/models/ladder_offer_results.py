"""What became of offers, beside those who did not get them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.offers import uplift

# Whatever started longer ago is not looked up every night any more.
COUNTS = timedelta(days=400)


class LadderOffer(models.Model):
    _inherit = "ladder.offer"

    given_count = fields.Integer("Given", compute="_compute_results")
    sent_count = fields.Integer("Texts sent", compute="_compute_results")
    shown_count = fields.Integer("Shown", compute="_compute_results")
    bought_count = fields.Integer("Accepted", compute="_compute_results")
    revenue = fields.Monetary(compute="_compute_results")
    discount = fields.Monetary("Discount given", compute="_compute_results")
    without_count = fields.Integer("Left without", compute="_compute_results")
    without_bought = fields.Integer("Bought all the same", compute="_compute_results")
    bought_share = fields.Float("Share that accepted", compute="_compute_results")
    without_share = fields.Float("Share of those left without", compute="_compute_results")
    effect = fields.Char(compute="_compute_results")

    @api.depends("line_ids.state")
    @api.depends_context("lang")
    def _compute_results(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.offer_id,
                       COUNT(*) FILTER (WHERE l.state = 'given'),
                       COUNT(*) FILTER (WHERE m.state IN ('sent', 'delivered')),
                       COUNT(l.shown_at),
                       COUNT(l.bought_at) FILTER (WHERE l.state = 'given'),
                       COALESCE(SUM(l.revenue) FILTER (WHERE l.state = 'given'), 0),
                       COALESCE(SUM(l.discount), 0),
                       COUNT(*) FILTER (WHERE l.state = 'holdout'),
                       COUNT(l.bought_at) FILTER (WHERE l.state = 'holdout')
                  FROM ladder_offer_line l LEFT JOIN club_message m ON m.id = l.message_id
                 WHERE l.offer_id = ANY(%s) GROUP BY 1
                """,
                self.ids,
            )
        )
        found = {row[0]: row[1:] for row in rows}
        for offer in self:
            given, sent, shown, bought, revenue, discount, without, anyway = found.get(
                offer._origin.id, (0,) * 8
            )
            offer.given_count, offer.sent_count, offer.shown_count = given, sent, shown
            offer.bought_count, offer.revenue, offer.discount = bought, revenue, discount
            offer.without_count, offer.without_bought = without, anyway
            offer.bought_share = bought / given if given else 0
            offer.without_share = anyway / without if without else 0
            offer.effect = offer._effect_words(uplift(bought, given, anyway, without))

    def _effect_words(self, result):
        if not result:
            return self.env._("Too early to say")
        points, margin = (100 * value for value in result)
        if abs(points) <= margin:
            words = self.env._(
                "No difference that could not be luck (%(points)+.0f ± %(margin).0f points)",
                points=points,
                margin=margin,
            )
        else:
            words = self.env._(
                "%(points)+.0f ± %(margin).0f points more bought than of those left without",
                points=points,
                margin=margin,
            )
        return localize_digits(words, self.env.lang)

    @api.model
    def _cron_settle(self):
        """Look up what was bought of the offers that count still, offer by offer."""
        offers = self.search([("started_at", ">", fields.Datetime.now() - COUNTS)], order="id")
        for place, offer in enumerate(offers, 1):
            offer._settle()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(offers) - place):
                return

    def _settle(self):
        """Look up what was bought of these offers, set-wise; returns change it back."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH open AS MATERIALIZED (
                    SELECT l.id, l.offer_id, p.commercial_partner_id AS family, l.card_id,
                           l.company_id, l.given_at, o.product_id, c.parent_path,
                           COALESCE(l.until + 1, (l.given_at + make_interval(
                               days => o.window_days))::date + 1)::timestamp AS ends
                      FROM ladder_offer_line l
                           JOIN ladder_offer o ON o.id = l.offer_id
                           JOIN res_partner p ON p.id = l.partner_id
                           LEFT JOIN product_category c ON c.id = o.category_id
                     WHERE l.state IN ('given', 'holdout') AND l.offer_id = ANY(%(offers)s)),
                doer AS MATERIALIZED (
                    SELECT q.id, q.commercial_partner_id AS family FROM res_partner q
                     WHERE q.commercial_partner_id IN (SELECT family FROM open)),
                bought AS (
                    SELECT open.id, MIN(x.at) AS at, SUM(x.value) AS value
                      FROM open
                           JOIN doer ON doer.family = open.family
                           JOIN (%(queries)s) x
                                ON x.partner_id = doer.id AND x.company_id = open.company_id
                           JOIN product_product pp ON pp.id = x.product_id
                           JOIN product_template pt ON pt.id = pp.product_tmpl_id
                           LEFT JOIN product_category pc ON pc.id = pt.categ_id
                     WHERE x.partner_id = ANY(ARRAY(SELECT id FROM doer))
                       AND x.kept AND x.at < open.ends
                       AND (x.at >= open.given_at OR x.origin LIKE 'account.move:%%'
                            AND x.at >= open.given_at::date)
                       AND (x.product_id = open.product_id
                            OR pc.parent_path LIKE open.parent_path || '%%')
                     GROUP BY open.id),
                less AS (
                    SELECT open.id, SUM(d.value) AS value
                      FROM open JOIN (%(discounts)s) d ON d.card_id = open.card_id
                     GROUP BY open.id)
                UPDATE ladder_offer_line l
                   SET bought_at = b.at, revenue = COALESCE(b.value, 0),
                       discount = COALESCE(less.value, 0)
                  FROM open LEFT JOIN bought b ON b.id = open.id
                       LEFT JOIN less ON less.id = open.id
                 WHERE l.id = open.id
                   AND (l.bought_at, COALESCE(l.revenue, 0), COALESCE(l.discount, 0))
                       IS DISTINCT FROM (b.at, COALESCE(b.value, 0), COALESCE(less.value, 0))
                """,
                offers=self.ids,
                queries=SQL(" UNION ALL ").join(self.env["ladder.facts"]._product_queries()),
                discounts=SQL(" UNION ALL ").join(self.env["ladder.facts"]._discount_queries()),
            )
        )
        self.env["ladder.offer.line"].invalidate_model(
            ["bought_at", "revenue", "discount"], flush=False
        )

    def action_refresh(self):
        """Look up now what was bought; the scheduled action does it anyway."""
        self.check_access("read")
        self.sudo()._settle()
