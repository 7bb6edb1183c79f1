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
    def _ctes_keep(self, partner_ids):
        """Statements that make the rows of partners what ``purchase_day`` says.

        See :meth:`..models.ladder_facts_purchases.LadderFacts._ctes_purchases`.
        """
        return [
            SQL(
                """
                kept AS (
                    SELECT partner_id, day, value FROM ladder_purchase
                     WHERE partner_id = ANY(%(ids)s)),
                fresh AS (
                    SELECT subject_id AS partner_id, day, COALESCE(value, 0) AS value
                      FROM purchase_day WHERE stands),
                -- A full join is never done by comparing each row with each other one.
                news AS MATERIALIZED (
                    SELECT COALESCE(f.partner_id, k.partner_id) AS partner_id,
                           COALESCE(f.day, k.day) AS day, f.value
                      FROM fresh f FULL JOIN kept k
                           ON k.partner_id = f.partner_id AND k.day = f.day
                     WHERE k.value IS DISTINCT FROM f.value),
                stale AS (
                    DELETE FROM ladder_purchase o USING news n
                     WHERE n.value IS NULL AND o.partner_id = n.partner_id AND o.day = n.day),
                renewed AS (
                    INSERT INTO ladder_purchase (partner_id, day, value)
                    SELECT partner_id, day, value FROM news WHERE value IS NOT NULL
                        ON CONFLICT (partner_id, day) DO UPDATE SET value = EXCLUDED.value)
                """,
                ids=list(partner_ids),
            )
        ]
