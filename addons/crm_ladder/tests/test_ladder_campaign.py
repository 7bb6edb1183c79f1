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

    def test_lift_against_those_held_out(self):
        """Two group messages with hold-out groups of different size, put together."""
        campaign = self.campaign(ladder_window_days=10)
        late = self.env["utm.campaign"]
        counts = {}
        for name, written, bought, held, held_bought in (
            ("نخست", 20, 9, 10, 2),
            ("دوم", 30, 6, 3, 1),
        ):
            broadcast = self.broadcast(campaign, name, 8)
            for arm, people, buyers in (("a", written, bought), ("holdout", held, held_bought)):
                for n in range(people):
                    partner = self.partner(f"{name} {arm} {n}")
                    self.recipient(broadcast, partner, arm)
                    if n < buyers:
                        self.invoice(partner, days_ago=8 - n % 3, amount=10)
                    elif n == buyers:
                        self.invoice(partner, days_ago=9)  # the day before
                    self.evaluate(partner)
            broadcast.holdout_count = held
            counts[name] = (bought, written, held_bought, held)
        other = self.broadcast(campaign, "بی‌گروه شاهد", 8)
        self.recipient(other, self.partner(), "a")
        self.count(campaign)
        self.assertEqual((campaign.ladder_written, campaign.ladder_held), (50, 13))
        self.assertEqual((campaign.ladder_written_bought, campaign.ladder_held_bought), (15, 3))
        # By hand: each test with the weight of those written to.
        difference = 20 / 50 * (9 / 20 - 2 / 10) + 30 / 50 * (6 / 30 - 1 / 3)
        self.assertAlmostEqual(campaign.ladder_lift, difference, 6)
        self.assertLess(campaign.ladder_lift_low, difference)
        self.assertIn("may be chance", campaign.ladder_lift_words)
        for figure in ("written", "written_bought", "held", "held_bought"):
            action = campaign.action_entries(f"ladder_{figure}")
            found = self.env["club.broadcast.recipient"].search_count(action["domain"])
            self.assertEqual(found, campaign[f"ladder_{figure}"], figure)
        entry = self.entries.search(
            [("campaign_id", "=", campaign.id), ("kind", "=", "held_bought")]
        )
        one = entry[0].action_document()
        self.assertEqual(
            self.env["club.broadcast.recipient"].search_count(one["domain"]), entry[0].quantity
        )
        self.assertIn("Nobody was held out", late.create({"title": "دیگر"}).ladder_lift_words)
