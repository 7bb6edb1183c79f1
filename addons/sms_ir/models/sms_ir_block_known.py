from odoo import api, fields, models
from odoo.tools import SQL


class SmsIrBlock(models.Model):
    _inherit = "sms.ir.block"

    @api.model
    def _advertising_blocked_sql(self, company):
        """A query for the numbers that ``company``'s advertising does not reach.

        Whoever plans advertising may ask each model that defines this method; nothing here
        depends on it.
        """
        self.flush_model()
        account = company.sudo().sms_ir_account_id
        return SQL(
            """
            SELECT number FROM sms_ir_block
             WHERE account_id = %s AND state = 'blocked'
               AND blocked_at > %s::timestamp - %s * interval '1 day'
            """,
            account.id or 0,
            fields.Datetime.now(),
            # 0: never tried again by itself.
            account.block_days or 36500,
        )
