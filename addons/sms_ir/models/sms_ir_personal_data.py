"""What the gateway's log holds about a number, and how it is forgotten.

Whoever erases a person asks each model that defines these two methods; nothing here depends on it.
"""

from odoo import api, models


class SmsIrMessage(models.Model):
    _inherit = "sms.ir.message"

    @api.model
    def _personal_data_records(self, _partners, numbers):
        messages = self.search([("number", "in", numbers)], order="id")
        return messages, ["called_at", "number", "body", "purpose", "state"]

    @api.model
    def _personal_data_erase(self, _partners, numbers):
        self.flush_model()
        self.env.cr.execute(
            "UPDATE sms_ir_message SET number = NULL, body = NULL WHERE number = ANY(%s)",
            [list(numbers)],
        )
        self.invalidate_model(["number", "body"], flush=False)
        return self.env.cr.rowcount


class SmsIrInbound(models.Model):
    _inherit = "sms.ir.inbound"

    @api.model
    def _personal_data_records(self, _partners, numbers):
        messages = self.search([("number", "in", numbers)], order="id")
        return messages, ["received_at", "number", "body", "state"]

    @api.model
    def _personal_data_erase(self, _partners, numbers):
        self.flush_model()
        self.env.cr.execute(
            "UPDATE sms_ir_inbound SET number = NULL, body = NULL WHERE number = ANY(%s)",
            [list(numbers)],
        )
        self.invalidate_model(["number", "body"], flush=False)
        return self.env.cr.rowcount


class SmsIrBlock(models.Model):
    _inherit = "sms.ir.block"

    @api.model
    def _personal_data_records(self, _partners, numbers):
        blocks = self.search([("number", "in", numbers)])
        return blocks, ["number", "blocked_at", "state"]

    @api.model
    def _personal_data_erase(self, _partners, numbers):
        blocks = self.search([("number", "in", numbers)])
        count = len(blocks)
        blocks.unlink()
        return count
