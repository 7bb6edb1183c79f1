from odoo.tests import HttpCase, new_test_user, tagged

from .common import SmsIrCase


def hoot_id(name):
    """Return the id of a suite or test of Hoot, Odoo's JavaScript test runner."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestBrowser(SmsIrCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["sms_ir"], ["fa_IR"])
        self.user = new_test_user(
            self.env, login="mina", groups="base.group_system", lang="fa_IR", tz="Asia/Tehran"
        )

    def test_count_in_the_browser(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={hoot_id('@sms_ir')}",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )

    def test_size_of_a_text(self):
        self.account.part_price = 500
        action = self.env.ref("sms.sms_template_action")
        self.start_tour(f"/odoo/action-{action.id}/new", "sms_ir_size_of_a_text", login="mina")

    def test_send_one(self):
        path = f"/odoo/sms-ir-accounts/{self.account.id}"
        self.start_tour(path, "sms_ir_test_send", login="mina")
        self._run("queue")
        self._poll()
        test = self.env["sms.ir.test"].search([], limit=1)
        self.assertEqual(self.gateway.messages()[0]["mobile"], "+989121234567")
        action = self.env.ref("sms_ir.sms_ir_test_action")
        action.target = "current"
        path = f"/odoo/action-{action.id}/{test.id}"
        self.start_tour(path, "sms_ir_test_arrived", login="mina")
