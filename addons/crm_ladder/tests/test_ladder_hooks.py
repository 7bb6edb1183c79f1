from odoo.tests import tagged

from odoo.addons.crm_ladder.hooks import HOLDERS, uninstall_hook

from .common import LadderCase


@tagged("post_install", "-at_install")
class TestLadderHooks(LadderCase):
    def test_uninstalling_lets_go_of_everything_that_restricts(self):
        partner = self.partner()
        self.visit(partner, 3, self.buying_tag)
        self.env["ladder.playbook"].create(
            {
                "name": "آزمون",
                "company_id": self.company.id,
                "rung_id": self.rung("customer").id,
                "plan_id": self.env.ref("crm_ladder.plan_thank_golden").id,
            }
        )
        self.evaluate(partner)
        self.env["ladder.trial"].create({"name": "آزمایش"})._step(1000)
        self.env["ladder.run"]._open()
        self.env["ladder.rung"].create(
            {
                "name": "پلاتین",
                "code": "platinum",
                "sequence": 70,
                "requires_id": self.rung("loyal").id,
            }
        )
        self.env.flush_all()
        uninstall_hook(self.env)
        for table in HOLDERS:
            self.env.cr.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            self.assertEqual(self.env.cr.fetchone(), (0,), table)
        self.assertFalse(partner.ladder_rung_id)
        # What the module's uninstallation does next.
        for xmlid in ("plan_thank_golden", "rung_loyal", "rung_advocate", "rung_suspect"):
            self.env.cr.execute(
                "SELECT model, res_id FROM ir_model_data WHERE module = 'crm_ladder' AND name = %s",
                [xmlid],
            )
            model, res_id = self.env.cr.fetchone()
            self.env.cr.execute(
                f"DELETE FROM {self.env[model]._table} WHERE id = %s",  # noqa: S608
                [res_id],
            )
