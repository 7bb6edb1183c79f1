"""Lists that leave the club: who may take them, what they hold, and how they come back."""

import base64
import io
from datetime import datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import club_export, club_export_rows
from .test_club_import import ROWS, ImportCase


@tagged("post_install", "-at_install")
class TestClubExport(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.env.user.lang = "fa_IR"
        cls.env = cls.env(context=dict(cls.env.context, lang="fa_IR"))
        for switch in ("birthday", "job", "address", "email", "income", "temperament"):
            cls.company[f"club_record_{switch}"] = True
        cls.company.club_record_preferences = cls.company.club_record_social = True

    def exported(self, kind="xlsx", domain="[]", **values):
        export = self.env["club.export"].create({"kind": kind, "domain": domain, **values})
        action = export.action_export()
        return export, action

    def sheet(self, export):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.file)))
        return book.active

    def own(self):
        """A filter for the members of this test: the database may hold demo data."""
        numbers = ["+989121110001", "+989121110002", "+989121110003"]
        return repr([("club_mobile", "in", numbers)])

    def test_a_list_for_people(self):
        self.imported()
        self.partner("+989121110003").write({"name": "=HYPERLINK(1)", "city": "+تهران"})
        export, action = self.exported(domain=self.own())
        self.assertEqual((export.state, export.row_count), ("done", 3))
        self.assertIn(f"/web/content/club.export/{export.id}/file/", action["url"])
        sheet = self.sheet(export)
        self.assertTrue(sheet.sheet_view.rightToLeft)
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertTrue(sheet.auto_filter.ref)
        head, *rows = sheet.iter_rows(values_only=True)
        row = dict(zip(head, rows[0], strict=True))
        self.assertEqual(row["شماره موبایل"], "09121110001")
        self.assertEqual(row["تعداد بازدید"], 14)
        self.assertEqual(row["نخستین بازدید"], datetime(2023, 4, 4, 12))
        self.assertEqual(row["نخستین بازدید (شمسی)"], "1402/01/15 12:00")
        third = dict(zip(head, rows[2], strict=True))
        self.assertEqual((third["نام"], third["شهر"]), ("'=HYPERLINK(1)", "'+تهران"))
        self.assertFalse(any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row))

    def test_an_exported_list_comes_back_unchanged(self):
        self.imported()
        self.press(
            self.entry(mobile="+989121110001"), self.entry(mobile="+989121110002", minutes=1)
        )
        self.partner("+989121110001").write(
            {
                "comment": "<p>شیر نمی‌خورد</p><p>خط دو</p>",
                "email": "sara@example.com",
                "club_birthday": "1991-07-25",
                "club_temperament": "آرام\nکم‌حرف",
                "club_income_band_id": self.env["club.income.band"].create({"name": "بالا"}).id,
                "club_preference_ids": [
                    Command.create({"name": "بدون شکر"}),
                    Command.create({"name": "کنار پنجره"}),
                ],
                "club_social_ids": [
                    Command.create({"network": "instagram", "handle": "sara"}),
                    Command.create({"network": "instagram", "handle": "cafe.sara"}),
                    Command.create({"network": "website", "handle": "sara.ir/a?b=1,2"}),
                ],
            }
        )
        self.partner("+989121110003").write({"name": "'=1+1", "city": "-قم", "function": "@کار"})
        for kind in ("xlsx", "csv"):
            export, _action = self.exported(kind, self.own())
            before = self.tables()
            batch = self.env["club.import"].create(
                {"file": export.file, "filename": export.filename, "known_policy": "overwrite"}
            )
            batch.action_check()
            self.assertEqual(
                (batch.known_count, batch.total_count), (3, 3), batch.line_ids.mapped("words")
            )
            batch.action_run()
            self.assertEqual(batch.done_count, 3)
            self.assertEqual(self.tables(), before)

    def test_into_an_empty_club(self):
        """What another database's club exported arrives whole."""
        self.imported()
        self.press(self.entry(mobile="+989121110001", minutes=-60))
        export, _action = self.exported(domain=self.own())
        content, facts = export.file, self.facts()
        self.env.flush_all()
        self.cr.execute("DELETE FROM club_message; DELETE FROM club_visit")
        self.env["res.partner"].search(eval(self.own())).unlink()  # noqa: S307
        self.env.invalidate_all()
        batch = self.env["club.import"].create({"file": content, "filename": "back.xlsx"})
        batch.action_check()
        batch.action_run()
        self.assertEqual(self.facts(), facts)

    def facts(self):
        return [
            (
                p.club_mobile,
                p.name,
                p.club_visit_count,
                p.club_first_visit,
                p.club_last_visit,
                sorted(p.club_tag_ids.mapped("name")),
                p.club_group_id.name,
            )
            for p in self.env["res.partner"].search(eval(self.own()), order="club_mobile")  # noqa: S307
        ]

    def test_long_lists_in_the_background(self):
        self.imported()
        self.patch(club_export, "INLINE", 1)
        self.patch(club_export_rows, "BATCH", 2)
        export, action = self.exported(domain=self.own())
        self.assertEqual((export.state, action["tag"]), ("running", "display_notification"))
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_club.ir_cron_club_export")
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual((export.state, export.done_count, export.progress), ("done", 3, 100))
        self.assertEqual(self.sheet(export).max_row, 4)

    def test_nobody_and_nonsense_are_refused(self):
        for domain in ("[('club_mobile', '=', 'nobody')]", "nonsense", "[('no_field', '=', 1)]"):
            with self.assertRaises(UserError):
                self.exported(domain=domain)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_rights(self):
        self.imported(ROWS[:1])

        def user(login, *groups):
            groups = ",".join(("customer_club.group_club_" + groups[0], *groups[1:]))
            return new_test_user(
                self.env,
                login,
                groups=groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )

        marketer = user("m1", "marketer", "base.group_allow_export")
        export = self.env["club.export"].with_user(marketer).create({"domain": self.own()})
        export.action_export()
        self.assertEqual(export.row_count, 1)
        with self.assertRaises(AccessError):
            export.write({"domain": "[]"})
        with self.assertRaises(AccessError):
            export.unlink()
        with self.assertRaises(AccessError):
            self.env["club.export"].with_user(marketer).create({"user_id": self.env.user.id})
        without = user("m2", "marketer")
        without.group_ids -= self.env.ref("base.group_allow_export")
        self.assertFalse(without.has_group("base.group_allow_export"))
        with self.assertRaises(AccessError):
            self.env["club.export"].with_user(without).create({})
        with self.assertRaises(AccessError):
            export.with_user(without).read(["file"])
        manager = user("m3", "manager", "base.group_allow_export")
        self.assertEqual(export.with_user(manager).user_id, marketer, "managers see who took what")
        clerk = user("m4", "user", "base.group_allow_export")
        with self.assertRaises(AccessError):
            self.env["club.export"].with_user(clerk).create({})

    def test_the_file_goes_and_the_note_stays(self):
        self.imported()
        export, _action = self.exported(domain=self.own())
        export.sudo().finished_at = datetime(2026, 1, 1)
        self.env["club.export"].sudo()._gc_files()
        self.assertFalse(export.file)
        self.assertEqual((export.row_count, export.user_id), (3, self.env.user))
        with self.assertRaises(UserError):
            export.action_download()
