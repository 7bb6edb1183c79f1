from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import NOW, TODAY
from .test_ladder_basket import BasketCase


class OfferCase(BasketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coffee, cls.cake, cls.tea = cls.products[:3]
        cls.env["ladder.offer"].search([]).line_ids.unlink()

    def member(self, place, **values):
        return self.partner(f"مشتری {place}", club_mobile=f"+98912777{place:04}", **values)

    def offer(self, start=True, **values):
        offer = self.env["ladder.offer"].create(
            {
                "name": "کیک پس از قهوه",
                "company_id": self.company.id,
                "after_product_ids": [(6, 0, self.coffee.ids)],
                "product_id": self.cake.id,
                "percent": 20,
                "valid_days": 10,
                "holdout_percent": 0,
                "text": "{name}، {product} با {percent}٪ تخفیف تا {until}: {code}",
                **values,
            }
        )
        if start:
            offer.action_start()
            offer.started_at = NOW - timedelta(days=5)
        return offer

    def give(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_offer")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def settle(self):
        self.env["ladder.offer"].search([])._settle()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderOffer(OfferCase):
    def test_after_a_purchase_with_coupon_and_text(self):
        offer, maryam = self.offer(), self.member(1)
        order = self.basket(self.coffee, partner=maryam)
        self.give()
        line = offer.line_ids
        self.assertEqual((line.partner_id, line.state), (maryam, "given"))
        self.assertEqual(line.origin, f"sale.order:{order.id}")
        self.assertEqual(line.origin_words, order.display_name)
        self.assertEqual(line.until, TODAY + timedelta(days=10))
        self.assertEqual(line.card_id.expiration_date, line.until)
        self.assertEqual(line.card_id.partner_id, maryam)
        reward = offer.program_id.reward_ids
        self.assertEqual((reward.discount, reward.discount_product_ids), (20, self.cake))
        message = line.message_id
        self.assertEqual(message.purpose, "advertising")
        self.assertIn(f"{self.cake.name} با ۲۰٪ تخفیف", message.body)
        self.assertIn(line.card_id.code, message.body)
        self.assertEqual(message.rule_label, "کیک پس از قهوه")
        self.assertEqual(message.expires_at.date(), line.until)

    def test_once_for_each_document_however_often_it_runs(self):
        offer, maryam = self.offer(), self.member(1)
        self.basket(self.coffee, partner=maryam)
        for _time in range(3):
            self.give()
        self.assertEqual(len(offer.line_ids), 1)
        self.assertEqual(len(offer.program_id.coupon_ids), 1)

    def test_a_second_purchase_soon_after_is_no_second_offer(self):
        offer, maryam = self.offer(again_days=90), self.member(1)
        self.basket(self.coffee, 1, partner=maryam)
        self.basket(self.coffee, partner=maryam)
        self.give()
        self.assertEqual(sorted(offer.line_ids.mapped("state")), ["given", "recent"])
        with freeze_time(NOW + timedelta(days=91)):
            self.basket(self.coffee, -91, partner=maryam)
            offer.started_at = fields.Datetime.now() - timedelta(days=1)
            self.give()
        self.assertEqual(sorted(offer.line_ids.mapped("state")), ["given", "given", "recent"])

    def test_never_to_who_has_it_or_gave_it_back(self):
        offer = self.offer()
        has, gave_back, neither = self.member(1), self.member(2), self.member(3)
        self.basket(self.cake, 50, partner=has)
        move = self.bill(self.cake, 50, partner=gave_back)
        self.give_back(move, self.cake)
        for partner in (has, gave_back, neither):
            self.basket(self.coffee, partner=partner)
        self.give()
        states = {line.partner_id: line.state for line in offer.line_ids}
        self.assertEqual(states, {has: "has", gave_back: "returned", neither: "given"})

    def test_who_bought_both_at_once_has_it(self):
        offer, maryam = self.offer(), self.member(1)
        self.basket(self.coffee + self.cake, partner=maryam)
        self.give()
        self.assertEqual(offer.line_ids.state, "has")

    def test_an_invoice_without_an_order_sets_it_off_too(self):
        offer, maryam = self.offer(), self.member(1)
        move = self.bill(self.coffee, partner=maryam)
        self.give()
        self.assertEqual(offer.line_ids.origin, f"account.move:{move.id}")

    def test_an_order_and_its_invoice_are_one_purchase(self):
        offer, maryam = self.offer(), self.member(1)
        order = self.basket(self.coffee, partner=maryam)
        self.bill_order(order)
        self.give()
        self.assertEqual(offer.line_ids.origin, f"sale.order:{order.id}")

    def test_by_category_days_later(self):
        drinks = self.env["product.category"].create({"name": "نوشیدنی"})
        hot = self.env["product.category"].create({"name": "گرم", "parent_id": drinks.id})
        sweets = self.env["product.category"].create({"name": "شیرینی"})
        self.coffee.categ_id, self.cake.categ_id = hot, sweets
        offer = self.offer(
            after_product_ids=False,
            after_categ_ids=[(6, 0, drinks.ids)],
            product_id=False,
            category_id=sweets.id,
            delay_days=3,
        )
        maryam = self.member(1)
        self.basket(self.coffee, partner=maryam)
        self.give()
        self.assertEqual(offer.line_ids.state, "waiting")
        with freeze_time(NOW + timedelta(days=3, minutes=1)):
            self.give()
        self.assertEqual(offer.line_ids.state, "given")
        self.assertEqual(offer.program_id.reward_ids.discount_product_category_id, sweets)

    def test_by_rung_and_tag(self):
        loyal = self.rung("loyal")
        offer = self.offer(
            trigger="standing",
            after_product_ids=False,
            rung_ids=[(6, 0, loyal.ids)],
            tag_ids=[(6, 0, self.looking_tag.ids)],
        )
        both, rung_only, tag_only = (self.member(n) for n in (1, 2, 3))
        (both + tag_only).club_tag_ids = self.looking_tag
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET ladder_rung_id = %s WHERE id IN %s",
            [loyal.id, (both.id, rung_only.id)],
        )
        self.env.invalidate_all()
        self.give()
        self.assertEqual(offer.line_ids.partner_id, both)
        self.assertEqual(offer.line_ids.origin, "standing")
        self.give()
        self.assertEqual(len(offer.line_ids), 1)

    def test_whoever_left_the_rung_meanwhile_gets_none(self):
        offer = self.offer(tag_ids=[(6, 0, self.looking_tag.ids)])
        maryam = self.member(1)
        self.basket(self.coffee, partner=maryam)
        self.give()
        self.assertEqual(offer.line_ids.state, "not_fitting")

    def test_what_was_stopped_or_is_over_is_not_given(self):
        stopped, over = self.offer(delay_days=1), self.offer(delay_days=1, valid_until=TODAY)
        maryam = self.member(1)
        self.basket(self.coffee, partner=maryam)
        self.give()
        stopped.action_stop()
        with freeze_time(NOW + timedelta(days=1, minutes=5)):
            self.give()
        self.assertEqual((stopped.line_ids.state, over.line_ids.state), ("stopped", "ended"))
        self.assertFalse((stopped + over).program_id.coupon_ids)
        with self.assertRaises(UserError), freeze_time(NOW + timedelta(days=2)):
            over.state = "draft"
            over.action_start()

    def test_who_wants_no_advertising_gets_no_text(self):
        offer, maryam = self.offer(), self.member(1)
        self.env["phone.blacklist"].sudo().add(maryam.club_mobile)
        self.basket(self.coffee, partner=maryam)
        self.give()
        self.assertEqual(offer.line_ids.state, "given")  # it can be shown at the counter
        self.assertEqual(offer.line_ids.message_id.purpose, "advertising")

    def test_without_a_number_it_is_shown_only(self):
        offer, guest = self.offer(), self.partner("مهمان")
        self.basket(self.coffee, partner=guest)
        self.give()
        self.assertEqual(offer.line_ids.state, "given")
        self.assertFalse(offer.line_ids.message_id)

    def test_on_the_quotation_with_its_coupon(self):
        offer, maryam = self.offer(), self.member(1)
        self.basket(self.coffee, partner=maryam)
        self.give()
        seller = self.seller()
        order = self.basket(self.tea, confirm=False, partner=maryam, user_id=seller.id)
        order = order.with_user(seller)
        [found] = order.ladder_suggestions
        self.assertEqual((found["product_id"], found["source"]), (self.cake.id, "offer"))
        self.assertIn("20 % off until", found["reason"])
        order.action_ladder_shown()
        self.assertTrue(offer.line_ids.shown_at)
        order.action_ladder_add(self.cake.id)
        discount = order.order_line.filtered("is_reward_line")
        self.assertAlmostEqual(discount.price_subtotal, -0.2 * self.cake.list_price)
        order.action_confirm()
        self.settle()
        line = offer.line_ids
        self.assertEqual(line.bought_at, order.date_order)
        self.assertAlmostEqual(line.revenue, self.cake.list_price)
        self.assertAlmostEqual(line.discount, 0.2 * self.cake.list_price)

    def seller(self):
        return new_test_user(
            self.env,
            login="offer_seller",
            groups="base.group_user,sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_results_beside_those_who_were_left_without(self):
        offer = self.offer(holdout_percent=50, again_days=0)
        people = [self.member(n) for n in range(30)]
        for person in people:
            self.basket(self.coffee, 1, partner=person)
        self.give()
        given = offer.line_ids.filtered(lambda line: line.state == "given").partner_id
        without = offer.line_ids.filtered(lambda line: line.state == "holdout").partner_id
        self.assertEqual(len(given) + len(without), 30)
        self.assertTrue(5 < len(without) < 25)
        self.assertFalse(offer.line_ids.filtered(lambda li: li.state == "holdout").card_id)
        with freeze_time(NOW + timedelta(days=2)):
            for person in given:
                self.basket(self.cake, -2, partner=person)
            late = without[0]
            self.bill(self.cake, -2, partner=late)
        with freeze_time(NOW + timedelta(days=20)):
            self.basket(self.cake, -20, partner=without[1])  # its ten days are over
        back = self.bill_order(
            self.env["sale.order"].search([("partner_id", "=", given[0].id)], limit=1)
        )
        self.give_back(back, self.cake)
        self.settle()
        self.assertEqual(offer.given_count, len(given))
        self.assertEqual(offer.bought_count, len(given) - 1)  # what came back is not bought
        self.assertEqual((offer.without_count, offer.without_bought), (len(without), 1))
        self.assertAlmostEqual(offer.revenue, 100 * (len(given) - 1))
        self.assertIn("more bought than of those left without", offer.effect)

    def test_what_cannot_be(self):
        for values in (
            {"product_id": False},
            {"category_id": self.env["product.category"].create({"name": "شیرینی"}).id},
            {"after_product_ids": False},
            {"product_id": self.coffee.id},
            {"text": "{نمیدانم}"},
            {"text": "{code}", "percent": 0},
        ):
            with self.assertRaises(ValidationError, msg=values):
                self.offer(start=False, **values)
        offer = self.offer(percent=0, text=False)
        self.assertFalse(offer.program_id)
        self.basket(self.coffee, partner=self.member(1))
        self.give()
        self.assertEqual(offer.line_ids.state, "given")
        with self.assertRaises(UserError):
            offer.unlink()

    def test_who_may_do_what(self):
        def user(login, group, company=None):
            company = company or self.company
            return new_test_user(
                self.env,
                login=login,
                groups=f"base.group_user,customer_club.{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )

        offer = self.offer(start=False)
        clerk, marketer = user("clerk", "group_club_user"), user("mark", "group_club_marketer")
        stranger = user(
            "stranger", "group_club_manager", self.env["res.company"].create({"name": "دیگر"})
        )
        self.assertEqual(offer.with_user(clerk).name, offer.name)
        for who in (clerk, stranger):
            with self.assertRaises(AccessError):
                offer.with_user(who).action_start()
        with self.assertRaises(AccessError):
            offer.with_user(stranger).read(["name"])
        offer.with_user(marketer).action_start()
        self.assertEqual(offer.state, "running")
        offer.started_at = NOW - timedelta(days=1)
        self.basket(self.coffee, partner=self.member(1))
        self.give()
        self.assertEqual(len(offer.line_ids.with_user(clerk).filtered("given_at")), 1)
        with self.assertRaises(AccessError):
            offer.line_ids.with_user(marketer).write({"state": "waiting"})
        with self.assertRaises(AccessError):
            offer.line_ids.with_user(stranger).read(["state"])

    def test_amounts_in_the_currency_of_the_company_at_the_day_of_the_order(self):
        euro = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.company.currency_id.id)], limit=1)
        )
        euro.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "name": day, "rate": rate, "company_id": self.company.id}
                for day, rate in ((date(2026, 1, 1), 0.5), (TODAY + timedelta(days=3), 0.25))
            ]
        )
        pricelist = self.env["product.pricelist"].create({"name": "€", "currency_id": euro.id})
        offer, maryam = self.offer(), self.member(1)
        self.basket(self.coffee, 1, partner=maryam)
        self.give()
        order = self.basket(self.cake, confirm=False, partner=maryam, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, euro)
        order.action_confirm()
        self.assertAlmostEqual(order.currency_rate, 0.5)
        self.settle()
        self.assertAlmostEqual(offer.line_ids.revenue, 200)  # 100 at half a unit

    def test_time_runs_out_in_the_middle(self):
        offer = self.offer()
        for place in range(3):
            self.basket(self.coffee, partner=self.member(place))
        with (
            patch("odoo.addons.crm_ladder.models.ladder_offer_give.BATCH", 1),
            self.enter_registry_test_mode(),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", side_effect=[9, 0]),
        ):
            self.env["ladder.offer"]._cron_give()
        self.env.invalidate_all()
        self.assertEqual(sorted(offer.line_ids.mapped("state")), ["given", "waiting", "waiting"])
        self.give()
        self.assertEqual(offer.line_ids.mapped("state"), ["given"] * 3)
        self.assertEqual(len(offer.program_id.coupon_ids), 3)
