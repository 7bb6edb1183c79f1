"""One campaign, step by step: what counts, for whom, and until when."""

from odoo.tests import tagged

from .campaign import CampaignCase
from .common import iso


@tagged("post_install", "-at_install")
class TestLadderCampaign(CampaignCase):
    def test_a_sale_after_a_message(self):
        campaign = self.campaign(ladder_window_days=10)
        partner = self.partner()
        self.message(campaign, partner, days_ago=20, parts=2)
        self.invoice(partner, days_ago=15, amount=100)
        self.invoice(partner, days_ago=5, amount=70)
        self.evaluate(partner)
        self.count(campaign)
        self.assertEqual(campaign.ladder_revenue, 100)
        self.assertEqual(campaign.ladder_won, 1)
        self.assertEqual(campaign.ladder_message_count, 1)
        self.assertEqual(campaign.ladder_sms_cost, 2 * 3)

    def test_costs_of_each_kind(self):
        campaign = self.campaign()
        partner = self.partner()
        order = self.order(partner, 5, amount=200)
        order.campaign_id = campaign
        order.order_line.discount = 20
        self.bill_order(order, 5)
        bill = self.bill(300, 7, campaign)
        self.env["ladder.campaign.cost"].create(
            [
                {"campaign_id": campaign.id, "name": "عکاس", "hours": 3, "rate": 20},
                {"campaign_id": campaign.id, "name": "گل", "kind": "gift", "amount": 15},
            ]
        )
        self.count(campaign)
        self.assertEqual(campaign.ladder_revenue, 160)
        self.assertAlmostEqual(campaign.ladder_discount_cost, 40)
        self.assertEqual(campaign.ladder_bill_cost, 300)
        self.assertEqual(campaign.ladder_hours_cost, 60)
        self.assertEqual(campaign.ladder_gift_cost, 15)
        self.assertAlmostEqual(campaign.ladder_spent, 415)
        self.assertAlmostEqual(campaign.ladder_gain, 160 - 375)
        self.assertAlmostEqual(campaign.ladder_roi, (160 - 375) / 415)
        action = campaign.action_entries("ladder_bill_cost")
        entry = self.entries.search(action["domain"])
        self.assertEqual(entry.line_id.move_id, bill)
        self.assertEqual(entry.action_document()["res_id"], bill.id)
        bill.button_draft()
        self.count(campaign)
        self.assertFalse(campaign.ladder_bill_cost)

    def test_views_and_reports_can_be_read(self):
        campaign = self.campaign(
            ladder_date_from=iso(20),
            ladder_date_to=iso(11),
            ladder_budget=100,
            ladder_expected_revenue=1000,
        )
        partner = self.partner()
        self.message(campaign, partner, 9)
        self.invoice(partner, 5, amount=70)
        self.count(campaign)
        for lang in ("en_US", "fa_IR"):
            progress = self.env["ladder.campaign.progress"].with_context(lang=lang)
            rows = progress._read_group(
                [("campaign_id", "=", campaign.id)], ["series"], ["amount:sum"]
            )
            self.assertEqual(
                {name: round(amount, 2) for name, amount in rows},
                {"revenue_plan": 1000, "spent_plan": 100, "revenue": 70, "spent": 3},
            )
            self.assertTrue(
                all(progress.search([("campaign_id", "=", campaign.id)]).mapped("month"))
            )
        sold = self.env["ladder.campaign.sale.report"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual((sold.product_id, sold.amount), (self.product, 70))
