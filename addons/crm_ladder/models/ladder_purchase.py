from odoo import api, fields, models
from odoo.tools import SQL


class LadderPurchase(models.Model):
    """The purchases as the ladder counts them: one row per customer and day.

    Kept beside the documents so that cohorts and sums over years need not go through all of them
    again. Written by the evaluation alone.
    """

    _name = "ladder.purchase"
    _description = "Purchase on the Ladder"
    _order = "day desc, id desc"
    _log_access = False
    _rec_name = "day"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    day = fields.Date(required=True)
    value = fields.Float(help="Net of credit notes, in the currency of the main company.")

    _partner_day_uniq = models.UniqueIndex("(partner_id, day)", "One purchase a day.")
    _day_idx = models.Index("(day)")

    @api.model
    def _sync(self, partner_ids):
        """Make the rows of partners what their documents say."""
        if not partner_ids:
            return
        facts = self.env["ladder.facts"]
        self.env.cr.execute(
            SQL(
                """
                WITH %(ctes)s,
                fresh AS (
                    SELECT subject_id, day, COALESCE(value, 0) AS value
                      FROM purchase_day WHERE stands),
                stale AS (
                    DELETE FROM ladder_purchase o
                     WHERE o.partner_id = ANY(%(ids)s) AND NOT EXISTS (
                           SELECT FROM fresh WHERE subject_id = o.partner_id AND day = o.day))
                INSERT INTO ladder_purchase AS o (partner_id, day, value)
                SELECT subject_id, day, value FROM fresh
                    ON CONFLICT (partner_id, day) DO UPDATE SET value = EXCLUDED.value
                 WHERE o.value IS DISTINCT FROM EXCLUDED.value
                """,
                ctes=SQL(", ").join(facts._ctes_purchases(partner_ids)),
                ids=list(partner_ids),
            )
        )
        self.invalidate_model(flush=False)
