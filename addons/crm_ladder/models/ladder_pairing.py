"""What goes with what in a trade, before the shop's own figures can tell."""

from odoo import api, fields, models


class LadderPairing(models.Model):
    """Who buys from one category is shown something of another."""

    _name = "ladder.pairing"
    _description = "What Goes With What"
    _order = "sequence, id"
    _rec_name = "categ_id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    categ_id = fields.Many2one(
        "product.category", "Who buys from", required=True, ondelete="cascade", index=True
    )
    other_categ_id = fields.Many2one(
        "product.category", "Is shown", required=True, ondelete="cascade"
    )
    reason = fields.Char(translate=True, help="Is shown to whoever sells. Empty: in plain words.")

    _pair_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), categ_id, other_categ_id)", "These two are paired already."
    )
    _not_itself = models.Constraint(
        "CHECK (categ_id <> other_categ_id)", "A category does not go with itself."
    )

    @api.model
    def _of(self, company, categories):
        """Pairings of categories and of those above them."""
        above = {
            int(part)
            for category in categories
            for part in (category.parent_path or "").split("/")
            if part
        }
        return self.search(
            [("categ_id", "in", list(above)), ("company_id", "in", [False, company.id])]
        )

    @api.model
    def _trades(self):
        """Ready rows: ``{trade: (name, [(category, shown category)])}``; add-ons may add trades."""
        _ = self.env._
        return {
            "cafe": (
                _("Café"),
                [
                    (_("Coffee"), _("Cakes and Pastry")),
                    (_("Tea"), _("Cakes and Pastry")),
                    (_("Breakfast"), _("Coffee")),
                    (_("Coffee"), _("Coffee Beans")),
                ],
            ),
            "furniture": (
                _("Furniture shop"),
                [
                    (_("Sofas"), _("Coffee Tables")),
                    (_("Beds"), _("Mattresses")),
                    (_("Dining Tables"), _("Chairs")),
                    (_("Sofas"), _("Furniture Care")),
                ],
            ),
            "clothing": (
                _("Clothes shop"),
                [
                    (_("Suits"), _("Shirts")),
                    (_("Shirts"), _("Ties and Scarves")),
                    (_("Shoes"), _("Shoe Care")),
                    (_("Trousers"), _("Belts")),
                ],
            ),
            "beauty": (
                _("Beauty salon"),
                [
                    (_("Haircuts"), _("Hair Care")),
                    (_("Hair Colouring"), _("Hair Care")),
                    (_("Nails"), _("Hand Care")),
                    (_("Skin Treatments"), _("Creams")),
                ],
            ),
            "phones": (
                _("Mobile phone shop"),
                [
                    (_("Mobile Phones"), _("Cases")),
                    (_("Mobile Phones"), _("Screen Protectors")),
                    (_("Mobile Phones"), _("Chargers and Cables")),
                    (_("Laptops"), _("Bags")),
                ],
            ),
            "garden": (
                _("Garden shop"),
                [
                    (_("Plants"), _("Pots")),
                    (_("Plants"), _("Soil and Fertiliser")),
                    (_("Pots"), _("Saucers")),
                    (_("Seeds"), _("Garden Tools")),
                ],
            ),
        }

    @api.model
    def _load_trade(self, trade, company):
        """Write the ready rows of a trade; what is there stays. :return: the trade's pairings"""
        Category = self.env["product.category"]
        names = dict.fromkeys(name for pair in self._trades()[trade][1] for name in pair)
        known = {
            category.name: category for category in Category.search([("name", "in", [*names])])
        }
        for name in names:
            known.setdefault(name, Category)
            known[name] = known[name] or Category.create({"name": name})
        pairings = self.browse()
        for one, two in self._trades()[trade][1]:
            found = self.with_context(active_test=False).search(
                [
                    ("categ_id", "=", known[one].id),
                    ("other_categ_id", "=", known[two].id),
                    ("company_id", "=", company.id),
                ]
            )
            pairings |= found or self.create(
                {
                    "company_id": company.id,
                    "categ_id": known[one].id,
                    "other_categ_id": known[two].id,
                }
            )
        return pairings
