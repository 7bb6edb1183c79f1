from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderRun(LadderCase):
    def finish(self, run, limit=7):
        steps = 0
        while run._step(limit):
            steps += 1
        return steps

    def test_a_run_goes_on_where_it_stopped(self):
        partners = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(20)])
        run = self.env["ladder.run"]._open()
        run._step(5)
        self.assertEqual(self.env["ladder.run"]._open(), run)
        self.finish(run)
        self.assertEqual((run.state, run.evaluated), ("done", run.total))
        self.assertEqual(partners.ladder_rung_id.code, "suspect")
        self.assertNotEqual(self.env["ladder.run"]._open(), run)

    def test_changed_rules_begin_anew(self):
        run = self.env["ladder.run"]._open()
        self.env.ref("crm_ladder.criterion_repeat_purchases").value = 3
        again = self.env["ladder.run"]._open()
        self.assertNotEqual(again, run)
        self.assertEqual(run.state, "superseded")
        self.assertNotEqual(again.version_id, run.version_id)
        self.env.ref("crm_ladder.criterion_repeat_purchases").value = 2
        self.assertEqual(self.env["ladder.run"]._open().version_id, run.version_id)

    def test_changed_rules_move_and_say_by_which_version(self):
        partner = self.partner()
        self.visit(partner, 5, self.buying_tag)
        self.visit(partner, 3, self.buying_tag)
        self.evaluate(partner)
        self.env.ref("crm_ladder.criterion_repeat_purchases").value = 3
        self.evaluate(partner)
        self.assertRung(partner, "customer")
        first, last = partner.ladder_move_ids.sorted("id")
        self.assertNotEqual(first.version_id, last.version_id)
        rules = {rung.code: rung for rung in last.version_id._ruleset().rungs}
        self.assertEqual(rules["repeat"].criteria[0].value, 3)
        rules = {rung.code: rung for rung in first.version_id._ruleset().rungs}
        self.assertEqual(rules["repeat"].criteria[0].value, 2)

    def test_changed_rules_wake_the_evaluation(self):
        cron = self.env.ref("crm_ladder.ir_cron_ladder_evaluate")
        count = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.rung("loyal").name = "پایدار"
        self.env.ref("crm_ladder.criterion_repeat_purchases").value = 3
        self.env.ref("crm_ladder.criterion_loyal_purchases").value = 5
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(triggers, count + 1)

    def test_cron_evaluates_everybody(self):
        partner = self.partner()
        self.visit(partner, 5, self.buying_tag)
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_evaluate")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertRung(partner, "customer")
        self.assertEqual(self.env["ladder.run"].search([], limit=1).state, "done")

    def test_nothing_new_writes_nothing(self):
        partner = self.partner()
        self.visit(partner, 5, self.buying_tag)
        self.evaluate(partner)
        self.env.flush_all()
        before = self.env.execute_query(
            SQL("SELECT xmin, ctid FROM res_partner WHERE id = %s", partner.id)
        )
        with freeze_time("2026-12-20 12:00:00"):
            self.assertFalse(self.evaluate(partner))
        after = self.env.execute_query(
            SQL("SELECT xmin, ctid FROM res_partner WHERE id = %s", partner.id)
        )
        self.assertEqual(before, after)

    def test_queries_do_not_grow_with_the_number_of_customers(self):
        partners = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(60)])
        self.evaluate(*partners)
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            self.env["ladder.engine"]._evaluate(partners.ids)

    def test_graph_groups_show_every_rung(self):
        partner = self.partner()
        self.evaluate(partner)
        groups = self.env["res.partner"].formatted_read_group(
            [("id", "=", partner.id)], ["ladder_rung_id"], ["__count"]
        )
        self.assertEqual(len(groups), 1)
        expanded = (
            self.env["res.partner"]
            .with_context(read_group_expand=True)
            .web_read_group([("id", "=", partner.id)], ["ladder_rung_id"])["groups"]
        )
        self.assertEqual(
            [group["ladder_rung_id"][0] for group in expanded],
            self.env["ladder.rung"].search([]).ids,
        )
