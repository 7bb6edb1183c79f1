from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SmsIrCase

NUMBER = "+989121234567"


@tagged("post_install", "-at_install")
class TestBlockKnown(SmsIrCase):
    def known(self):
        query = self.env["sms.ir.block"]._advertising_blocked_sql(self.company)
        return [number for (number,) in self.env.execute_query(query)]

    def block(self, days_ago=1, **values):
        return self.env["sms.ir.block"].create(
            {
                "account_id": self.account.id,
                "number": NUMBER,
                "blocked_at": fields.Datetime.now() - timedelta(days=days_ago),
                **values,
            }
        )

    def test_others_learn_whom_advertising_does_not_reach(self):
        self.assertEqual(self.known(), [])
        block = self.block()
        self.assertEqual(self.known(), [NUMBER])
        block.state = "retest"
        self.assertEqual(self.known(), [])

    def test_an_old_block_is_tried_again(self):
        self.block(days_ago=self.account.block_days + 1)
        self.assertEqual(self.known(), [])
        self.account.block_days = 0
        self.assertEqual(self.known(), [NUMBER])

    def test_a_company_without_an_account_learns_nothing(self):
        self.block()
        self.company.sms_ir_account_id = False
        self.assertEqual(self.known(), [])
