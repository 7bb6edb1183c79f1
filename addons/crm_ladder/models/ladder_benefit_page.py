"""What the public page of a draw says."""

import re

from odoo import models

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.draw import mixed_seed


class LadderBenefit(models.Model):
    _inherit = "ladder.benefit"

    def _draw_page_values(self, salt=None):
        decided = self.state in ("decided", "done")
        return {
            **self._page_frame(),
            "benefit": self,
            "rule": self._rule_name(),
            "committed": bool(self.list_digest),
            "decided": decided,
            "seed": mixed_seed(self.sudo().seed, self.public_value) if decided else "",
            "salt": salt if re.fullmatch(r"[0-9a-f]{64}", salt or "") else "",
            "entry_count": self._number(self.entry_count),
            "person_count": self._number(self.person_count),
            "units": self._number(self.units),
            "winners": [
                (self._number(award.place), award.person)
                for award in self.award_ids.sorted("place")
                if award.offered_at
            ],
        }

    def _number(self, number):
        return localize_digits(f"{number:,}", self.env.lang)

    def _entry_words(self, person):
        """Whether and with how many tickets a person is on the list; nothing else is told."""
        self.ensure_one()
        tickets = 0
        if re.fullmatch(r"[0-9a-f]{64}", person or ""):
            tickets = (
                self.env["ladder.benefit.entry"]
                .sudo()
                .search_count([("benefit_id", "=", self.id), ("person", "=", person)])
            )
        if not tickets:
            return self.env._("This entry is not on the list.")
        return self.env._("You are on the list. Tickets: %s", self._number(tickets))
