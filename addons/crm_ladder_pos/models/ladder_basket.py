from odoo import api, fields, models
from odoo.tools import SQL

from .ladder_facts import SOLD


class LadderBasket(models.Model):
    _inherit = "ladder.basket"

    @api.model
    def _sources(self):
        return super()._sources() | {"till": self._source_till}

    @api.model
    def _source_till(self, run, low, high):
        """Orders at the till without an invoice: an invoice is a basket already."""
        return (
            SQL("pos_order d"),
            SQL(
                "d.company_id = %s AND d.state IN ('paid', 'done') AND d.account_move IS NULL"
                " AND d.date_order >= %s AND d.date_order < %s",
                run.company_id.id,
                run._start_of(run.date_from),
                run._start_of(fields.Date.add(run.date_to, days=1)),
            ),
            SQL(
                "pos_order_line l ON l.order_id = d.id AND l.order_id > %s AND l.order_id <= %s"
                " AND l.reward_id IS NULL AND %s",
                low,
                high,
                SOLD,
            ),
            SQL(
                """SELECT o.id
                     FROM pos_order_line b
                          JOIN pos_order r ON r.id = b.order_id
                          JOIN pos_order_line o ON o.id = b.refunded_orderline_id
                    WHERE r.company_id = %s AND r.state IN ('paid', 'done')
                      AND o.order_id > %s AND o.order_id <= %s
                    GROUP BY o.id, o.qty HAVING SUM(ABS(b.qty)) >= o.qty""",
                run.company_id.id,
                low,
                high,
            ),
        )
