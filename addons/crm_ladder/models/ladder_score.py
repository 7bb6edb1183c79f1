from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.measures import Buyer, Yardstick, measure

BATCH = 2000
RETRIES = 5
FIT_EVERY_DAYS = 7
FIFTHS = [0.2, 0.4, 0.6, 0.8]
# Partner column → SQL type, in the order in which values are written.
COLUMNS = {
    "ladder_r": "int",
    "ladder_f": "int",
    "ladder_m": "int",
    "ladder_segment": "varchar",
    "ladder_next_purchase": "date",
    "ladder_alive": "int",
    "ladder_expected": "float8",
    "ladder_value": "float8",
    "ladder_value_low": "float8",
    "ladder_value_high": "float8",
    "ladder_advice": "varchar",
}


class LadderScore(models.AbstractModel):
    """Measures of everybody who bought: scores, segment, outlook. Renewed every night."""

    _name = "ladder.score"
    _description = "Ladder Measures"

    @api.model
    def _cron_score(self):
        """Renew the measures in batches that commit."""
        fit = self._present_fit()
        yardstick = self._yardstick()
        self._clear_nonbuyers()
        self.env["ir.cron"]._commit_progress()
        last, retries = 0, RETRIES
        while True:
            try:
                ids = self._next_buyers(last, BATCH)
                self._score(ids, yardstick, fit)
                self.env["ir.cron"]._commit_progress(len(ids))
            except SerializationFailure:
                self.env.cr.rollback()
                retries -= 1
                if not retries:
                    raise
                continue
            if not ids:
                return
            last = ids[-1]

    @api.model
    def _present_fit(self):
        """The latest fit of the lifetime model; a new one when it is a week old."""
        Fit = self.env["ladder.lifetime"].sudo()
        fit = Fit.search([], limit=1)
        if not fit or fit.create_date < fields.Datetime.now() - timedelta(days=FIT_EVERY_DAYS):
            fit = Fit._fit()
        return fit

    @api.model
    def _buyers_sql(self):
        """Everybody on the ladder who bought, with what the measures are made from."""
        return SQL(
            """
            SELECT p.id, (f ->> 'purchases')::int AS purchases,
                   (f ->> 'first_purchase')::date AS first, (f ->> 'last_purchase')::date AS last,
                   COALESCE((f ->> 'spent')::float8, 0) AS spent,
                   (f ->> 'median_gap')::float8 AS median_gap,
                   CASE WHEN (f ->> 'invoiced')::float8 > 0
                        THEN 100 * COALESCE((f ->> 'credited')::float8, 0)
                                 / (f ->> 'invoiced')::float8
                        ELSE 0 END AS return_rate
              FROM res_partner p CROSS JOIN LATERAL (SELECT p.ladder_facts -> 'facts') facts (f)
             WHERE p.ladder_rung_id IS NOT NULL AND (f ->> 'purchases')::int > 0 AND %s
            """,
            self.env["ladder.facts"]._on_ladder(),
        )

    @api.model
    def _yardstick(self):
        """Where the fifths of all buyers lie."""
        today = self.env["ladder.engine"]._today()
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT percentile_disc(%(fifths)s::float8[]) WITHIN GROUP (
                           ORDER BY GREATEST(%(today)s::date - last, 0)),
                       percentile_disc(%(fifths)s::float8[]) WITHIN GROUP (ORDER BY purchases),
                       percentile_disc(%(fifths)s::float8[]) WITHIN GROUP (ORDER BY spent)
                  FROM (%(buyers)s) t
                """,
                fifths=FIFTHS,
                today=today,
                buyers=self._buyers_sql(),
            )
        )
        return Yardstick(*(tuple(values or ()) for values in row))

    @api.model
    def _next_buyers(self, after_id, limit):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) t WHERE id > %s ORDER BY id LIMIT %s",
                self._buyers_sql(),
                after_id,
                limit,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _score(self, partner_ids, yardstick, fit):
        """Write the measures of partners where they have changed."""
        if not partner_ids:
            return
        self.env.flush_all()
        today, model, worth = self.env["ladder.engine"]._today(), fit._model(), fit._worth()
        rows = self.env.execute_query(
            SQL("SELECT * FROM (%s) t WHERE id = ANY(%s)", self._buyers_sql(), list(partner_ids))
        )
        values = {name: [] for name in COLUMNS}
        for _id, *facts in rows:
            found = measure(Buyer(*facts), yardstick, today, model, worth)
            for name in COLUMNS:
                values[name].append(getattr(found, _measure_name(name)))
        self._store(
            [row[0] for row in rows],
            values,
        )

    @api.model
    def _store(self, ids, values):
        names = [SQL.identifier(name) for name in COLUMNS]
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET %(assignments)s
                  FROM unnest(%(ids)s::int[], %(arrays)s) AS v (id, %(names)s)
                 WHERE p.id = v.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                assignments=SQL(", ").join(SQL("%s = v.%s", name, name) for name in names),
                ids=ids,
                arrays=SQL(", ").join(
                    SQL("%s::%s[]", values[name], SQL(kind))  # kinds are the constants above
                    for name, kind in COLUMNS.items()
                ),
                names=SQL(", ").join(names),
                old=SQL(", ").join(SQL("p.%s", name) for name in names),
                new=SQL(", ").join(SQL("v.%s", name) for name in names),
            )
        )
        self.env["res.partner"].browse(ids).invalidate_recordset(list(COLUMNS), flush=False)

    @api.model
    def _clear_nonbuyers(self):
        """Who no longer has a purchase (all returned, or merged away) has no measures either."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner SET %s
                 WHERE ladder_segment IS NOT NULL
                   AND COALESCE((ladder_facts -> 'facts' ->> 'purchases')::int, 0) = 0
                """,
                SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in COLUMNS),
            )
        )
        self.env["res.partner"].invalidate_model(list(COLUMNS), flush=False)


def _measure_name(column):
    return column.removeprefix("ladder_")
