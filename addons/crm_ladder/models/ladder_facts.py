"""The facts of many customers in one statement."""

from odoo import api, models
from odoo.tools import SQL

SALE_INVOICES = ("out_invoice", "out_receipt")
SALE_MOVES = (*SALE_INVOICES, "out_refund")
# Sums below are nothing but rounding.
EPSILON = 0.005


class LadderFacts(models.AbstractModel):
    """Collects the facts that rungs are judged by.

    Whose deed is whose: a person's facts are what was done in the person's own name; a company's
    are its own and those of all its contacts. Facts of all companies of the database count, since
    a shared member is one person in all of them.

    A purchase is one thing. An order and its invoices are one; and whatever one customer did on
    one day (orders, invoices, visits with a buying tag) is one as well. It counts unless all of it
    was credited.
    """

    _name = "ladder.facts"
    _description = "Ladder Facts"

    @api.model
    def _collect(self, partner_ids, windows, keep_purchases=False):
        """Facts and present position of partners.

        :param partner_ids: ids; those that do not stand on the ladder are left out of the answer
        :param keep_purchases: make the rows of ``ladder.purchase`` what the documents say, in the
            same statement: what is costly to find is found once
        :param windows: ``{fact: (days, …)}``, see :attr:`..tools.rules.Ruleset.windows`
        :return: list of tuples ``(partner_id, rung_id, since, evidence, base)``, ``base`` as
            :func:`..tools.facts.derive` wants it
        """
        columns, names = self._columns(windows)
        ctes = self._ctes(partner_ids, windows)
        if keep_purchases:
            ctes += self.env["ladder.purchase"]._ctes_keep(partner_ids)
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(ctes)s
                SELECT p.id, p.ladder_rung_id, p.ladder_since, p.ladder_facts, %(columns)s
                  FROM res_partner p
                  LEFT JOIN bought ON bought.subject_id = p.id
                  LEFT JOIN gave_back ON gave_back.subject_id = p.id
                  LEFT JOIN seen ON seen.subject_id = p.id
                  LEFT JOIN ordered ON ordered.subject_id = p.id
                  LEFT JOIN billed ON billed.subject_id = p.id
                  %(joins)s
                 WHERE p.id = ANY(%(ids)s) AND %(on_ladder)s
                 ORDER BY p.id
                """,
                ctes=SQL(", ").join(ctes),
                columns=columns,
                joins=SQL(" ").join(
                    SQL(
                        "LEFT JOIN (SELECT s.subject_id, %(aggregate)s AS value FROM scope s "
                        "JOIN (%(query)s) f ON f.partner_id = s.partner_id GROUP BY 1) %(alias)s "
                        "ON %(alias)s.subject_id = p.id",
                        aggregate=aggregate,
                        query=query,
                        alias=SQL.identifier(f"fact_{key}"),
                    )
                    for key, (aggregate, query) in self._extra_facts().items()
                ),
                ids=list(partner_ids),
                on_ladder=self._on_ladder(),
            )
        )
        return [
            (
                *row[:4],
                {
                    name: _plain(value)
                    for name, value in zip(names, row[4:], strict=True)
                    if value is not None
                },
            )
            for row in rows
        ]

    @api.model
    def _on_ladder(self):
        """SQL condition on ``res_partner p``: who stands on the ladder.

        Everybody but addresses (they are not persons), our own companies, and colleagues, unless
        they come to the counter like anybody else.
        """
        return SQL(
            """p.active AND (p.type IS NULL OR p.type = 'contact' OR p.parent_id IS NULL)
               AND (p.partner_share IS NOT FALSE OR p.club_visit_count > 0)
               AND NOT EXISTS (SELECT FROM res_company WHERE partner_id = p.id)"""
        )

    @api.model
    def _extra_facts(self):
        """Further facts: ``{key: (aggregate, query)}``.

        ``query`` yields ``partner_id`` and ``value`` for the partners of the CTE ``doer``;
        ``aggregate`` says how the values of a company and its contacts become one.
        """
        return {
            "leads": (
                SQL("COUNT(*)"),
                SQL(
                    "SELECT l.partner_id, 1 AS value FROM doer "
                    "JOIN crm_lead l ON l.partner_id = doer.partner_id"
                ),
            ),
            # A link in a text that the person opened; who opens a friend's link is somebody else,
            # and who sees to wishes about messages may only want fewer of them.
            "clicks": (
                SQL("COUNT(*)"),
                SQL(
                    "SELECT k.partner_id, 1 AS value FROM doer "
                    "JOIN club_link k ON k.partner_id = doer.partner_id "
                    "WHERE k.first_click_at IS NOT NULL "
                    "AND k.kind NOT IN ('referral', 'preferences')"
                ),
            ),
            "forms": (
                SQL("COUNT(*)"),
                SQL(
                    "SELECT k.partner_id, 1 AS value FROM doer "
                    "JOIN club_link k ON k.partner_id = doer.partner_id "
                    "WHERE k.answered_at IS NOT NULL"
                ),
            ),
            "referrals": (
                SQL("COUNT(*)"),
                SQL(
                    "SELECT r.referrer_id AS partner_id, 1 AS value FROM doer "
                    "JOIN ladder_referral r ON r.referrer_id = doer.partner_id "
                    "AND r.state <> 'refused'"
                ),
            ),
            # Whether somebody bought is what the ladder itself has found: a move of the referred
            # customer queues the referrer.
            "referred_buyers": (
                SQL("COUNT(*)"),
                SQL(
                    "SELECT r.referrer_id AS partner_id, 1 AS value FROM doer "
                    "JOIN ladder_referral r ON r.referrer_id = doer.partner_id "
                    "AND r.state <> 'refused' "
                    "JOIN res_partner b ON b.id = r.referred_id "
                    "WHERE (b.ladder_facts -> 'facts' ->> 'purchases')::int > 0"
                ),
            ),
            # The latest answer; of several contacts of a company the least happy one.
            "nps": (
                SQL("MIN(value)"),
                SQL(
                    "SELECT DISTINCT ON (n.partner_id) n.partner_id, n.score AS value FROM doer "
                    "JOIN ladder_feedback n ON n.partner_id = doer.partner_id "
                    "WHERE n.kind = 'nps' AND n.state <> 'asked' "
                    "ORDER BY n.partner_id, n.answered_at DESC, n.id DESC"
                ),
            ),
        }

    @api.model
    def _purchase_queries(self):
        """Selects of further purchases (``partner_id, day, value, returned``), e.g. of tills.

        They may use the CTEs ``doer`` (``partner_id``) and ``co`` (company, time zone, rate).
        """
        return []

    @api.model
    def _spent_terms(self):
        """What makes up ``spent``: SQL over the CTEs and what :meth:`_extra_facts` brings."""
        return [SQL("billed.revenue"), SQL("ordered.open_value")]

    @api.model
    def _columns(self, windows):
        columns = {
            "purchases": SQL("bought.purchases"),
            "first_purchase": SQL("bought.first_day::text"),
            "last_purchase": SQL("bought.last_day::text"),
            "median_gap": SQL("bought.median_gap"),
            "returns": SQL("gave_back.returns"),
            "visits": SQL("seen.visits"),
            "last_visit": SQL("seen.last_day::text"),
            "quotes": SQL("ordered.quotes"),
            "cancelled": SQL("ordered.cancelled"),
            "spent": SQL(" + ").join(SQL("COALESCE(%s, 0)", term) for term in self._spent_terms()),
            "revenue": SQL("billed.revenue"),
            "invoiced": SQL("billed.invoiced"),
            "credited": SQL("billed.credited"),
        }
        for key in self._extra_facts():
            columns[key] = SQL("%s.value", SQL.identifier(f"fact_{key}"))
        for fact, all_days in windows.items():
            for days in all_days:
                name = f"{fact}_{days}"
                table = "seen" if fact == "visits" else "bought"
                columns[name] = SQL("%s", SQL.identifier(table, name))
        return SQL(", ").join(columns.values()), list(columns)

    @api.model
    def _companies(self):
        """Rows ``(id, time zone, rate to the main currency)`` of all companies, as SQL values."""
        companies = self.env["res.company"].sudo().search([("active", "in", (True, False))])
        main = companies._ladder_main()
        rows = []
        for company in companies:
            rate = company.currency_id._get_conversion_rate(
                company.currency_id, main.currency_id, company
            )
            rows.append(SQL("(%s, %s, %s::numeric)", company.id, company._ladder_tz(), rate))
        return SQL(", ").join(rows)

    @api.model
    def _windows_sql(self, fact, windows, expression, today):
        return SQL("").join(
            SQL(
                ", %s FILTER (WHERE day > %s::date - %s) AS %s",
                expression,
                today,
                days,
                SQL.identifier(f"{fact}_{days}"),
            )
            for days in windows.get(fact, ())
        )

    @api.model
    def _ctes(self, partner_ids, windows):
        today = self.env["ladder.engine"]._today()
        return [
            *self._ctes_purchases(partner_ids),
            SQL(
                """
                gap AS (
                    SELECT subject_id, day, value,
                           day - LAG(day) OVER (PARTITION BY subject_id ORDER BY day) AS days
                      FROM purchase_day WHERE stands),
                bought AS (
                    SELECT subject_id, COUNT(*) AS purchases, MIN(day) AS first_day,
                           MAX(day) AS last_day,
                           PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days) AS median_gap
                           %(count_windows)s %(sum_windows)s
                      FROM gap GROUP BY subject_id),
                gave_back AS (
                    SELECT subject_id, COUNT(*) AS returns
                      FROM purchase_day WHERE NOT stands GROUP BY subject_id),
                seen AS (
                    SELECT s.subject_id, SUM(visit.weight) AS visits, MAX(day) AS last_day
                           %(seen_windows)s
                      FROM scope s JOIN visit USING (partner_id) GROUP BY s.subject_id),
                ordered AS (
                    SELECT s.subject_id,
                           COUNT(*) FILTER (WHERE state IN ('draft', 'sent')) AS quotes,
                           COUNT(*) FILTER (WHERE state = 'cancel') AS cancelled,
                           SUM(sale.value) FILTER (
                               WHERE state = 'sale' AND g.invoiced IS NULL) AS open_value
                      FROM scope s JOIN sale USING (partner_id)
                           LEFT JOIN sale_money g ON g.order_id = sale.id
                     GROUP BY s.subject_id),
                billed AS (
                    SELECT s.subject_id, SUM(value) AS revenue,
                           SUM(value) FILTER (WHERE move_type <> 'out_refund') AS invoiced,
                           -SUM(value) FILTER (WHERE move_type = 'out_refund') AS credited
                      FROM scope s JOIN bill USING (partner_id) GROUP BY s.subject_id)
                """,
                count_windows=self._windows_sql("purchases", windows, SQL("COUNT(*)"), today),
                sum_windows=self._windows_sql("spent", windows, SQL("SUM(value)"), today),
                seen_windows=self._windows_sql("visits", windows, SQL("COUNT(*)"), today),
            ),
        ]


def _plain(value):
    """A column as JSON holds it: whole numbers as such, the rest rounded to what is meant."""
    if isinstance(value, (str, int)):
        return value
    number = round(float(value), 4)
    return int(number) if number.is_integer() else number
