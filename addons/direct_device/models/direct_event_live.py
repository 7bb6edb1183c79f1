"""Who has just come: what a clerk's screen shows, and the call that tells it to look again.

Nobody watching costs a key press nothing: whether somebody does is read together with the
keypad's own row, and only then a word goes over the bus.
"""

import time

from odoo import api, models

SHOWN = 24
_last_word = {}


class DirectEvent(models.Model):
    _inherit = "direct.event"

    @api.model
    def live_watch(self):
        """Say that somebody watches the screen; to be repeated every minute."""
        self.check_access("read")
        now = int(time.time())
        for company in self.env.companies:
            # Written twice a minute at most, however many screens there are.
            self.env.cr.execute(
                """
                INSERT INTO direct_device_counter AS c (key, started, hits) VALUES (%s, %s, 1)
                ON CONFLICT (key) DO UPDATE SET started = EXCLUDED.started
                 WHERE c.started < EXCLUDED.started - 30
                """,
                [f"live:{company.id}", now],
            )
        return True

    @api.model
    def live_arrivals(self):
        """The latest arrivals, newest first, with the member's card, as the user may see them."""
        domain = [("state", "in", ("accepted", "merged")), ("visit_id", "!=", False)]
        events = self.search(domain, limit=SHOWN)
        cards = events.partner_id._club_card()
        return [event._live_arrival(cards[event.partner_id.id]) for event in events]

    def _live_arrival(self, card):
        """One arrival with the card of its member."""
        self.ensure_one()
        tag = self.visit_id.tag_id
        return {
            **card,
            "id": self.id,
            "partner_id": card["id"],
            "at": self.at,
            "state": self.state,
            "suspicion": self.suspicion,
            "device": self.device_id.name,
            "number": self.visit_id.number,
            "tag": {"name": tag.name, "color": tag.color_hex},
        }

    @api.model
    def _announce(self, speaker):
        """Tell the screens of the keypad's company, at most once a second."""
        if not speaker.watched:
            return
        key = (self.env.cr.dbname, speaker.company_id)
        now = time.monotonic()
        if now - _last_word.get(key, -1) < 1:
            return  # screens look a second time on their own
        _last_word[key] = now
        company = self.env["res.company"].browse(speaker.company_id)
        self.env["bus.bus"]._sendone((company, "direct_device"), "direct_device/arrived", {})
