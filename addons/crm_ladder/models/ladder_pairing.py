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
        return {
            "cafe": (
                self.env._("Café"),
                [
                    (self.env._("Coffee"), self.env._("Cakes and Pastry")),
                    (self.env._("Tea"), self.env._("Cakes and Pastry")),
                    (self.env._("Breakfast"), self.env._("Coffee")),
                    (self.env._("Coffee"), self.env._("Coffee Beans")),
                ],
            ),
            "furniture": (
                self.env._("Furniture shop"),
                [
                    (self.env._("Sofas"), self.env._("Coffee Tables")),
                    (self.env._("Beds"), self.env._("Mattresses")),
                    (self.env._("Dining Tables"), self.env._("Chairs")),
                    (self.env._("Sofas"), self.env._("Furniture Care")),
                ],
            ),
            "clothing": (
                self.env._("Clothes shop"),
                [
                    (self.env._("Suits"), self.env._("Shirts")),
                    (self.env._("Shirts"), self.env._("Ties and Scarves")),
                    (self.env._("Shoes"), self.env._("Shoe Care")),
                    (self.env._("Trousers"), self.env._("Belts")),
                ],
            ),
            "beauty": (
                self.env._("Beauty salon"),
                [
                    (self.env._("Haircuts"), self.env._("Hair Care")),
                    (self.env._("Hair Colouring"), self.env._("Hair Care")),
                    (self.env._("Nails"), self.env._("Hand Care")),
                    (self.env._("Skin Treatments"), self.env._("Creams")),
                ],
            ),
            "phones": (
                self.env._("Mobile phone shop"),
                [
                    (self.env._("Mobile Phones"), self.env._("Cases")),
                    (self.env._("Mobile Phones"), self.env._("Screen Protectors")),
                    (self.env._("Mobile Phones"), self.env._("Chargers and Cables")),
                    (self.env._("Laptops"), self.env._("Bags")),
                ],
            ),
            "garden": (
                self.env._("Garden shop"),
                [
                    (self.env._("Plants"), self.env._("Pots")),
                    (self.env._("Plants"), self.env._("Soil and Fertiliser")),
                    (self.env._("Pots"), self.env._("Saucers")),
                    (self.env._("Seeds"), self.env._("Garden Tools")),
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
