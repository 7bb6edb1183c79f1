from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.wire.sms_api import SmsApiSmsIr


class ResCompany(models.Model):
    _inherit = "res.company"

    # Deliberately no value of ``sms_provider``: that field belongs to sms_twilio.
    sms_ir_account_id = fields.Many2one(
        "sms.ir.account",
        "SMS.ir Account",
        groups="base.group_system",
        index="btree_not_null",
        ondelete="set null",
        help="Messages of this company go out through this account.",
    )

    @api.constrains("sms_ir_account_id")
    def _check_sms_ir_account(self):
        for company in self.sudo():
            owner = company.sms_ir_account_id.company_id
            if owner and owner != company:
                raise ValidationError(
                    self.env._(
                        "The SMS.ir account %(account)s belongs to %(company)s.",
                        account=company.sms_ir_account_id.name,
                        company=owner.name,
                    )
                )

    def write(self, vals):
        """Let the queue of a company go by its new account at once."""
        result = super().write(vals)
        if vals.get("sms_ir_account_id"):
            self.sudo().sms_ir_account_id._release_waiting()
        return result

    def _sms_ir_account(self):
        """Return the usable account of this company, empty where it has none."""
        return self.sudo().sms_ir_account_id.filtered("active")

    def _sms_ir_prices(self):
        """Return what a part costs, by company that sends through SMS.ir: for who writes texts."""
        prices = {}
        for company in self.sudo():
            account = company._sms_ir_account()
            if account:
                prices[company.id] = {
                    "price": account.part_price,
                    "latin_price": account.latin_part_price,
                    "currency_id": company.currency_id.id,
                }
        return prices

    def _get_sms_api_class(self):
        self.ensure_one()
        if self._sms_ir_account():
            return SmsApiSmsIr
        return super()._get_sms_api_class()
