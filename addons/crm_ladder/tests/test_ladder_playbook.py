from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderPlaybook(LadderCase):
    def playbook(self, **values):
        return self.env["ladder.playbook"].create(
            {
                "name": "آزمون",
                "company_id": self.company.id,
                "trigger": "reach",
                "rung_id": self.rung("customer").id,
                **values,
            }
        )

    def member(self, number=1, **values):
        partner = self.partner(f"عضو {number}", club_mobile=f"+98912111{number:04}", **values)
        self.env.flush_all()
        # Partners get the real time of the database; the tests live at their own.
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s", [NOW, partner.id]
        )
        return partner

    def buy(self, partner, days_ago=0):
        self.visit(partner, days_ago, self.buying_tag)
        self.evaluate(partner)

    def play(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_playbook")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def runs(self, playbook):
        return self.env["ladder.playbook.run"].search([("playbook_id", "=", playbook.id)])

    def test_reaching_a_rung_writes_once(self):
        book = self.playbook(text="{name}، سپاس از خرید شما", purpose="service")
        partner = self.member()
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        message = partner.club_message_ids
        self.assertEqual(message.body, "عضو 1، سپاس از خرید شما")
        self.assertEqual(message.purpose, "service")
        self.assertEqual(message.rule_label, book.name)
        self.assertEqual((self.runs(book).state, self.runs(book).message_id), ("done", message))
        # Down and up again: once per customer.
        partner.club_visit_ids._void("اشتباه")
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        self.assertEqual(len(partner.club_message_ids), 1)

    def test_every_time_if_so_wished(self):
        book = self.playbook(text="سلام", once=False)
        partner = self.member()
        self.evaluate(partner)
        self.buy(partner)
        partner.club_visit_ids._void("اشتباه")
        self.evaluate(partner)
        self.buy(partner)
        self.assertEqual(len(self.runs(book)), 2)

    def test_customers_of_old_set_off_nothing_and_newcomers_do(self):
        book = self.playbook(text="سلام")
        old, new = self.member(1), self.member(2)
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [NOW - timedelta(days=400), old.id],
        )
        self.buy(old)
        self.buy(new)
        self.assertEqual(self.runs(book).partner_id, new)

    def test_who_left_by_then_is_left_alone(self):
        book = self.playbook(text="سلام", delay_days=3)
        book.direction = "any"
        partner = self.member()
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        self.assertEqual(self.runs(book).state, "waiting")
        self.buy(partner, 2)  # a second purchase: no longer on that rung
        with freeze_time(NOW + timedelta(days=3)):
            self.play()
            self.assertEqual(self.runs(book).state, "skipped")
            self.assertFalse(partner.club_message_ids)
            # Back on that rung: what was skipped is no reason to leave the customer out.
            partner.club_visit_ids[:1]._void("اشتباه")
            self.evaluate(partner)
            self.env.invalidate_all()
            self.assertEqual(self.runs(book).state, "waiting")

    def test_direction_and_leaving(self):
        fallen = self.playbook(
            trigger="leave", direction="down", rung_id=self.rung("repeat").id, text="کجایید؟"
        )
        risen = self.playbook(trigger="leave", direction="up", rung_id=self.rung("repeat").id)
        partner = self.member()
        self.evaluate(partner)
        invoice = self.invoice(partner, 3)
        self.invoice(partner, 1)
        self.evaluate(partner)
        self.refund(invoice)
        self.evaluate(partner)
        self.assertEqual(len(self.runs(fallen)), 1)
        self.assertFalse(self.runs(risen))

    def test_stuck_on_a_rung(self):
        book = self.playbook(trigger="stuck", stuck_days=30, text="دلتنگ شماییم")
        partner = self.member()
        self.evaluate(partner)
        self.buy(partner)
        self.env["ladder.playbook"]._plan_for_stuck()
        self.assertFalse(self.runs(book))
        with freeze_time(NOW + timedelta(days=30)):
            self.env["ladder.playbook"]._plan_for_stuck()
            self.env["ladder.playbook"]._plan_for_stuck()
            self.play()
        self.assertEqual(self.runs(book).state, "done")
        self.assertEqual(len(partner.club_message_ids), 1)

    def test_a_coupon_with_its_code_in_the_text(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "تخفیف خرید بعدی",
                "program_type": "next_order_coupons",
                "applies_on": "future",
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        book = self.playbook(
            program_id=program.id, valid_days=30, text="{name}، کد شما: {code}", purpose="service"
        )
        partner = self.member()
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        card = self.runs(book).card_id
        self.assertEqual((card.partner_id, card.points), (partner, 1))
        self.assertEqual(card.expiration_date, (NOW + timedelta(days=30)).date())
        self.assertIn(card.code, partner.club_message_ids.body)

    def test_points_go_to_the_card_that_is_there(self):
        program = self.env["loyalty.program"].create(
            {"name": "امتیاز", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
        )
        partner = self.member()
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": partner.id, "points": 5}
        )
        self.playbook(program_id=program.id, points=20)
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        self.assertEqual(card.points, 25)
        # The line of the balance that the card was made with, and the playbook's.
        self.assertEqual(sorted(card.history_ids.mapped("issued")), [5, 20])

    def test_staff_take_turns(self):
        users = self.env["res.users"]
        for name in ("a", "b"):
            users |= new_test_user(
                self.env, login=f"turn_{name}", groups="customer_club.group_club_user"
            )
        book = self.playbook(
            plan_id=self.env.ref("crm_ladder.plan_thank_golden").id,
            user_ids=[Command.set(users.ids)],
        )
        partners = [self.member(number) for number in range(1, 5)]
        for partner in partners:
            self.evaluate(partner)
            self.buy(partner)
        self.play()
        first, second = users.sorted("id")
        self.assertEqual(self.runs(book).sorted("id").mapped("user_id.id"), [first.id, second.id])
        self.assertEqual(
            [partner.activity_ids.user_id for partner in partners], [first, second, first, second]
        )

    def test_opportunities_move_on(self):
        won, lost_stage = self.env["crm.stage"].create(
            [{"name": "خرید کرد", "sequence": 9}, {"name": "آغاز", "sequence": 1}]
        )
        partner = self.member()
        lead = self.env["crm.lead"].create(
            {
                "name": "فرصت",
                "type": "opportunity",
                "partner_id": partner.id,
                "stage_id": lost_stage.id,
            }
        )
        self.playbook(stage_id=won.id)
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        self.assertEqual(lead.stage_id, won)

    def test_one_that_fails_stops_nobody_else(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "تمام‌شده",
                "program_type": "next_order_coupons",
                "applies_on": "future",
                "reward_ids": [Command.create({"discount": 10})],
            }
        )
        bad = self.playbook(program_id=program.id, points=-5)
        good = self.playbook(text="سلام")
        partner = self.member()
        self.evaluate(partner)
        self.buy(partner)
        self.play()
        self.assertIn(self.runs(bad).state, ("failed", "done"))
        self.assertEqual(self.runs(good).state, "done")

    def test_texts_that_nothing_can_fill_are_refused(self):
        with self.assertRaises(ValidationError):
            self.playbook(text="{discount} برای شما")
        with self.assertRaises(ValidationError):
            self.playbook(text="کد شما {code}")

    def test_shipped_playbooks_are_asleep(self):
        books = self.env["ladder.playbook"].with_context(active_test=False).search([])
        self.assertGreaterEqual(len(books), 5)
        self.assertFalse(any(books.mapped("active")))
