"""What else a customer may want, and why: for the quotation and for the till."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_amount, format_date

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.basket import choose, safe_lift

# Small first: an offer that the person holds, what the figures say, what people said by hand.
RANKS = {"offer": 0, "basket": 1, "optional": 2, "accessory": 3, "alternative": 4, "trade": 5}
OF_CATEGORY = 3  # products that stand for a category


class LadderSuggestion(models.AbstractModel):
    """Cross-sell and up-sell: collects candidates, refuses what the person has, says the reason.

    Candidates are dicts with ``product_id``, ``source`` (a key of ``RANKS``), ``score`` and
    ``values``, from which the reason gets its words.
    """

    _name = "ladder.suggestion"
    _description = "What Else a Customer May Want"

    @api.model
    def _for(self, company, products, partner=None, limit=4, pricelist=None):
        """Suggestions to somebody who is buying products.

        :param company: whose analysis, offers and products
        :param products: product.product records in the basket; may be empty
        :param partner: who buys; None or empty: nobody knows
        :param pricelist: whose prices are shown; None or empty: those of the products
        :return: list of dicts ``product_id``, ``name``, ``price`` (text), ``kind`` (``cross`` or
            ``up``), ``source``, ``reason`` (text), ``offer_line_id`` (id or False)
        """
        # Whoever sells may see what is suggested, without any right in the club.
        engine = self.sudo().with_company(company)
        products, partner = products.sudo(), (partner or self.env["res.partner"]).sudo()
        candidates = []
        for source in engine._candidate_sources():
            candidates += source(company, products, partner)
        for candidate in candidates:
            candidate["rank"] = RANKS[candidate["source"]]
        sellable = engine._sellable(company, {one["product_id"] for one in candidates})
        template_ids = set(products.product_tmpl_id.ids)
        refused = {product.id for product in sellable if product.product_tmpl_id.id in template_ids}
        had = (
            self.env["ladder.facts"]
            .sudo()
            ._had(
                partner,
                SQL("x.product_id = ANY(%s)", sellable.ids),
                company.sudo().ladder_had_days,
            )
        )
        refused.update(had.get(partner.commercial_partner_id.id, ()))
        known = set(sellable.ids)
        chosen = choose([one for one in candidates if one["product_id"] in known], refused, limit)
        return [engine._present(one, products, company, pricelist) for one in chosen]

    @api.model
    def _candidate_sources(self):
        """Methods ``(company, products, partner) -> candidates``; bridges add theirs."""
        return [
            self._from_offers,
            self._from_baskets,
            self._from_optional,
            self._from_trade,
        ]

    @api.model
    def _sellable(self, company, product_ids):
        return self.env["product.product"].search(
            Domain("id", "in", list(product_ids))
            & Domain("sale_ok", "=", True)
            & Domain("company_id", "in", [False, company.id])
        )

    # Where candidates come from -----------------------------------------------------------------

    @api.model
    def _from_offers(self, company, _products, partner):
        candidates = []
        for line in self.env["ladder.offer.line"]._open_of(partner, company):
            offer = line.offer_id
            products = offer.product_id or self._best_of(company, offer.category_id)
            for place, product in enumerate(products):
                candidates.append(
                    {
                        "product_id": product.id,
                        "source": "offer",
                        "score": -place,
                        "offer_line_id": line.id,
                        "values": {"line": line},
                    }
                )
        return candidates

    @api.model
    def _from_baskets(self, company, products, _partner):
        if not products:
            return []
        pairs = self.env["ladder.basket.pair"].search_fetch(
            Domain("company_id", "=", company.id)
            & Domain("product_id", "in", products.ids)
            & Domain("lift", ">", 1),
            limit=100,
        )
        candidates = []
        for pair in pairs:
            surely = safe_lift(pair.together, pair.first_baskets, pair.second_baskets, pair.baskets)
            if surely > 1:
                candidates.append(
                    {
                        "product_id": pair.other_id.id,
                        "source": "basket",
                        "score": surely,
                        "values": {"pair": pair},
                    }
                )
        return candidates

    @api.model
    def _from_optional(self, _company, products, _partner):
        return self._by_hand("optional", products, "optional_product_ids")

    @api.model
    def _by_hand(self, source, products, field):
        """Products that somebody entered on others in a field of theirs."""
        candidates = []
        for product in products:
            found = product[field]
            if found._name == "product.template":
                found = found.product_variant_id
            for place, other in enumerate(found):
                candidates.append(
                    {
                        "product_id": other.id,
                        "source": source,
                        "score": -place,
                        "values": {"product": product},
                    }
                )
        return candidates

    @api.model
    def _from_trade(self, company, products, _partner):
        candidates = []
        for pairing in self.env["ladder.pairing"]._of(company, products.categ_id):
            for place, product in enumerate(self._best_of(company, pairing.other_categ_id)):
                candidates.append(
                    {
                        "product_id": product.id,
                        "source": "trade",
                        "score": -pairing.sequence - place / 10,
                        "values": {"pairing": pairing},
                    }
                )
        return candidates

    @api.model
    def _best_of(self, company, category, limit=OF_CATEGORY):
        """Products of a category that sell best, by the last analysis."""
        if not category:
            return self.env["product.product"]
        for model in ("product.category", "product.template", "product.product"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM product_product p
                       JOIN product_template t ON t.id = p.product_tmpl_id
                       JOIN product_category c ON c.id = t.categ_id
                       LEFT JOIN ladder_basket_item i
                            ON i.product_id = p.id AND i.run_id = %(run)s
                 WHERE c.parent_path LIKE %(path)s AND p.active AND t.active AND t.sale_ok
                   AND (t.company_id IS NULL OR t.company_id = %(company)s)
                 ORDER BY i.baskets DESC NULLS LAST, p.id LIMIT %(limit)s
                """,
                run=self.env["ladder.basket.run"]._latest(company).id or 0,
                path=f"{category.parent_path}%",
                company=company.id,
                limit=limit,
            )
        )
        return self.env["product.product"].browse([product_id for (product_id,) in rows])

    # In words -----------------------------------------------------------------------------------

    @api.model
    def _present(self, candidate, products, company, pricelist=None):
        product = self.env["product.product"].browse(candidate["product_id"])
        alike = product.categ_id and products.filtered(
            lambda other: other.categ_id == product.categ_id and other.lst_price < product.lst_price
        )
        price, currency = product.lst_price, company.currency_id
        if pricelist:
            price, currency = pricelist._get_product_price(product, 1), pricelist.currency_id
        return {
            "product_id": product.id,
            "name": product.display_name,
            "price": localize_digits(format_amount(self.env, price, currency), self.env.lang),
            "kind": "up" if alike or candidate["source"] == "alternative" else "cross",
            "source": candidate["source"],
            "reason": localize_digits(
                getattr(self, f"_words_{candidate['source']}")(**candidate["values"]),
                self.env.lang,
            ),
            "offer_line_id": candidate.get("offer_line_id", False),
        }

    @api.model
    def _words_basket(self, pair):
        return self.env._(
            "Bought together in %(share)s %% of orders with %(product)s, "
            "%(lift)s × more often than by chance",
            share=round(100 * pair.confidence),
            product=pair.product_id.name,
            lift=f"{pair.lift:.1f}",
        )

    @api.model
    def _words_optional(self, product):
        return self.env._("Goes with %s", product.name)

    @api.model
    def _words_trade(self, pairing):
        return pairing.reason or self.env._(
            "%(other)s goes with %(category)s",
            other=pairing.other_categ_id.name,
            category=pairing.categ_id.name,
        )

    @api.model
    def _words_offer(self, line):
        offer = line.offer_id
        until = line.until and format_date(self.env, line.until)
        percent = f"{offer.percent:g}"
        if offer.percent and until:
            return self.env._(
                "Offer “%(offer)s”: %(percent)s %% off until %(until)s",
                offer=offer.name,
                percent=percent,
                until=until,
            )
        if offer.percent:
            return self.env._(
                "Offer “%(offer)s”: %(percent)s %% off", offer=offer.name, percent=percent
            )
        return self.env._("Offer “%s”", offer.name)
