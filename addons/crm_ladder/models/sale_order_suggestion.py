"""What else the customer may want, on the quotation."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ladder_suggestions = fields.Json(
        "Suggestions", compute="_compute_ladder_suggestions", exportable=False
    )

    @api.depends("order_line.product_id", "partner_id", "company_id", "state")
    @api.depends_context("lang")
    def _compute_ladder_suggestions(self):
        for order in self:
            order.ladder_suggestions = (
                order._ladder_suggest() if order.state in ("draft", "sent") else []
            )

    def _ladder_suggest(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.is_reward_line)
        return self.env["ladder.suggestion"]._for(
            self.company_id or self.env.company,
            lines.product_id._origin,
            self.partner_id._origin,
            pricelist=self.sudo().pricelist_id._origin,
        )

    def action_ladder_add(self, product_id):
        """Add a product that is suggested on this quotation, with the coupon of its offer."""
        self.ensure_one()
        self.check_access("write")
        chosen = (
            [one for one in self._ladder_suggest() if one["product_id"] == product_id]
            if self.state in ("draft", "sent")
            else []
        )
        if not chosen:
            raise UserError(self.env._("This is not suggested any more; reload the page."))
        self.env["sale.order.line"].create({"order_id": self.id, "product_id": product_id})
        line = self.env["ladder.offer.line"].sudo().browse(chosen[0]["offer_line_id"] or [])
        if line.card_id:
            self._ladder_apply(line.card_id)
        return True

    def _ladder_apply(self, card):
        """Apply a coupon; one that Odoo refuses (used up, ended) leaves the product there."""
        rewards = self._try_apply_code(card.code)
        if "error" in rewards:
            return
        for coupon, reward in rewards.items():
            self._apply_program_reward(reward[:1], coupon)
        self._update_programs_and_rewards()

    def action_ladder_shown(self):
        """Note that the offers among the suggestions were seen; the page calls it."""
        self.ensure_one()
        self.check_access("read")
        ids = {one["offer_line_id"] for one in self._ladder_suggest() if one["offer_line_id"]}
        self.env["ladder.offer.line"].sudo().browse(ids)._show()
        return True
