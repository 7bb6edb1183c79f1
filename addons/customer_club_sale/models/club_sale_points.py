from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.sale_points import CONFIRMED, due_points


class ClubSalePoints(models.Model):
    """What a confirmed sale promised to a card, and how much of it is booked.

    Odoo computes the points and, where a sale earns when it is confirmed, books them. From then on
    :meth:`_settle` books the difference to what is due: what was invoiced or paid, less what came
    back. So it does not matter how often, in which order, or by whom it is called.
    """

    _name = "club.sale.points"
    _description = "Points of a Sale"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade", index=True
    )
    card_id = fields.Many2one(
        "loyalty.card", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        "res.company", related="order_id.company_id", store=True, index=True
    )
    when = fields.Selection(
        [
            ("confirmed", "When the sale is confirmed"),
            ("invoiced", "When it is invoiced"),
            ("paid", "When it is paid"),
        ],
        "Earned",
        required=True,
        readonly=True,
        default=CONFIRMED,
    )
    promised = fields.Float(readonly=True)
    booked = fields.Float(readonly=True)
    step = fields.Integer(readonly=True, help="How often points were booked for this sale.")
    open_points = fields.Float(
        "Pending", compute="_compute_open_points", help="Promised, and neither earned nor returned."
    )

    _order_card_uniq = models.UniqueIndex(
        "(order_id, card_id)", "This sale has promised points to this card before."
    )

    @api.depends("promised", "booked")
    def _compute_open_points(self):
        shares = self.order_id._club_due_shares()
        for row in self:
            returned = shares[row.order_id.id].returned
            row.open_points = max(0.0, row.promised * (1 - returned) - row.booked)

    @api.model
    def _adopt_confirmed(self):
        """Rows for orders that Odoo has booked already. :return: their number"""
        self.env.cr.execute(
            """
            INSERT INTO club_sale_points (order_id, card_id, company_id, "when", promised, booked,
                   step, create_uid, create_date, write_uid, write_date)
            SELECT o.id, p.coupon_id, o.company_id, 'confirmed', p.points, p.points, 0, %(uid)s,
                   o.date_order, %(uid)s, now() AT TIME ZONE 'UTC'
              FROM sale_order_coupon_points p JOIN sale_order o ON o.id = p.order_id
             WHERE o.state = 'sale'
            ON CONFLICT (order_id, card_id) DO NOTHING
            """,
            {"uid": self.env.uid},
        )
        return self.env.cr.rowcount

    def _settle(self):
        """Book what is due and not booked yet, or take back what is not due any more.

        Whoever settles a sale holds its rows; a second worker begins again, and finds the rest
        done. Each booking has a number of its own in the history of the card, which is unique.
        """
        self = self.sudo()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM club_sale_points WHERE id = ANY(%s) ORDER BY id FOR UPDATE", self.ids
            )
        )
        orders = self.order_id
        shares = orders._club_due_shares()
        bookings = []
        for row in self:
            share = shares[row.order_id.id].due(row.when)
            due = due_points(row.promised, share, whole=not row.card_id.program_id.is_nominative)
            change = round(due - row.booked, 2)
            if not change:
                continue
            env = self.with_context(lang=row.company_id._club_lang()).env
            bookings.append(
                {
                    "card_id": row.card_id.id,
                    "points": change,
                    "origin": f"sale:{row.order_id.id}:{row.card_id.id}:{row.step + 1}",
                    "kind": "purchase" if change > 0 else "return",
                    "description": env._("Order %s", row.order_id.name)
                    if change > 0
                    else env._("Return, order %s", row.order_id.name),
                    "order_model": "sale.order",
                    "order_id": row.order_id.id,
                }
            )
            row.write({"booked": due, "step": row.step + 1})
        self.flush_recordset()
        self.env["loyalty.card"].sudo()._club_book(bookings)
        self._levels_after()

    def _levels_after(self):
        Level = self.env["club.level"]
        ladders = Level._specs()
        for company, rows in self.grouped("company_id").items():
            if company.id in ladders:
                Level._evaluate(company, rows.card_id.partner_id.ids)

    @api.model
    def _personal_data_records(self, partners, _numbers):
        rows = self.search([("card_id.partner_id", "in", partners.ids)], order="id")
        return rows, ["order_id", "when", "promised", "booked"]
