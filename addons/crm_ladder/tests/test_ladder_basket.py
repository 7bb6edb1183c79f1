"""The basket analysis against counting by hand, in plain Python."""

import random
from collections import Counter
from itertools import permutations
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import NOW, TODAY, LadderCase


class BasketCase(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ladder.basket.run"].search([]).unlink()
        cls.products = cls.env["product.product"].create(
            [
                {
                    "name": f"کالا {n}",
                    "invoice_policy": "order",
                    "taxes_id": False,
                    "type": "service",
                    "list_price": 10 * (n + 1),
                }
                for n in range(7)
            ]
        )
        cls.buyer = cls.env["res.partner"].create({"name": "علی"})
        cls.company.write({"ladder_basket_months": 12, "ladder_basket_minimum": 2})

    def basket(self, products, days_ago=0, confirm=True, partner=None, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.buyer).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "price_unit": 100,
                            "tax_ids": False,
                        }
                    )
                    for product in products
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = self.at(days_ago)
        return order

    def bill(self, products, days_ago=0, partner=None):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.buyer).id,
                "company_id": self.company.id,
                "invoice_date": self.at(days_ago).date(),
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": p.id, "quantity": 1, "price_unit": 100, "tax_ids": False}
                    )
                    for p in products
                ],
            }
        )
        move.action_post()
        return move

    def give_back(self, move, products, days_ago=0):
        """Credit some products of an invoice, by a linked credit note."""
        credit = move._reverse_moves([{"invoice_date": TODAY, "date": TODAY}])
        credit.invoice_line_ids.filtered(lambda line: line.product_id not in products).unlink()
        credit.action_post()
        return credit

    def analyse(self, documents=50, pairs=40):
        run = self.env["ladder.basket.run"]._open(self.company)
        while run.state != "done":
            run._step(documents, pairs)
        self.env.invalidate_all()
        return run

    def found(self, run):
        return {
            (pair.product_id, pair.other_id): (
                pair.together,
                round(pair.support, 6),
                round(pair.confidence, 6),
                round(pair.lift, 4),
            )
            for pair in self.env["ladder.basket.pair"].search([("run_id", "=", run.id)])
        }

    def by_hand(self, baskets, minimum=2):
        """Count sets of products; nothing of the analysis is used."""
        single, double = Counter(), Counter()
        for held in map(set, baskets):
            single.update(held)
            double.update(permutations(held, 2))
        total = len(baskets)
        return {
            (a, b): (
                n,
                round(n / total, 6),
                round(n / single[a], 6),
                round((n / total) / ((single[a] / total) * (single[b] / total)), 4),
            )
            for (a, b), n in double.items()
            if n >= minimum
        }


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderBasket(BasketCase):
    def test_random_purchases_as_counted_by_hand(self):
        dice = random.Random(9)
        baskets = []
        for place in range(40):
            held = dice.choices(self.products, weights=[7, 6, 5, 4, 3, 2, 1], k=dice.randint(1, 4))
            days_ago, kind = dice.randint(0, 300), dice.random()
            kept = set(held)
            if kind < 0.15:
                self.basket(held, days_ago, confirm=False)  # a quotation
                continue
            if kind < 0.25:
                self.basket(held, 500 + place)  # too long ago
                continue
            if kind < 0.45:
                move = self.bill(held, days_ago)
            else:
                order = self.basket(held, days_ago)
                move = self.bill_order(order, days_ago) if kind < 0.75 else None
            if move and dice.random() < 0.5:
                back = dice.choice(held)
                self.give_back(move, back)
                kept.discard(back)
            if kept:
                baskets.append(kept)
        cancelled = self.basket(self.products, 3)
        cancelled._action_cancel()
        self.env.flush_all()
        run = self.analyse()
        self.assertEqual(run.baskets, len(baskets))
        expected = self.by_hand(baskets)
        self.assertGreater(len(expected), 10)
        found = self.found(run)
        self.assertEqual(found.keys(), expected.keys())
        for pair, figures in expected.items():
            for mine, theirs in zip(found[pair], figures, strict=True):
                self.assertAlmostEqual(mine, theirs, 3, pair)
        self.assertEqual(run.pairs, len(expected) // 2)

    def test_batches_of_any_size_find_the_same(self):
        dice = random.Random(4)
        for _place in range(15):
            self.basket(dice.sample(self.products, 3))
        self.env.flush_all()
        first = self.found(self.analyse(10**6, 10**6))
        self.assertTrue(first)
        self.assertEqual(self.found(self.analyse(1, 1)), first)

    def test_what_was_known_stays_until_the_next_is_ready(self):
        a, b = self.products[:2]
        for _time in range(3):
            self.basket(a + b)
        self.env.flush_all()
        old = self.analyse()
        new = self.env["ladder.basket.run"]._open(self.company)
        Pair = self.env["ladder.basket.pair"].with_user(self.reader())
        while new.state == "collect":
            new._step(2, 1)
        new._step(2, 1)  # pairs of the new one are there
        self.env.flush_all()
        self.assertEqual(Pair.search([]).run_id.ids, old.ids)
        while new.state != "done":
            new._step(2, 1)
        self.env.flush_all()
        self.assertEqual(Pair.search([]).run_id.ids, new.ids)
        self.env.cr.execute("SELECT count(*) FROM ladder_basket")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def reader(self):
        return new_test_user(
            self.env,
            login="basket_reader",
            groups="base.group_user,customer_club.group_club_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_the_scheduled_action_goes_on_where_it_stopped(self):
        a, b = self.products[:2]
        for _time in range(4):
            self.basket(a + b)
        self.env.flush_all()
        Run = self.env["ladder.basket.run"]
        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0),
        ):
            Run._cron_analyse()  # the time is up after a batch
        [run] = Run.search([])
        self.assertEqual(run.state, "collect")
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_basket")
            self.assertIs(cron.method_direct_trigger(), True)
        run.invalidate_recordset()
        self.assertEqual((run.state, run.baskets, run.pairs), ("done", 4, 1))
        self.assertEqual(Run.search_count([]), 1)

    def test_companies_do_not_mix(self):
        a, b = self.products[:2]
        other = self.env["res.company"].create({"name": "دیگر"})
        for _time in range(3):
            self.basket(a + b)
        self.env.flush_all()
        self.analyse()
        run = self.env["ladder.basket.run"]._open(other)
        while run.state != "done":
            run._step()
        self.assertEqual((run.baskets, run.pairs), (0, 0))
        Pair = self.env["ladder.basket.pair"].with_user(self.reader())
        self.assertEqual(len(Pair.search([])), 2)
        stranger = new_test_user(
            self.env,
            login="basket_stranger",
            groups="base.group_user,customer_club.group_club_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["ladder.basket.pair"].with_user(stranger).search([]))

    def test_a_wholesale_order_says_nothing(self):
        with patch("odoo.addons.crm_ladder.models.ladder_basket.MOST_PRODUCTS", 3):
            for _time in range(3):
                self.basket(self.products)
                self.basket(self.products[:2])
            self.env.flush_all()
            run = self.analyse()
        self.assertEqual((run.baskets, run.pairs), (3, 1))
