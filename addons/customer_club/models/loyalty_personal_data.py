"""What Odoo's cards hold about a person, and how it goes when the person is erased."""

from odoo import api, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        cards = self.with_context(active_test=False).search(
            [("partner_id", "in", partners.ids)], order="id"
        )
        return cards, ["program_id", "code", "points", "expiration_date", "company_id"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """Nobody can come for what is left: it is forfeited by a line, and the codes end."""
        cards, _names = self._personal_data_records(partners, [])
        words = self.env._("Forfeited: the person was erased")
        self._club_book(
            [
                {
                    "card_id": card.id,
                    "points": -card.points,
                    "origin": f"erased:{card.id}:{len(card.history_ids)}",
                    "kind": "erased",
                    "description": words,
                    "order_model": None,
                    "order_id": None,
                }
                for card in cards
                if card.points
            ]
        )
        cards.filtered("active").action_archive()
        return len(cards)


class LoyaltyHistory(models.Model):
    _inherit = "loyalty.history"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        lines = self.search([("card_id.partner_id", "in", partners.ids)], order="id")
        return lines, ["create_date", "description", "issued", "used", "card_id"]


class ClubLevelMove(models.Model):
    _inherit = "club.level.move"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        names = ["moved_on", "from_level_id", "level_id", "reason_code", "points", "visits"]
        return self.search([("partner_id", "in", partners.ids)], order="id"), names


class ClubLevelGrant(models.Model):
    _inherit = "club.level.grant"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        names = ["level_id", "valid_from", "valid_until", "reason", "ended_at"]
        return self.search([("partner_id", "in", partners.ids)], order="id"), names
