from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client which companies send through SMS.ir, and what a part costs them."""
        result = super().session_info()
        if self.env.user._is_internal():
            result["sms_ir"] = self.env.user.company_ids._sms_ir_prices()
        return result
