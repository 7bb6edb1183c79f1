from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install", "ladder_http")
class TestTillTour(TestPointOfSaleHttpCommon):
    def test_one_tap_adds_what_goes_with_it(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder", "crm_ladder_pos"], ["fa_IR"])
        self.pos_user.lang = "fa_IR"
        tea, cake = self.env["product.product"].create(
            [
                {"name": name, "available_in_pos": True, "list_price": 10, "taxes_id": False}
                for name in ("چای", "کیک")
            ]
        )
        tea.optional_product_ids = cake.product_tmpl_id
        self.main_pos_config.ladder_suggest_at_till = True
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour("crm_ladder_till")
