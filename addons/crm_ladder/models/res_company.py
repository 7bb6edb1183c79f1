from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _ladder_tz(self):
        """Time zone whose days count: what happens on one day there is one purchase."""
        self.ensure_one()
        return self.partner_id.tz or ("Asia/Tehran" if self.country_id.code == "IR" else "UTC")

    @api.model
    def _ladder_main(self):
        """The company whose currency and day the ladder counts in."""
        # From a cache, where ``env.ref`` would ask the database whether the company is there.
        main_id = self.env["ir.model.data"]._xmlid_to_res_id("base.main_company")
        return self.sudo().browse(main_id) if main_id else self.env.company.sudo()
