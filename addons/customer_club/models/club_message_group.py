"""Texts of group messages in the ledger: their name, their reasons, and what holds them."""

from odoo import api, models
from odoo.fields import Domain


class ClubMessage(models.Model):
    _inherit = "club.message"

    # The waiting texts of one group message, among whatever number of others.
    _broadcast_waiting_idx = models.Index(
        "(rule_key) WHERE state IN ('planned', 'held') AND rule_key LIKE 'broadcast:%'"
    )

    @api.model
    def _cron_dispatch(self):
        """When the last text of a group message has left, the message itself is done."""
        result = super()._cron_dispatch()
        sending = self.env["club.broadcast"].search([("state", "=", "sending")])
        if sending - sending._with_waiting():
            self.env["ir.cron"]._wake_soon("customer_club.ir_cron_club_broadcast")
        return result

    @api.model
    def _dispatch_domain(self):
        """Nothing leaves that was stopped a moment ago and is still to be held or cancelled."""
        domain = Domain(super()._dispatch_domain())
        stopped = (
            self.env["club.broadcast"]
            .sudo()
            .search([("ledger_stale", "=", True), ("state", "in", ("paused", "cancelled"))])
        )
        if stopped:
            domain &= Domain("rule_key", "not in", [one._rule_key() for one in stopped])
        return domain

    @api.model
    def _reason_words(self):
        return super()._reason_words() | {
            "broadcast_paused": self.env._("The group message is paused."),
            "broadcast_cancelled": self.env._("The group message was cancelled."),
        }

    def _broadcast_ids(self):
        """Of each text of a group message: dict message id → broadcast id."""
        found = {}
        for message in self:
            kind, _sep, key = (message.rule_key or "").partition(":")
            if kind == "broadcast" and key.isdigit():
                found[message.id] = int(key)
        return found

    def _rule_tag_ids(self):
        mine = self._broadcast_ids()
        return super(ClubMessage, self.filtered(lambda m: m.id not in mine))._rule_tag_ids()

    def _compute_rule_label(self):
        result = super()._compute_rule_label()
        mine = self._broadcast_ids()
        broadcasts = self.env["club.broadcast"].sudo().browse(set(mine.values())).exists()
        names = {broadcast.id: broadcast.name for broadcast in broadcasts}
        for message in self:
            if message.id in mine:
                message.rule_label = self.env._(
                    "Group message: %s", names.get(mine[message.id], mine[message.id])
                )
        return result
