from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderTrial(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, login="ladder_chief", groups="customer_club.group_club_manager"
        )

    def trial(self):
        return self.env["ladder.trial"].with_user(self.manager).create({"name": "سخت‌گیرانه"})

    def run_trial(self, trial):
        trial.action_try()
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_trial")
            self.assertIs(cron.method_direct_trigger(), True)
        trial.invalidate_recordset()
        self.assertEqual(trial.state, "done")

    def customer(self, purchases):
        partner = self.partner(f"خریدار {purchases}")
        for number in range(purchases):
            self.visit(partner, 10 + number, self.buying_tag)
        return partner

    def test_a_trial_begins_with_the_rules_in_force(self):
        trial = self.trial()
        in_force = self.env["ladder.rung"].search([]).criterion_ids
        self.assertEqual(len(trial.criterion_ids), len(in_force))
        self.assertFalse(trial.criterion_ids & in_force)
        self.assertEqual(trial._ruleset().rungs, self.env["ladder.rung"]._ruleset().rungs)

    def test_a_trial_says_who_would_move_and_moves_nobody(self):
        two, three = self.customer(2), self.customer(3)
        self.env["ladder.engine"]._evaluate((two | three).ids)
        moves = self.env["ladder.move"].search_count([])
        trial = self.trial()
        trial.criterion_ids.filtered(lambda c: c.rung_id == self.rung("repeat")).value = 3
        self.run_trial(trial)
        self.assertEqual(trial.move_ids.filtered(lambda m: m.direction == "down").partner_id, two)
        self.assertEqual(trial.down_count, 1)
        reason = trial.move_ids.filtered(lambda m: m.partner_id == two).with_context(lang="en_US")
        self.assertIn("No longer Repeat customer: Purchases: 2 (at least 3).", reason.reason)
        self.assertRung(two, "repeat")
        self.assertEqual(self.env["ladder.move"].search_count([]), moves)
        with self.assertRaises(UserError):
            trial.criterion_ids = [(5, 0, 0)]

    def test_rules_put_in_force_move_exactly_those(self):
        partners = self.customer(2) | self.customer(3) | self.customer(1)
        self.env["ladder.engine"]._evaluate(partners.ids)
        trial = self.trial()
        trial.criterion_ids.filtered(lambda c: c.rung_id == self.rung("repeat")).value = 3
        self.run_trial(trial)
        expected = {
            (move.partner_id, move.to_rung_id)
            for move in trial.move_ids
            if move.partner_id in partners
        }
        trial.action_apply()
        moved = self.env["ladder.engine"]._evaluate(partners.ids)
        self.assertEqual({(move.partner_id, move.to_rung_id) for move in moved}, expected)
        self.assertEqual(trial._ruleset().rungs, self.env["ladder.rung"]._ruleset().rungs)

    def test_an_untried_trial_is_not_put_in_force(self):
        with self.assertRaises(UserError):
            self.trial().action_apply()

    def test_trying_wakes_no_evaluation_of_everybody(self):
        cron = self.env.ref("crm_ladder.ir_cron_ladder_evaluate")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        trial = self.trial()
        trial.criterion_ids[:1].value = 7
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before
        )
