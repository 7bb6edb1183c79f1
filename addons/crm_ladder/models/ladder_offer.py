"""An offer: for whom, what, how much less, until when, in which words."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.customer_club.tools.message_text import unknown_placeholders

# Beside those of the club: what an offer's text may name.
OWN_WORDS = {"product": ("product", "کالا"), "percent": ("percent", "درصد")}


class LadderOffer(models.Model):
    """Cross-sell and up-sell to persons, after a purchase or where they stand on the ladder.

    While it runs, ``ladder.offer.line`` holds who it came to, and what became of it.
    """

    _name = "ladder.offer"
    _description = "Offer"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    kind = fields.Selection(
        [("cross", "Cross-sell: something that goes with it"), ("up", "Up-sell: a better one")],
        required=True,
        default="cross",
    )
    # For whom
    trigger = fields.Selection(
        [("purchase", "After a purchase"), ("standing", "At once, whoever fits")],
        "When",
        required=True,
        default="purchase",
    )
    after_product_ids = fields.Many2many(
        "product.product", "ladder_offer_after_product_rel", "offer_id", "product_id", "Of products"
    )
    after_categ_ids = fields.Many2many(
        "product.category",
        "ladder_offer_after_categ_rel",
        "offer_id",
        "categ_id",
        "Of product categories",
    )
    delay_days = fields.Integer("Days later")
    rung_ids = fields.Many2many(
        "ladder.rung", "ladder_offer_rung_rel", "offer_id", "rung_id", "On rungs"
    )
    tag_ids = fields.Many2many(
        "club.tag", "ladder_offer_tag_rel", "offer_id", "tag_id", "With tags"
    )
    again_days = fields.Integer(
        "Not again within (days)", default=90, help="0: once per person and no more."
    )
    holdout_percent = fields.Float(
        "Left without (%)",
        default=10,
        help="So many of those it is for do not get it, so that the result can be compared.",
    )
    # What
    product_id = fields.Many2one(
        "product.product",
        domain=[("sale_ok", "=", True)],
        ondelete="restrict",
        index="btree_not_null",
    )
    category_id = fields.Many2one(
        "product.category", "Or a category", ondelete="restrict", index="btree_not_null"
    )
    percent = fields.Float("Discount (%)", default=10)
    program_id = fields.Many2one(
        "loyalty.program",
        "Coupons",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        domain=[("program_type", "=", "coupons")],
        help="Empty: a coupon programme of so many percent is made when the offer starts. "
        "Another one gives whatever it says: a gift, buy X get Y.",
    )
    valid_until = fields.Date("Valid until")
    valid_days = fields.Integer("Valid for (days)", help="After it was given. 0: no such limit.")
    window_days = fields.Integer(
        "Count for (days)", default=30, help="Purchases within so many days, where it has no end."
    )
    text = fields.Text(
        translate=True,
        help="You can use {name}, {company}, {product}, {percent}, {code} and {until}. "
        "Empty: it is shown on quotations and at the till only.",
    )
    campaign_id = fields.Many2one("utm.campaign", ondelete="set null", index="btree_not_null")
    line_ids = fields.One2many("ladder.offer.line", "offer_id", readonly=True)

    _sane = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100 AND holdout_percent BETWEEN 0 AND 90 AND delay_days >= 0"
        " AND again_days >= 0 AND valid_days >= 0 AND window_days > 0)",
        "Percents are from 0 to 100 (at most 90 are left without), days 0 or more.",
    )

    @api.constrains("product_id", "category_id")
    def _check_what(self):
        for offer in self:
            if bool(offer.product_id) == bool(offer.category_id):
                raise ValidationError(self.env._("An offer is of one product or of one category."))

    @api.constrains("trigger", "after_product_ids", "after_categ_ids")
    def _check_for_whom(self):
        for offer in self:
            bought = offer.after_product_ids or offer.after_categ_ids
            if offer.trigger == "purchase" and not bought:
                raise ValidationError(
                    self.env._("Say after the purchase of which products or categories.")
                )
            if offer.product_id and offer.product_id in offer.after_product_ids:
                raise ValidationError(
                    self.env._("Who has just bought it needs no offer of the same product.")
                )

    @api.constrains("text", "percent", "program_id")
    def _check_text(self):
        own = {word for words in OWN_WORDS.values() for word in words}
        for offer in self:
            unknown = [
                name
                for name in unknown_placeholders(offer.text or "", ("code", "until"))
                if name not in own
            ]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "The text holds {%s}, which nothing can fill. Use {name}, {company}, "
                        "{product}, {percent}, {code} or {until}.",
                        "}, {".join(unknown),
                    )
                )
            if not (offer.percent or offer.program_id) and any(
                word in (offer.text or "") for word in ("{code}", "{کد}")
            ):
                raise ValidationError(self.env._("A text with {code} needs a discount."))

    # Life ---------------------------------------------------------------------------------------

    def action_start(self):
        """Let it run: from now on purchases bring it to persons, in the background."""
        today = fields.Date.context_today(self)
        for offer in self:
            offer.check_access("write")
            if offer.state == "running":
                continue
            if offer.valid_until and offer.valid_until < today:
                raise UserError(self.env._("Its last day is over: choose another one."))
            if offer.percent and not offer.program_id:
                # Coupons are the club's business here, whoever keeps Odoo's programmes.
                offer.program_id = (
                    self.env["loyalty.program"].sudo().create(offer._program_values())
                )
            offer.write({"state": "running", "started_at": fields.Datetime.now()})
        self._wake()

    def action_stop(self):
        """No further person gets it. Coupons that were given stay good."""
        self.check_access("write")
        self.write({"state": "stopped"})

    def _program_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "program_type": "coupons",
            "applies_on": "current",
            "trigger": "with_code",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "date_to": self.valid_until,
            "portal_point_name": self.env._("Coupon"),
            "rule_ids": [Command.clear()],
            "communication_plan_ids": [Command.clear()],  # the club writes, not the mail template
            "reward_ids": [
                Command.clear(),
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount": self.percent,
                        "discount_mode": "percent",
                        "discount_applicability": "specific",
                        "discount_product_ids": [Command.set(self.product_id.ids)],
                        "discount_product_category_id": self.category_id.id,
                        "required_points": 1,
                    }
                ),
            ],
        }

    @api.model
    def _wake(self):
        self.env.ref("crm_ladder.ir_cron_ladder_offer").sudo()._trigger()

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(offer.line_ids for offer in self.sudo()):
            raise UserError(self.env._("Persons have it already: stop it instead."))

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_offer_line_action"
        )
        action["domain"] = [("offer_id", "=", self.id)]
        return action
