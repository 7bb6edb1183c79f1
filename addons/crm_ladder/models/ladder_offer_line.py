"""An offer to one person: what set it off, whether it was given, and what came of it."""

from odoo import api, fields, models
from odoo.fields import Domain

GIVEN = ("given", "holdout")


class LadderOfferLine(models.Model):
    """Written by the scheduled action alone; one for each offer, person and document."""

    _name = "ladder.offer.line"
    _description = "Offer to a Person"
    _order = "id desc"
    _rec_name = "partner_id"

    offer_id = fields.Many2one(
        "ladder.offer", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    origin = fields.Char("Set off by", required=True, readonly=True)
    origin_words = fields.Char("After", compute="_compute_origin_words")
    due_at = fields.Datetime("Due", required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("given", "Given"),
            ("holdout", "Left without, to compare"),
            ("has", "Has it already"),
            ("returned", "Gave it back"),
            ("recent", "Got it a short while ago"),
            ("not_fitting", "Does not stand there any more"),
            ("ended", "The offer had ended"),
            ("stopped", "The offer was stopped"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    given_at = fields.Datetime("Given on", readonly=True)
    until = fields.Date("Valid until", readonly=True)
    card_id = fields.Many2one(
        "loyalty.card", "Coupon", readonly=True, ondelete="set null", index="btree_not_null"
    )
    message_id = fields.Many2one(
        "club.message", "Text", readonly=True, ondelete="set null", index="btree_not_null"
    )
    message_state = fields.Selection(related="message_id.state", string="State of the text")
    shown_at = fields.Datetime(
        "Shown", readonly=True, help="First time on a quotation or at the till."
    )
    bought_at = fields.Datetime("Bought", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    revenue = fields.Monetary(
        readonly=True, help="What was bought of it in time: untaxed, net of what came back."
    )
    discount = fields.Monetary(readonly=True, help="Given for its coupon, untaxed.")

    _once_uniq = models.UniqueIndex(
        "(offer_id, partner_id, origin)", "This document brought this offer already."
    )
    _due_idx = models.Index("(offer_id, due_at) WHERE state = 'waiting'")

    @api.depends("origin")
    def _compute_origin_words(self):
        """The document's own name; empty for those that the reader may not see."""
        wanted = {}
        for line in self:
            model, _sep, key = (line.origin or "").partition(":")
            if key.isdigit() and model in self.env:
                wanted.setdefault(model, set()).add(int(key))
        names = {}
        for model, ids in wanted.items():
            records = self.env[model].sudo().browse(ids).exists()
            names |= {f"{model}:{record.id}": record.display_name for record in records}
        for line in self:
            line.origin_words = names.get(line.origin, False)

    @api.model
    def _open_of(self, partner, company):
        """What a person (or the person's company) was given and can still take."""
        if not partner:
            return self.browse()
        return self.search(
            Domain("partner_id", "child_of", partner.commercial_partner_id.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "given")
            & Domain("bought_at", "=", False)
            & (Domain("until", "=", False) | Domain("until", ">=", fields.Date.context_today(self)))
            & Domain("offer_id.state", "=", "running")
        )

    def _show(self):
        """Note that these were shown, the first time."""
        fresh = self.filtered(lambda line: line.state == "given" and not line.shown_at)
        fresh.write({"shown_at": fields.Datetime.now()})
