"""Points of sales: Odoo says how many; they are earned when the company says, and come back."""

from collections import defaultdict
from dataclasses import dataclass

from odoo import fields, models
from odoo.tools import SQL

from ..tools.sale_points import CONFIRMED, Document, due_share


@dataclass(frozen=True)
class Sale:
    """What is known of a sale's money."""

    total: float
    documents: tuple

    def due(self, when):
        return due_share(when, self.total, self.documents)

    @property
    def returned(self):
        return 1 - self.due(CONFIRMED)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    club_points_ids = fields.One2many("club.sale.points", "order_id", "Points of the club")
    club_points_pending = fields.Float(
        "Pending points",
        compute="_compute_club_points_pending",
        help="The customer gets them when the order is invoiced, or paid.",
    )

    def _compute_club_points_pending(self):
        for order in self:
            order.club_points_pending = sum(order.sudo().club_points_ids.mapped("open_points"))

    # Odoo's own flow ------------------------------------------------------------------------------

    def _add_loyalty_history_lines(self):
        """Odoo has just noted what the order earns and spends, and adds it to the cards next."""
        result = super()._add_loyalty_history_lines()
        self._club_promise(self.coupon_point_ids, booked=self._club_earns_when() == CONFIRMED)
        return result

    def _club_earns_when(self):
        self.ensure_one()
        return self.company_id.club_points_when or CONFIRMED

    def _club_promise(self, entries, *, booked):
        """Remember what the order promised to cards; what is earned later leaves the history.

        :param entries: sale.order.coupon.points records of this order
        :param booked: whether Odoo adds the points to the cards now
        """
        self.ensure_one()
        rows = []
        for entry in entries:
            card = entry.coupon_id
            deferred = not booked and card.program_id.is_nominative
            rows.append(
                {
                    "order_id": self.id,
                    "card_id": card.id,
                    "when": self._club_earns_when() if card.program_id.is_nominative else CONFIRMED,
                    "promised": entry.points,
                    "booked": 0.0 if deferred else entry.points,
                }
            )
        made = self.env["club.sale.points"].sudo().create(rows)
        later = made.filtered(lambda row: not row.booked).card_id
        if later:
            lines = (
                self.env["loyalty.history"]
                .sudo()
                .search(
                    [
                        ("order_model", "=", self._name),
                        ("order_id", "=", self.id),
                        ("card_id", "in", later.ids),
                    ]
                )
            )
            lines.write({"issued": 0.0})

    def _get_point_changes(self):
        """What confirming adds and cancelling takes away: what is booked, not what is promised."""
        changes = super()._get_point_changes()
        rows = {(row.order_id, row.card_id): row for row in self.sudo().club_points_ids}
        for entry in self.coupon_point_ids:
            row = rows.get((entry.order_id, entry.coupon_id))
            if row:
                changes[entry.coupon_id] += row.booked - entry.points
        return changes

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Points that are earned later cannot be spent now; who owes points can still buy."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm=post_confirm)
        if self.state in ("sale", "done") or not coupon.program_id.is_nominative:
            return points
        if coupon.program_id.applies_on != "future" and self._club_earns_when() != CONFIRMED:
            points -= self.coupon_point_ids.filtered(lambda p: p.coupon_id == coupon).points
        if points < 0 and not any(line.coupon_id == coupon for line in self.order_line):
            return 0.0
        return points

    def _add_points_for_coupon(self, coupon_points):
        """A confirmed order that is changed adds to cards at once; Odoo leaves that out of the
        history.
        """
        added = dict(coupon_points) if self.state == "sale" else {}
        if added:
            self.env["loyalty.history"].sudo().create(
                [
                    {
                        "card_id": card.id,
                        "order_model": self._name,
                        "order_id": self.id,
                        "description": self.env._("Order %s", self.display_name),
                        "issued": points,
                    }
                    for card, points in added.items()
                ]
            )
        result = super()._add_points_for_coupon(coupon_points)
        if added:
            known = self.sudo().club_points_ids.card_id
            entries = self.coupon_point_ids.filtered(
                lambda entry: entry.coupon_id in added and entry.coupon_id not in known
            )
            self._club_promise(entries, booked=True)
        return result

    def _action_cancel(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        confirmed.sudo().club_points_ids.unlink()
        return result

    # What is due ----------------------------------------------------------------------------------

    def _club_due_shares(self):
        """What was invoiced, returned and paid of each order, in one query.

        Amounts of an invoice in another currency are converted at its date.

        :return: dict order id → :class:`Sale`
        """
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        self.env["sale.order.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.order_id, m.id, m.move_type = 'out_refund', m.currency_id,
                       COALESCE(m.invoice_date, m.date), sum(i.price_total),
                       CASE WHEN m.amount_total = 0 THEN 1
                            ELSE 1 - m.amount_residual / m.amount_total END
                  FROM sale_order_line l
                  JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                  JOIN account_move_line i ON i.id = r.invoice_line_id
                  JOIN account_move m ON m.id = i.move_id
                 WHERE l.order_id = ANY(%s) AND m.state = 'posted'
                   AND m.move_type IN ('out_invoice', 'out_refund')
                 GROUP BY l.order_id, m.id
                """,
                self.ids,
            )
        )
        Currency = self.env["res.currency"]
        documents = defaultdict(list)
        orders = {order.id: order for order in self}
        for order_id, _move, refund, currency_id, day, amount, paid in rows:
            order = orders[order_id]
            currency = Currency.browse(currency_id)
            if currency != order.currency_id:
                amount = currency._convert(amount, order.currency_id, order.company_id, day)
            documents[order_id].append(Document(float(amount or 0), refund, float(paid or 0)))
        return {order.id: Sale(order.amount_total, tuple(documents[order.id])) for order in self}

    def _club_settle(self):
        """See to it that members have what these orders have earned by now: points and levels."""
        orders = self.sudo()
        orders.club_points_ids._settle()
        orders._club_settle_levels()


class SaleOrderCouponPoints(models.Model):
    _inherit = "sale.order.coupon.points"

    def write(self, vals):
        """A confirmed order that is changed promises another number of points."""
        result = super().write(vals)
        if "points" in vals:
            confirmed = self.filtered(lambda entry: entry.order_id.state == "sale")
            rows = confirmed.order_id.sudo().club_points_ids
            changed = rows.browse()
            for entry in confirmed:
                row = rows.filtered(
                    lambda row, entry=entry: (
                        row.order_id == entry.order_id and row.card_id == entry.coupon_id
                    )
                )
                if row and row.promised != entry.points:
                    row.promised = entry.points
                    changed |= row
            changed._settle()
        return result
