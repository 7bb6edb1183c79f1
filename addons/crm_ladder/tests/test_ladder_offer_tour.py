from odoo.fields import Command
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install", "ladder_http")
class TestLadderOfferTour(HttpCase):
    """The quotation in Persian, in a real browser."""

    def test_one_click_adds_what_goes_with_it(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder"], ["fa_IR"])
        self.env.ref("base.user_admin").lang = "fa_IR"
        tea, cake = self.env["product.product"].create([{"name": "چای"}, {"name": "کیک"}])
        tea.optional_product_ids = cake.product_tmpl_id
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "مریم رضایی"}).id,
                "order_line": [Command.create({"product_id": tea.id})],
            }
        )
        self.start_tour(f"/odoo/sales/{order.id}", "crm_ladder_suggestion", login="admin")
        self.assertEqual(order.order_line.product_id, tea + cake)
