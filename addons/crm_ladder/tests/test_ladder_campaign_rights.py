"""Who sees and who plans campaigns, tested as those users."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .campaign import CampaignCase
from .test_customer_audit_figures import audit_company


@tagged("post_install", "-at_install")
class TestLadderCampaignRights(CampaignCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = audit_company(cls.env, "شعبهٔ دیگر")
        cls.users = {
            login: new_test_user(
                cls.env,
                login=f"campaign_{login}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for login, groups in (
                ("marketer", "customer_club.group_club_marketer"),
                ("auditor", "crm_ladder.group_auditor"),
                ("clerk", "customer_club.group_club_user"),
                ("employee", "base.group_user"),
            )
        }
        cls.mine = cls.campaign(ladder_budget=500)
        cls.shared = cls.campaign("همه", company_id=False)
        for company in (cls.company, cls.branch):
            cls.env["account.move"].with_company(company).create(
                {
                    "move_type": "out_invoice",
                    "partner_id": cls.env["res.partner"].create({"name": "مریم"}).id,
                    "campaign_id": cls.shared.id,
                    "invoice_date": "2026-06-01",
                    "invoice_line_ids": [
                        Command.create({"name": "چای", "price_unit": 100, "tax_ids": False})
                    ],
                }
            ).action_post()
        cls.cost = cls.env["ladder.campaign.cost"].create(
            {"campaign_id": cls.mine.id, "name": "گل", "kind": "gift", "amount": 40}
        )
        cls.entries._refresh((cls.mine + cls.shared).ids)

    def seen_by(self, login, campaign):
        campaign = campaign.with_user(self.users[login])
        return campaign.with_context(allowed_company_ids=self.company.ids)

    def test_the_marketer_plans(self):
        campaign = self.seen_by("marketer", self.mine)
        campaign.write({"ladder_budget": 700, "ladder_window_days": 5})
        campaign.ladder_cost_ids = [
            Command.create({"name": "عکاس", "kind": "hours", "hours": 2, "rate": 30})
        ]
        campaign.action_ladder_refresh()
        self.assertEqual((campaign.ladder_spent, campaign.ladder_hours_cost), (100, 60))
        self.assertTrue(campaign.action_entries("ladder_spent"))
        self.assertEqual(campaign.ladder_cost_ids[0].company_id, self.company)

    def test_the_auditor_reads_and_changes_nothing(self):
        campaign = self.seen_by("auditor", self.mine)
        self.assertEqual((campaign.ladder_spent, campaign.ladder_budget), (40, 500))
        campaign.action_ladder_refresh()
        rows = self.entries.with_user(self.users["auditor"]).search(
            campaign.action_entries("ladder_gift_cost")["domain"]
        )
        self.assertEqual(rows.action_document()["res_id"], self.cost.id)
        for values in (
            {"ladder_budget": 1},
            {"ladder_window_days": 1},
            {"ladder_cost_ids": [Command.update(self.cost.id, {"amount": 1})]},
        ):
            with self.assertRaises(AccessError):
                campaign.write(values)
        with self.assertRaises(AccessError):
            self.cost.with_user(self.users["auditor"]).amount = 1
        for model in ("ladder.campaign.progress", "ladder.campaign.sale.report"):
            self.assertTrue(self.env[model].with_user(self.users["auditor"]).search([], limit=1))

    def test_nobody_else_sees_money(self):
        for login in ("clerk", "employee"):
            campaign = self.seen_by(login, self.mine)
            campaign.title = "یلدای امسال"  # as everywhere in Odoo
            made = campaign.create({"title": f"از {login}"})
            self.assertEqual(made.sudo().ladder_window_days, 30)
            made.copy()
            with self.assertRaises(AccessError):
                campaign.read(["ladder_spent"])
            with self.assertRaises(AccessError):
                campaign.write({"ladder_budget": 1})
            with self.assertRaises(AccessError):
                campaign.create({"title": "تازه", "ladder_budget": 1})
            with self.assertRaises(UserError):
                campaign.action_ladder_refresh()
            with self.assertRaises(UserError):
                campaign.action_entries("ladder_spent")
            for model in (
                *("ladder.campaign.entry", "ladder.campaign.cost"),
                *("ladder.campaign.progress", "ladder.campaign.sale.report"),
            ):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(self.users[login]).search([], limit=1)

    def test_other_companies_stay_their_own(self):
        self.assertEqual(self.seen_by("marketer", self.shared).ladder_sales, 100)
        both = self.shared.with_context(allowed_company_ids=(self.company + self.branch).ids)
        self.assertEqual(both.ladder_sales, 200)
        theirs = self.campaign("شعبه", company_id=self.branch.id)
        cost = self.env["ladder.campaign.cost"].create(
            {"campaign_id": theirs.id, "name": "گل", "kind": "gift", "amount": 9}
        )
        self.count(theirs)
        self.assertFalse(self.seen_by("marketer", theirs).ladder_spent)
        with self.assertRaises(AccessError):
            cost.with_user(self.users["marketer"]).amount = 3
        for model in ("ladder.campaign.progress", "ladder.campaign.sale.report"):
            rows = self.env[model].with_user(self.users["auditor"]).search([])
            self.assertNotIn(self.branch.id, rows.company_id.ids)

    def test_results_are_nobodys_to_write(self):
        entry = self.entries.search([("campaign_id", "=", self.mine.id)], limit=1)
        with self.assertRaises(UserError):
            entry.amount = 1
        with self.assertRaises(UserError):
            self.entries.create({"campaign_id": self.mine.id})
        with self.assertRaises(AccessError):
            entry.with_user(self.users["marketer"]).unlink()
        with self.assertRaises(UserError):
            self.mine.action_entries("ladder_window_days")

    def test_what_makes_no_sense_is_refused(self):
        with self.assertRaises(ValidationError):
            self.mine.write({"ladder_date_from": "2026-05-02", "ladder_date_to": "2026-05-01"})
        for name in ("ladder_window_days", "ladder_budget"):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.mine[name] = -1
                self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.cost.write({"kind": "hours", "hours": 2, "rate": 5, "amount": 3})

    def test_the_rule_in_words_and_the_night(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder"], ["fa_IR"])
        words = set()
        for model in ("last", "first", "linear", "own"):
            settings = self.env["res.config.settings"].create({"ladder_attribution": model})
            settings.set_values()
            self.mine.invalidate_recordset(["ladder_rule_words"])
            words.add(self.mine.ladder_rule_words)
            self.assertIn("۳۰", self.mine.with_context(lang="fa_IR").ladder_rule_words)
        self.assertEqual(len(words), 4)
        # Another rule: everything is to be counted again, and the night does it.
        self.assertFalse(self.mine.ladder_computed_at)
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_campaign")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        left = self.env["utm.campaign"].with_context(active_test=False)
        self.assertFalse(left.search_count([("ladder_computed_at", "=", False)]))
        self.env["ir.config_parameter"].set_param("crm_ladder.attribution", "nonsense")
        self.assertEqual(self.env["ladder.campaign.facts"]._model(), "last")
