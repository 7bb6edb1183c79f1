from odoo import fields, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    ladder_suggest_at_till = fields.Boolean(
        "Say what else a customer may want",
        help="The till shows what is bought together with what is in the order, and the offers of "
        "the customer chosen in it.",
    )

    def ladder_suggest(self, product_ids, partner_id=False):
        """What else to offer; the till calls it.

        :param product_ids: ids of the products in the order
        :param partner_id: id of the customer, or False
        :return: as ``ladder.suggestion._for``, with ``code`` of the offer's coupon or False;
            nothing where the shop does not want it
        """
        self.ensure_one()
        self.check_access("read")
        if not self.ladder_suggest_at_till:
            return []
        # A till may ask about products and customers that it may not read otherwise: no more of
        # them comes back than a name, a price and a reason.
        products = self.env["product.product"].browse(_ids(product_ids)).exists()
        partner = self.env["res.partner"].browse(_ids([partner_id])).exists()
        products.check_access("read")
        partner.check_access("read")
        found = self.env["ladder.suggestion"]._for(self.company_id, products, partner, limit=3)
        lines = self.env["ladder.offer.line"].sudo()
        shown = lines.browse([one["offer_line_id"] for one in found if one["offer_line_id"]])
        shown._show()
        codes = {line.id: line.card_id.code for line in shown}
        sellable = self.env["product.product"].search(
            [("id", "in", [one["product_id"] for one in found]), ("available_in_pos", "=", True)]
        )
        return [
            {**one, "code": codes.get(one["offer_line_id"]) or False}
            for one in found
            if one["product_id"] in sellable.ids
        ]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_ladder_suggest_at_till = fields.Boolean(
        related="pos_config_id.ladder_suggest_at_till", readonly=False
    )


def _ids(values):
    """Those that can be ids of records, of whatever a client sent; at most a hundred."""
    values = values if isinstance(values, list) else []
    return [value for value in values if type(value) is int and 0 < value < 2**31][:100]
