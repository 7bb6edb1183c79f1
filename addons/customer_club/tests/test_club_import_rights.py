"""Who may import, who sees what was imported, and how long."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_club_import import ImportCase


@tagged("post_install", "-at_install")
class TestClubImportRights(ImportCase):
    def test_results_cannot_be_made_up(self):
        manager = self.user("manager")
        batch = self.batch().with_user(manager)
        with self.assertRaises(AccessError):
            batch.write({"state": "checked"})
        with self.assertRaises(AccessError):
            self.env["club.import.line"].with_user(manager).create({"import_id": batch.id})

    def user(self, group, company=None):
        company = company or self.company
        return self.env["res.users"].create(
            {
                "name": group,
                "login": f"{group}-{company.id}",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, self.env.ref(f"customer_club.group_club_{group}").ids)],
            }
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_managers_of_the_company(self):
        manager = self.user("manager")
        batch = self.batch().with_user(manager)
        batch.action_check()
        batch.action_run()
        self.assertEqual(batch.done_count, 3)
        for group in ("user", "marketer"):
            with self.assertRaises(AccessError):
                batch.with_user(self.user(group)).read(["name"])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.user("manager", other)
        for records in (batch, batch.line_ids, batch.column_ids):
            foreign = records.with_user(stranger).with_context(allowed_company_ids=other.ids)
            with self.assertRaises(AccessError):
                foreign.read(["id", "import_id"] if records != batch else ["name"])
            self.assertFalse(foreign.search([]))

    def test_rows_are_forgotten_after_a_while(self):
        batch = self.imported()
        self.env["club.import"]._gc_rows()
        self.assertEqual(len(batch.line_ids), 6)
        self.env.flush_all()
        self.cr.execute("UPDATE club_import SET write_date = '2026-01-01'")
        batch.invalidate_recordset()
        self.env["club.import"]._gc_rows()
        self.assertFalse(batch.line_ids)
        self.assertFalse(batch.file)
        self.assertEqual(batch.done_count, 3)

    def test_whoever_is_erased_is_in_no_list_any_more(self):
        batch = self.imported()
        export = self.env["club.export"].create({"domain": "[('club_visit_count', '=', 14)]"})
        export.action_export()
        partner = self.partner("+989121110001")
        records, names = self.env["club.import.line"]._personal_data_records(
            partner, ["+989121110001"]
        )
        self.assertEqual((records.mapped("row"), "mobile" in names), ([2, 5], True))
        Line, Export = self.env["club.import.line"], self.env["club.export"]
        self.assertEqual(Line._personal_data_erase(partner, ["+989121110001"]), 2)
        self.assertGreaterEqual(Export._personal_data_erase(partner, []), 1)
        self.assertEqual(len(batch.line_ids), 4)
        self.assertFalse(batch.file)
        self.assertFalse(export.file)
