"""Levels that are bought: a membership that costs something."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubLevel(models.Model):
    _inherit = "club.level"

    product_ids = fields.Many2many(
        "product.product",
        "club_level_product_rel",
        "level_id",
        "product_id",
        "Bought with",
        help="Whoever buys one of these products joins the level, when the sale brings its points.",
    )
    product_days = fields.Integer(
        "Bought for (days)", default=365, help="How long a purchase lasts. 0: for good."
    )

    @api.constrains("product_days")
    def _check_product_days(self):
        if any(level.product_days < 0 for level in self):
            raise ValidationError(self.env._("A number of days is not negative."))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self._club_settle_levels()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._club_settle_levels()
        return result

    def _club_settle_levels(self):
        """Give the levels that these orders bought, and take them back with the sale: by line."""
        Level = self.env["club.level"].sudo()
        levels = Level.search([("product_ids", "!=", False)])
        if not levels:
            return
        sold = {
            (level.company_id.id, product.id): level
            for level in levels
            for product in level.product_ids
        }
        lines = self.sudo().order_line.filtered(
            lambda line: (line.company_id.id, line.product_id.id) in sold
        )
        if not lines:
            return
        Grant = self.env["club.level.grant"].sudo()
        shares = lines.order_id._club_due_shares()
        given = {
            grant.origin: grant
            for grant in Grant.search([("origin", "in", [f"sale:{line.id}" for line in lines])])
        }
        for line in lines:
            order, level = line.order_id, sold[line.company_id.id, line.product_id.id]
            when = order._club_earns_when()
            bought = order.state == "sale" and shares[order.id].due(when) >= 1
            grant = given.get(f"sale:{line.id}")
            if bought and not grant:
                today = line.company_id._club_day(fields.Datetime.now())
                days = level.product_days
                Grant._give(
                    level,
                    [
                        {
                            "partner_id": order.partner_id.id,
                            "valid_from": today,
                            "valid_until": today + timedelta(days=days) if days else None,
                            "reason": order.name,
                            "origin": f"sale:{line.id}",
                        }
                    ],
                )
            elif grant and bool(grant.ended_at) == bought:
                grant.ended_at = False if bought else fields.Datetime.now()
