import base64
import io
import json

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubPersonalData(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.manager = new_test_user(
            cls.env,
            login="data_boss",
            groups="customer_club.group_club_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="fa_IR",
            tz="Asia/Tehran",
        )

    def make(self, kind, user=None):
        self.press(self.entry(), self.entry("+989350000001"))
        partner = self.partner()
        partner.write({"name": "سارا کریمی", "comment": "<p>بی‌شکر</p>"})
        self.env["club.consent"]._record(partner, "advertising", True, "form", "می‌پذیرم")
        wizard = (
            self.env["club.personal.data.export"]
            .with_user(user or self.manager)
            .with_context(allowed_company_ids=self.company.ids, lang="fa_IR", tz="Asia/Tehran")
            .create({"partner_id": partner.id, "kind": kind, "reason": "پای صندوق"})
        )
        action = wizard.action_make()
        self.assertEqual(action["type"], "ir.actions.act_url")
        return partner, base64.b64decode(wizard.with_context(bin_size=False).file)

    def test_json_holds_everything_of_this_person_and_nobody_else(self):
        partner, content = self.make("json")
        data = json.loads(content)["data"]
        self.assertEqual(data["res.partner"][0]["name"], "سارا کریمی")
        self.assertEqual(data["res.partner"][0]["club_mobile"], "+989121234567")
        self.assertEqual([row["number"] for row in data["club.visit"]], [1])
        self.assertEqual(data["club.message"][0]["body"], partner.club_message_ids.body)
        self.assertEqual(data["club.consent"][0]["wording"], "می‌پذیرم")
        self.assertNotIn("9350000001", content.decode())

    def test_excel_is_read_from_the_right_with_jalali_days(self):
        _partner, content = self.make("xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertTrue(all(sheet.sheet_view.rightToLeft for sheet in book))
        texts = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
        self.assertIn("سارا کریمی", texts)
        self.assertIn("بی‌شکر", texts)
        self.assertIn("۱۴۰۵/۰۹/۰۳ ۱۵:۳۰", texts)
        self.assertIn("قهوه", texts)

    def test_it_is_written_down(self):
        partner, _content = self.make("json")
        log = self.env["club.privacy.log"].search([("partner_id", "=", partner.id)])
        self.assertRecordValues(
            log, [{"kind": "exported", "user_id": self.manager.id, "reason": "پای صندوق"}]
        )
        self.assertEqual(log.counts["club.visit"], 1)

    def test_managers_alone(self):
        clerk = new_test_user(
            self.env,
            login="data_clerk",
            groups="customer_club.group_club_marketer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.make("json", clerk)
