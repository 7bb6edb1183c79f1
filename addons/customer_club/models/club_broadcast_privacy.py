"""What group messages hold about a person.

Erasing needs nothing of its own: the rows carry no word and no number, and a person without a
number is left out. A pasted list loses the number like every other text of the database.
"""

from odoo import api, models


class ClubBroadcastRecipient(models.Model):
    _inherit = "club.broadcast.recipient"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        records = self.search([("partner_id", "in", partners.ids)], order="id")
        names = ["broadcast_id", "arm", "skip_reason", "message_state", "clicked", "visited"]
        return records, [*names, "bought", "revenue", "opted_out"]
