"""Two texts on a sample, the better one to the rest, and what followed."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .test_club_broadcast import BroadcastCase


@tagged("post_install", "-at_install")
class TestClubBroadcastAb(BroadcastCase):
    def ab(self, **values):
        values = {
            "text": "متن یک",
            "text_b": "متن دو",
            "ab": True,
            "sample_percent": 50,
            "winner_by": "visited",
            "seed": False,
            **values,
        }
        values.pop("seed")
        broadcast = self.broadcast(**values)
        broadcast.sudo().seed = "1" * 32
        broadcast.action_start()
        self.work(broadcast)
        return broadcast

    def come(self, partners, hours=1):
        at = fields.Datetime.now() + timedelta(hours=hours)
        self.press(
            *(
                self.entry(p.club_mobile, visited_at=at, tag_id=False, origin=f"x:{uuid4()}")
                for p in partners
            )
        )

    def arm(self, broadcast, arm):
        broadcast.action_refresh()
        return broadcast.arm_ids.filtered(lambda row: row.arm == arm)

    def test_the_sample_gets_two_texts_and_the_rest_waits(self):
        broadcast = self.ab(holdout_percent=20)
        arms = self.arms(broadcast)
        self.assertEqual(broadcast.state, "testing")
        self.assertEqual(set(arms), {"a", "b", "winner", "holdout"})
        bodies = {
            arm: set(
                self.texts(broadcast).filtered(lambda m, p=p: m.partner_id in p).mapped("body")
            )
            for arm, p in arms.items()
        }
        self.assertEqual(bodies["a"], {"متن یک\nلغو۱۱"})
        self.assertEqual(bodies["b"], {"متن دو\nلغو۱۱"})
        self.assertFalse(bodies["winner"] | bodies["holdout"])

    def test_the_better_one_goes_to_the_rest_by_itself(self):
        broadcast = self.ab()
        arms = self.arms(broadcast)
        self.come(arms["b"][:2])
        self.work(broadcast)
        self.assertEqual(broadcast.state, "testing", "its hours are not over")
        broadcast.sudo().started_at -= timedelta(hours=25)
        self.work(broadcast)
        self.assertEqual((broadcast.winner, broadcast.state), ("b", "sending"))
        rest = self.texts(broadcast).filtered(lambda m: m.partner_id in arms["winner"])
        self.assertEqual(rest.partner_id, arms["winner"])
        self.assertEqual(set(rest.mapped("body")), {"متن دو\nلغو۱۱"})
        self.assertEqual(self.texts(broadcast).partner_id, self.members)

    def test_a_person_chooses(self):
        broadcast = self.ab(winner_mode="hand")
        broadcast.sudo().started_at -= timedelta(days=30)
        self.work(broadcast)
        self.assertEqual(broadcast.state, "testing")
        broadcast.action_choose_a()
        self.work(broadcast)
        self.assertEqual(broadcast.winner, "a")
        self.assertEqual(
            set(self.texts(broadcast).grouped("body")), {"متن یک\nلغو۱۱", "متن دو\nلغو۱۱"}
        )
        with self.assertRaises(UserError):
            broadcast.action_choose_b()

    def test_a_sample_that_is_on_its_way_cannot_be_judged(self):
        broadcast = self.broadcast(
            text="۱", text_b="۲", ab=True, winner_by="visited", winner_mode="hand"
        )
        broadcast.action_start()
        broadcast._step(), broadcast._step()
        self.assertEqual(broadcast.state, "testing")
        with self.assertRaisesRegex(UserError, "still on their way"):
            broadcast.action_choose_a()

    def test_pausing_the_test_goes_on_with_the_test(self):
        broadcast = self.ab()
        broadcast.action_pause()
        self.work(broadcast)
        broadcast.action_resume()
        self.assertEqual(broadcast.state, "testing")

    # Clicks -------------------------------------------------------------------------------------

    def test_each_person_has_a_link_of_their_own(self):
        broadcast = self.send(
            text="منو: {link} یا t.me/shop و t.me/shop/2", link_url="https://shop.ir/a"
        )
        texts = self.texts(broadcast)
        self.assertEqual(len(set(texts.mapped("body"))), 40)
        self.assertFalse([body for body in texts.mapped("body") if "shop" in body.split("لغو")[0]])
        links = self.env["club.link"].sudo().search([("rule_key", "=", broadcast._rule_key())])
        self.assertEqual(len(links), 120)
        self.assertEqual(
            set(links.mapped("target")),
            {"https://shop.ir/a", "https://t.me/shop", "https://t.me/shop/2"},
        )
        one = links.filtered(lambda link: link.partner_id == self.members[3])
        body = texts.filtered(lambda m: m.partner_id == self.members[3]).body
        self.assertEqual(body.count("/c/"), 3)
        self.assertTrue(all(link._url() in body for link in one))
        one[0]._clicked()
        one[1]._clicked()
        row = self.arm(broadcast, "a")
        self.assertEqual((row.people, row.clicked), (40, 1))

    def test_addresses_stay_when_clicks_are_not_counted(self):
        broadcast = self.send(
            text="{link} t.me/shop", link_url="https://shop.ir/a", count_clicks=False
        )
        self.assertEqual(
            set(self.texts(broadcast).mapped("body")), {"https://shop.ir/a t.me/shop\nلغو۱۱"}
        )
        self.assertFalse(
            self.env["club.link"].sudo().search([("rule_key", "=", broadcast._rule_key())])
        )

    # What followed ------------------------------------------------------------------------------

    def test_what_followed_is_counted_beside_those_who_got_nothing(self):
        broadcast = self.send(holdout_percent=50, window_days=3)
        arms = self.arms(broadcast)
        texts = self.texts(broadcast)
        texts._dispatch()
        texts[:4]._set_state("delivered")
        texts[4]._set_state("failed", failure_type="sms_server")
        self.come(arms["a"][:6])
        self.come(arms["holdout"][:1])
        self.come(arms["a"][6], hours=80)  # too late
        self.come(arms["a"][7], hours=-2)  # too early
        self.env["club.consent"]._record(arms["a"][:2], "advertising", False, "sms")
        row = self.arm(broadcast, "a")
        self.assertEqual(
            (row.people, row.planned, row.delivered, row.failed, row.visited, row.opted_out),
            (len(arms["a"]), len(arms["a"]), 4, 1, 6, 2),
        )
        self.assertEqual((row.base_people, row.base_visited), (len(arms["holdout"]), 1))
        self.assertIn("points more", row.visit_lift)
        held = self.arm(broadcast, "holdout")
        self.assertEqual((held.people, held.visited, held.planned), (len(arms["holdout"]), 1, 0))
        self.assertFalse(held.visit_lift)
        opened = row.with_context(club_figure="visited").action_open()
        found = self.env["club.broadcast.recipient"].search(opened["domain"])
        self.assertEqual(found.partner_id, arms["a"][:6])
        opened = broadcast.with_context(club_arm="holdout").action_view_recipients()
        found = self.env["club.broadcast.recipient"].search(opened["domain"])
        self.assertEqual(found.partner_id, arms["holdout"])
        self.assertEqual(
            self.env["club.message"].search(broadcast.action_view_messages()["domain"]), texts
        )

    def test_a_voided_visit_is_taken_back(self):
        broadcast = self.send()
        self.come(self.members[0])
        self.assertEqual(self.arm(broadcast, "a").visited, 1)
        self.members[0].club_visit_ids._void("اشتباه")
        self.assertEqual(self.arm(broadcast, "a").visited, 0)

    def test_the_rest_is_counted_from_when_it_was_written_to(self):
        broadcast = self.ab(holdout_percent=30)
        arms = self.arms(broadcast)
        broadcast.sudo().started_at -= timedelta(days=2)
        self.come(arms["holdout"][:2], hours=-24)  # during the test alone
        broadcast.action_choose_a()
        self.work(broadcast)
        self.come(arms["holdout"][2:3])
        self.assertEqual(self.arm(broadcast, "a").base_visited, 3)
        self.assertEqual(self.arm(broadcast, "winner").base_visited, 1)

    def test_purchases_come_through_the_hook(self):
        broadcast = self.send(holdout_percent=50)
        arms = self.arms(broadcast)
        who = (arms["a"][0] | arms["holdout"][0]).ids
        query = SQL(
            "SELECT unnest(%s) AS partner_id, 70.0 AS amount UNION ALL SELECT %s, 30", who, who[0]
        )
        with patch.object(type(broadcast), "_bought_query", lambda *_args: query):
            row = self.arm(broadcast, "a")
            self.assertTrue(broadcast.has_purchases)
        self.assertEqual((row.bought, row.revenue, row.base_bought), (1, 100, 1))

    def test_results_rest_when_the_days_are_over(self):
        broadcast = self.send(window_days=2)
        self.texts(broadcast)._dispatch()
        self.work(broadcast)
        broadcast.action_refresh()
        now = fields.Datetime.now()
        self.assertTrue(broadcast._counts(now))
        broadcast.sudo().started_at = now - timedelta(days=6)
        self.assertFalse(broadcast._counts(now))
