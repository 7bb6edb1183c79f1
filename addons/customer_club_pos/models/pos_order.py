from datetime import timedelta

from odoo import fields, models

from odoo.addons.customer_club.tools.mobile import normalize_mobile

LATE = timedelta(hours=24)
"""A till that was offline for longer brings visits, but nobody is greeted a day late."""


class PosOrder(models.Model):
    _inherit = "pos.order"

    club_outcome = fields.Selection(
        [
            ("accepted", "Counted"),
            ("merged", "Same visit as another"),
            ("refunded", "Refunded, not counted any more"),
            ("no_customer", "No customer chosen"),
            ("no_mobile", "Customer without a mobile number"),
        ],
        "Club visit",
        readonly=True,
        copy=False,
        help="What the customer club made of this order, where the shop counts orders as visits.",
    )

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._club_take_back()
        self._club_count()
        return result

    def _club_origin(self):
        """What the visit came from: the till's own id, so that an order sent twice counts once."""
        self.ensure_one()
        return f"pos:{self.uuid or self.id}"

    def _club_count(self):
        """Count paid orders of the shops that want it, for customers with a mobile number.

        Whom the club cannot count is passed over without a word at the till; ``club_outcome`` says
        why. Orders that count already stay as they are.
        """
        now = fields.Datetime.now()
        groups, entries, counting = {}, [], self.browse()
        for order in self.filtered(lambda order: order.config_id.club_count_orders):
            # A refund is no visit, and what brought no customer is none either.
            if order.club_outcome in ("accepted", "merged", "refunded") or order._club_is_refund():
                continue
            mobile = order._club_mobile()
            if not mobile:
                order.club_outcome = "no_mobile" if order.partner_id else "no_customer"
                continue
            config, company = order.config_id, order.company_id
            if company not in groups:
                groups[company] = self.env["club.group"]._device_group(company).id
            at = min(order.date_order or now, now)
            counting |= order
            entries.append(
                {
                    "mobile": mobile,
                    "visited_at": at,
                    "tag_id": config.club_tag_id.id,
                    "group_id": groups[company],
                    "source": "pos",
                    "origin": order._club_origin(),
                    "company_id": company.id,
                    "merge_minutes": config.club_merge_minutes,
                    "silent_reason": "late" if now - at > LATE else False,
                }
            )
        if entries:
            results = self.env["club.visit"]._register_entries(entries)
            for order, result in zip(counting, results, strict=True):
                order.club_outcome = result["status"]

    def _club_take_back(self):
        """Void the visits of orders that these refunds give back altogether."""
        returned = self.lines.refunded_orderline_id.order_id.filtered(
            lambda order: order.club_outcome == "accepted" and not order.has_refundable_lines
        )
        if returned:
            origins = [order._club_origin() for order in returned]
            # A cashier has no rights in the club; the visit is that of the order he gave back.
            visits = self.env["club.visit"].sudo().search([("origin", "in", origins)])
            visits._void(self.env._("The order was refunded."))
            returned.club_outcome = "refunded"

    def _club_is_refund(self):
        return self.is_refund or self.amount_total < 0

    def _club_mobile(self):
        """The customer's mobile number, E.164; ``None`` if none is known."""
        self.ensure_one()
        partner = self.partner_id
        country = partner.country_id.code or self.company_id.country_id.code or "IR"
        return partner.club_mobile or normalize_mobile(partner.phone or "", country)
