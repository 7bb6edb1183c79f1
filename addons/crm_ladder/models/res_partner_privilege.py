from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ladder_privilege_ids = fields.One2many(
        "ladder.privilege.holder",
        "partner_id",
        "Privileges",
        domain=[("until", "=", False)],
        groups="customer_club.group_club_user",
    )
    ladder_privilege_use_ids = fields.One2many(
        "ladder.privilege.use", "partner_id", groups="customer_club.group_club_user"
    )
    ladder_privilege_cost = fields.Float(
        "Cost of privileges",
        compute="_compute_ladder_privilege_cost",
        groups="customer_club.group_club_user",
        help="What this customer's privileges have cost so far, in the main company's currency.",
    )

    def _compute_ladder_privilege_cost(self):
        costs = dict(
            self.env["ladder.privilege.use"]._read_group(
                [("partner_id", "in", self._origin.ids)], ["partner_id"], ["main_cost:sum"]
            )
        )
        for partner in self:
            partner.ladder_privilege_cost = costs.get(partner._origin, 0)

    def _club_card(self):
        """What the member may have now, so that the clerk offers it."""
        cards = super()._club_card()
        held = {}
        for holder in (
            self.env["ladder.privilege.holder"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", self.ids),
                    ("until", "=", False),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["partner_id", "privilege_id"],
                order="privilege_id",
            )
        ):
            held.setdefault(holder.partner_id.id, []).append(
                {"name": holder.privilege_id.with_env(self.env).sudo().name}
            )
        for partner in self:
            cards[partner.id]["privileges"] = held.get(partner.id, [])
        return cards
