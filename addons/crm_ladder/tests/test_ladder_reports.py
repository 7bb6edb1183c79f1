from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import LadderCase


@tagged("post_install", "-at_install")
class TestLadderReports(LadderCase):
    """Reports look at today, so these tests live today as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["ladder.engine"]._today()
        cls.manager = new_test_user(
            cls.env, login="ladder_board", groups="customer_club.group_club_manager"
        )

    def sell(self, partner, amount, days_ago=0):
        day = self.today - timedelta(days=days_ago)
        return self.invoice(partner, amount=amount, invoice_date=day)

    def test_funnel_counts_who_stands_where_and_who_moved(self):
        Report = self.env["ladder.rung.report"]
        before = {row.rung_id.code: row.read()[0] for row in self.shared(Report)}
        partner = self.partner()
        self.evaluate(partner)
        invoice = self.sell(partner, 100)
        self.sell(partner, 50, 3)
        self.evaluate(partner)
        self.refund_today(invoice)
        self.evaluate(partner)
        self.env.invalidate_all()
        after = {row.rung_id.code: row for row in self.shared(Report)}
        empty = dict.fromkeys(("customers", "came_up", "came_down", "left_up", "left_down"), 0)
        for code, name, more in (
            ("customer", "customers", 1),
            ("customer", "came_down", 1),
            ("repeat", "came_up", 1),
            ("repeat", "left_down", 1),
            ("suspect", "left_up", 1),
        ):
            self.assertEqual(after[code][name] - before.get(code, empty)[name], more, (code, name))
        reached = [after[code].reached for code in ("suspect", "prospect", "customer", "repeat")]
        self.assertEqual(reached, sorted(reached, reverse=True))

    def shared(self, report):
        self.env.flush_all()
        return report.search([("company_id", "=", False)])

    def refund_today(self, invoice):
        credit = invoice._reverse_moves([{"invoice_date": self.today, "date": self.today}])
        credit.action_post()

    def test_forecast_takes_what_won_ones_took(self):
        team = self.env["crm.team"].create({"name": "تیم"})
        leads = self.env["crm.lead"].create(
            [{"name": f"ف{n}", "type": "opportunity", "team_id": team.id} for n in range(5)]
        )
        leads.action_set_won()
        fresh = self.env["crm.lead"].create(
            {
                "name": "تازه",
                "type": "opportunity",
                "team_id": team.id,
                "expected_revenue": 200,
                "probability": 50,
            }
        )
        old = fresh.copy()
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET create_date = now() AT TIME ZONE 'UTC' - interval '20 days',
                      date_closed = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s)""",
            [leads.ids],
        )
        for lead, days in ((fresh, 5), (old, 30)):
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = now() AT TIME ZONE 'UTC' - "
                "make_interval(days => %s) WHERE id = %s",
                [days, lead.id],
            )
        self.env.invalidate_all()
        Report = self.env["ladder.forecast.report"]
        self.assertEqual(
            (Report.browse(fresh.id).usual_days, Report.browse(fresh.id).distance_days), (20, 15)
        )
        self.assertFalse(Report.browse(fresh.id).late)
        self.assertTrue(Report.browse(old.id).late)
        self.assertEqual(Report.browse(fresh.id).weighted_revenue, 100)
        self.assertFalse(Report.search([("lead_id", "in", leads.ids)]))

    def test_four_measures_tie_out_with_the_ledger(self):
        board = self.env["ladder.scoreboard"].with_user(self.manager).create({})
        before = board.read(["revenue", "buyers", "new_buyers"])[0]
        partner, other = self.partner(), self.partner("دیگری")
        self.sell(partner, 1000)
        self.refund_today(self.sell(other, 300))
        self.evaluate(partner, other)
        self.env["ladder.feedback"]._ask(partner)._answer(10)
        board.invalidate_recordset()
        self.assertEqual(board.revenue - before["revenue"], 1000)
        self.assertEqual(board.buyers - before["buyers"], 1)
        self.assertEqual(board.new_buyers - before["new_buyers"], 1)
        lines = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
                ("move_id.move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("account_id.account_type", "=", "income"),
                ("move_id.invoice_date", ">=", board.date_from),
                ("move_id.invoice_date", "<=", board.date_to),
            ]
        )
        self.assertAlmostEqual(board.revenue, -sum(lines.mapped("balance")))
        self.assertGreater(board.answers, 0)

    def test_managers_may_read_every_report(self):
        partner = self.partner()
        self.sell(partner, 100)
        self.evaluate(partner)
        self.env.flush_all()
        for model in (
            "ladder.cohort.report",
            "ladder.forecast.report",
            "ladder.rung.report",
            "ladder.purchase",
            "ladder.lifetime",
            "ladder.run",
            "ladder.version",
            "ladder.trial.move",
            "ladder.playbook.run",
            "ladder.referral",
        ):
            records = self.env[model].with_user(self.manager).search([], limit=5)
            records.read()

    def test_another_companys_measures_are_not_shown(self):
        other = self.env["res.company"].create({"name": "دیگری"})
        board = self.env["ladder.scoreboard"].with_user(self.manager).create({})
        with self.assertRaises(AccessError):
            board.sudo().company_id = other
            board.with_user(self.manager).invalidate_recordset()
            board.revenue  # noqa: B018
