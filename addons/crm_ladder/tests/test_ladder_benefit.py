from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from odoo.addons.crm_ladder.tools.draw import chosen, list_digest, mixed_seed, text_digest

from .common import NOW, TODAY, LadderCase


class BenefitCase(LadderCase):
    """A shop with customers who bought this and that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._forget_attempts)
        cls.manager = new_test_user(
            cls.env,
            login="benefit_manager",
            groups="customer_club.group_club_manager,sales_team.group_sale_manager",
        )
        cls.package = cls.env["product.product"].create(
            {"name": "تور کیش", "invoice_policy": "order", "taxes_id": False, "type": "service"}
        )

    @classmethod
    def _forget_attempts(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM ladder_benefit_attempt")

    def members(self, count):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"مشتری {number}",
                    "club_mobile": f"+98935{number:07}",
                    "comment": "benefit-test",
                }
                for number in range(count)
            ]
        )

    def benefit(self, rule="draw_all", **values):
        return self.env["ladder.benefit"].create(
            {
                "name": "ده اتاق هتل",
                "units": 3,
                "worth": 500,
                "rule": rule,
                "date_from": TODAY - timedelta(days=30),
                "date_to": TODAY - timedelta(days=1),
                "exclude_winner_months": 0,
                "audience_domain": "[('comment', 'ilike', 'benefit-test')]",
                **values,
            }
        )

    def decided(self, *args, **values):
        benefit = self.benefit(*args, **values)
        benefit.action_open()
        benefit.action_commit()
        benefit.action_decide()
        return benefit

    def winners(self, benefit):
        return benefit.award_ids.filtered("offered_at").sorted("place").partner_id

    def attempts(self, benefit):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT words FROM ladder_benefit_attempt WHERE benefit_number = %s ORDER BY id",
                [benefit.id],
            )
            return [words for (words,) in cr.fetchall()]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderBenefitRules(BenefitCase):
    """Each of the six rules, worked out once more in the plainest way."""

    def test_highest_purchases_in_a_year_and_ever(self):
        one, two, three, four = self.members(4)
        self.order(one, 400, 900)
        self.order(one, 10, 100)
        self.order(two, 20, 300)
        self.order(three, 30, 200)
        returned = self.bill_order(self.order(four, 15, 5000), 15)
        self.refund(returned, 1)
        self.evaluate(one, two, three, four)
        self.assertEqual(self.winners(self.decided("year", units=2)), two + three)
        self.assertEqual(self.winners(self.decided("ever", units=2)), one + two)
        everybody = self.decided("ever", units=10)
        self.assertEqual(everybody.person_count, 3, "who gave all back bought nothing")

    def test_equal_purchases_go_to_who_bought_first(self):
        late, early = self.members(2)
        self.order(late, 5, 100)
        self.order(early, 9, 100)
        self.evaluate(late, early)
        self.assertEqual(self.winners(self.decided("year", units=1)), early)

    def test_dearest_package_that_was_kept(self):
        one, two, three = self.members(3)

        def buy(partner, days_ago, price, quantity=1, product=self.package):
            order = self.order(partner, days_ago, 1, confirm=False)
            order.order_line.unlink()
            order.order_line = [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": quantity,
                        "price_unit": price,
                        "tax_ids": False,
                    }
                )
            ]
            order.action_confirm()
            order.date_order = self.at(days_ago)
            return order

        buy(one, 10, 100, quantity=9)  # many, but cheap
        buy(two, 10, 300)
        buy(three, 10, 999)
        self.refund(self.bill_order(three.sale_order_ids, 9), 2)
        buy(three, 8, 200)
        buy(one, 40, 5000)  # before the period
        buy(one, 9, 800, product=self.product)  # no package
        benefit = self.decided("dearest", product_ids=self.package.ids)
        self.assertEqual(self.winners(benefit), two + three + one)
        self.assertEqual(benefit.entry_ids.sorted("score").mapped("score"), [100, 200, 300])
        # A direct invoice is a purchase as well, until it is credited.
        invoice = self.invoice(one, 3, 700)
        self.assertEqual(self.winners(self.decided("dearest", units=1)), one)
        self.refund(invoice, 1)
        for line in one.sale_order_ids.order_line:
            line.order_id._action_cancel()
        self.assertEqual(self.winners(self.decided("dearest", units=1)), two)

    def test_first_come(self):
        one, two, three = self.members(3)
        self.visit(one, 5, hour=12)
        self.visit(two, 5, hour=8)
        self.visit(three, 60)
        visit = self.visit(three, 20)
        visit.sudo().write({"void_date": NOW, "void_reason": "wrong"})
        self.order(three, 4)
        self.assertEqual(self.winners(self.decided("first_come", units=2)), two + one)

    def test_draws_agree_with_the_plain_algorithm(self):
        members = self.members(25)
        for number, partner in enumerate(members[:6]):
            for day in range(number % 3 + 1):
                self.visit(partner, 3 + day, self.buying_tag)
        self.evaluate(*members)
        everybody = self.decided("draw_all", units=4)
        self.assertEqual((everybody.entry_count, everybody.person_count), (25, 25))
        buyers = self.decided("draw_buyers", units=2, tickets="purchase")
        self.assertEqual((buyers.entry_count, buyers.person_count), (12, 6))
        persons = self.decided("draw_buyers", units=2)
        self.assertEqual((persons.entry_count, persons.person_count), (6, 6))
        for benefit in (everybody, buyers, persons):
            lines = list(benefit._entry_lines())
            self.assertEqual(lines, sorted(lines))
            self.assertEqual(list_digest(lines), benefit.list_digest)
            self.assertEqual(text_digest(benefit.sudo().seed), benefit.seed_digest)
            order = list(chosen(lines, mixed_seed(benefit.sudo().seed, benefit.public_value)))
            self.assertEqual(benefit.award_ids.mapped("person"), order[: 2 * benefit.units])
            self.assertEqual(
                [person for _partner, person in benefit._ranking(100)], order, "all of them"
            )
        self.assertNotEqual(everybody.sudo().seed, persons.sudo().seed)

    def test_the_public_number_takes_part(self):
        self.members(9)
        benefit = self.benefit(public_source="شاخص بورس فردا")
        benefit.action_open()
        benefit.action_commit()
        action = benefit.action_decide()
        self.assertEqual(action["res_model"], "ladder.benefit.public")
        wizard = self.env["ladder.benefit.public"].with_context(**action["context"])
        with Form(wizard) as form:
            form.public_value = "2:5"
        with self.assertRaises(UserError):
            form.record.action_decide()
        form.record.public_value = "2543107"
        form.record.action_decide()
        order = chosen(benefit._entry_lines(), f"{benefit.shown_seed}:2543107")
        self.assertEqual(benefit.award_ids.mapped("person"), list(order)[:6])

    def test_audience_and_exclusions(self):
        members = self.members(6)
        debtor, opted_out, winner, tagged_one, staff, plain = members
        staff_user = new_test_user(self.env, login="benefit_staff", groups="base.group_user")
        staff_user.partner_id.write({"club_mobile": "+989350009999", "comment": "benefit-test"})
        self.invoice(debtor, 40, 10, invoice_date_due=TODAY - timedelta(days=5))
        self.env["phone.blacklist"]._add([opted_out.club_mobile])
        first = self.decided(audience_domain=f"[('id', '=', {winner.id})]", units=1)
        self.assertEqual(self.winners(first), winner)
        second = self.benefit(exclude_opted_out=True, exclude_winner_months=12)
        counts = second._count_excluded()
        self.assertEqual(counts, {"all": 7, "staff": 1, "winner": 1, "overdue": 1, "opted_out": 1})
        second.action_open()
        second.action_commit()
        self.assertEqual(second.entry_ids.partner_id, tagged_one + staff + plain)
        tagged_one.club_tag_ids = self.looking_tag
        third = self.benefit(tag_ids=self.looking_tag.ids)
        third.action_open()
        third.action_commit()
        self.assertEqual(third.entry_ids.partner_id, tagged_one)

    def test_a_preview_of_the_six_rules(self):
        members = self.members(8)
        for partner in members[:4]:
            self.order(partner, 10, 100 * (members.ids.index(partner.id) + 1))
        self.visit(members[5], 2)
        self.evaluate(*members)
        benefit = self.benefit("ever", date_to=TODAY + timedelta(days=20))
        action = benefit.with_user(self.manager).action_preview()
        preview = self.env["ladder.benefit.preview"].browse(action["res_id"])
        lines = {line.rule: line for line in preview.line_ids}
        self.assertEqual(len(lines), 6)
        self.assertEqual((lines["ever"].chosen, lines["ever"].value), (3, 900))
        self.assertTrue(lines["ever"].is_chosen_rule)
        self.assertEqual(lines["draw_all"].candidates, 8)
        self.assertAlmostEqual(lines["draw_all"].value, 3 * 1000 / 8, 2)
        self.assertEqual(lines["draw_buyers"].candidates, 4)
        self.assertEqual(lines["first_come"].candidates, 5)
        self.assertIn("مشتری 3", lines["ever"].names)

    def test_bad_definitions(self):
        with self.assertRaises(ValidationError):
            self.benefit(audience_domain="[('no_such_field', '=', 1)]")
        with self.assertRaises(ValidationError):
            self.benefit(audience_domain="__import__('os')")
        nobody = self.benefit(audience_domain="[('id', '=', 0)]")
        nobody.action_open()
        with self.assertRaises(UserError):
            nobody.action_commit()
        self.assertEqual(nobody.state, "open")
        with self.assertRaises(ValidationError):
            self.benefit("first_come", date_from=False).action_open()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderAwards(BenefitCase):
    def setUp(self):
        super().setUp()
        self.members(8)
        self.campaign = self.env["utm.campaign"].create({"name": "هتل"})
        self.draw = self.decided(campaign_id=self.campaign.id)
        self.first = self.draw.award_ids.sorted("place")[0]

    def test_the_chosen_are_told_with_a_link(self):
        texts = self.env["club.message"].search([("rule_key", "=", "award")])
        self.assertEqual(len(texts), 3)
        self.assertEqual(set(texts.mapped("purpose")), {"service"})
        text = texts.filtered(lambda message: message.partner_id == self.first.partner_id)
        self.assertIn(self.first.sudo().token, text.body)
        self.assertIn("ده اتاق هتل", text.body)
        self.assertEqual(self.draw.award_ids.mapped("state").count("reserve"), 3)

    def test_declining_passes_it_on_by_the_rule(self):
        fourth = self.draw.award_ids.filtered(lambda award: award.place == 4)
        self.first.with_user(self.manager).action_decline()
        self.assertEqual((self.first.state, fourth.state), ("declined", "offered"))
        # Beyond the reserve the order goes on, and it ends with the list.
        for _round in range(8):
            self.draw.award_ids.filtered(lambda award: award.state == "offered").action_decline()
        self.assertEqual(self.draw.award_ids.mapped("place"), list(range(1, 9)))
        self.assertEqual(set(self.draw.award_ids.mapped("state")), {"declined"})
        self.assertEqual(len(set(self.draw.award_ids.mapped("person"))), 8)

    def test_silence_passes_it_on(self):
        self.first.action_accept()
        with freeze_time(NOW + timedelta(days=4)):
            with self.enter_registry_test_mode():
                cron = self.env.ref("crm_ladder.ir_cron_ladder_award_expire")
                self.assertIs(cron.method_direct_trigger(), True)
            self.env.invalidate_all()
            states = self.draw.award_ids.sorted("place").mapped("state")
            self.assertEqual(
                states, ["accepted", "expired", "expired", "offered", "offered", "reserve"]
            )
            late = self.draw.award_ids.filtered(lambda award: award.place == 2)
            self.assertTrue(late._answer(True), "too late")

    def test_handing_over_needs_the_code_or_a_signature(self):
        award = self.first.with_user(self.manager)
        with self.assertRaises(UserError):
            award.action_hand_over()
        award.action_accept()
        with self.assertRaises(UserError):
            award.action_hand_over()
        award.entered_code = "۱" if award.sudo().code != "1" else "2"
        with self.assertRaises(UserError):
            award.action_hand_over()
        award.entered_code = award.sudo().code
        award.action_hand_over()
        self.assertEqual(
            (award.state, award.handed_by, award.cost), ("handed_over", self.manager, 500)
        )
        self.assertEqual((self.draw.cost, self.campaign.ladder_benefit_cost), (500, 500))
        with self.assertRaises(UserError):
            award.action_hand_over()

    def test_effect_beside_those_who_just_missed_it(self):
        self.first.action_accept()
        self.env["ladder.purchase"].create(
            [
                {"partner_id": self.first.partner_id.id, "day": TODAY, "value": 70},
                {
                    "partner_id": self.first.partner_id.id,
                    "day": TODAY - timedelta(days=9),
                    "value": 20,
                },
            ]
        )
        self.env.flush_all()
        rows = self.env["ladder.benefit.report"].search([("benefit_id", "=", self.draw.id)])
        got = rows.filtered(lambda row: row.group == "got")
        self.assertEqual((got.value_before, got.value_after, got.value_change), (20, 70, 50))
        self.assertEqual(len(rows - got), 3)

    def test_an_erased_person_cannot_be_found_on_the_list_any_more(self):
        partner = self.first.partner_id
        digest = self.draw._digest_of_entries()
        self.env["ladder.benefit.entry"]._personal_data_erase(partner, [])
        self.env["ladder.award"].sudo()._personal_data_erase(partner, [])
        entry = self.draw.entry_ids.filtered(lambda entry: entry.partner_id == partner)
        self.assertFalse(entry.salt)
        self.assertFalse(self.first.sudo().token)
        self.assertEqual(self.draw._digest_of_entries(), digest, "the list stays as promised")

    def test_two_answers_at_once(self):
        self.assertIsNone(self.first._answer(True))
        self.assertTrue(self.first._answer(False))
        self.assertEqual(self.first.state, "accepted")
