from odoo import models

from .ladder_facts import SALE_MOVES


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ladder.source"]

    _ladder_watched = frozenset({"partner_id", "state", "invoice_date", "reversed_entry_id"})

    def _ladder_is_fact(self):
        # Asked before and after each change, so a move that goes back to draft is seen as well.
        return self.filtered(lambda move: move.move_type in SALE_MOVES and move.state == "posted")
