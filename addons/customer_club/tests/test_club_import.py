"""An old panel's list becomes members: judged first, taken over in batches, never twice."""

import base64
import io
import json
from datetime import date, datetime

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import club_import, club_import_run
from .common import ClubCase

HEADINGS = ["موبایل", "نام", "برچسب‌ها", "گروه", "تعداد بازدید", "اولین بازدید", "آخرین بازدید"]
ROWS = [
    ["09121110001", "سارا احمدی", "قهوه، وفادار", "ویژه", "۱۴", "1402/01/15", "1405/08/20"],
    [9121110002, "علي رضايي", "", "", 1, "", "1405/08/01"],
    ["02188776655", "تلفن ثابت", "", "", "", "", ""],
    ["۰۹۱۲۱۱۱۰۰۰۱", "سارای دوم", "", "", "", "", ""],
    ["09121110003", "", "", "", "", "", ""],
    ["09121110004", "بد", "", "", "چند", "1406/01/01", ""],
]


class ImportCase(ClubCase):
    def workbook(self, rows, headings=HEADINGS):
        book = openpyxl.Workbook()
        for row in [headings, *rows] if headings else rows:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return base64.b64encode(out.getvalue())

    def batch(self, rows=ROWS, headings=HEADINGS, **values):
        return self.env["club.import"].create(
            {"file": self.workbook(rows, headings), "filename": "old-panel.xlsx", **values}
        )

    def imported(self, *args, **values):
        batch = self.batch(*args, **values)
        batch.action_check()
        batch.action_run()
        return batch

    def lines(self, batch):
        return {line.row: line for line in batch.line_ids}

    def keep(self, *switches):
        self.company.update({f"club_record_{switch}": True for switch in switches})

    def tables(self):
        """Everything that an import could change, as text."""
        self.env.flush_all()
        found = {}
        for table in ("res_partner", "club_visit", "club_message", "club_tag", "club_group"):
            self.cr.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")  # noqa: S608
            found[table] = [json.dumps(row, sort_keys=True) for (row,) in self.cr.fetchall()]
        self.cr.execute("SELECT partner_id, network, handle FROM club_social_profile ORDER BY id")
        found["profiles"] = self.cr.fetchall()
        self.cr.execute("SELECT * FROM club_preference_res_partner_rel ORDER BY 1, 2")
        found["preferences"] = self.cr.fetchall()
        self.cr.execute("SELECT * FROM club_tag_res_partner_rel ORDER BY 1, 2")
        found["tags"] = self.cr.fetchall()
        return found


@tagged("post_install", "-at_install")
class TestClubImport(ImportCase):
    def test_the_dry_run_judges_each_row_and_writes_nothing_else(self):
        before = self.tables()
        batch = self.batch()
        self.assertEqual(
            batch.column_ids.mapped("target"),
            ["mobile", "name", "tags", "group", "visits", "first_visit", "last_visit"],
        )
        batch.action_check()
        self.assertEqual(batch.state, "checked")
        counts = batch.read(
            ["total_count", "new_count", "known_count", "double_count", "refused_count"]
        )[0]
        counts.pop("id")
        self.assertEqual(list(counts.values()), [6, 3, 0, 1, 2])
        lines = self.lines(batch)
        self.assertEqual(
            [lines[row].verdict for row in range(2, 8)],
            ["new", "new", "refused", "double", "new", "refused"],
        )
        self.assertIn("02188776655", lines[4].words)
        self.assertIn("landline", lines[4].words)
        self.assertIn("Row 2", lines[5].words)
        self.assertIn("چند", lines[7].words)
        self.assertIn("future", lines[7].words)
        self.assertEqual(self.tables(), before)

    def test_members_arrive_with_all_that_the_file_knows(self):
        batch = self.imported()
        self.assertEqual((batch.state, batch.done_count, batch.progress), ("done", 3, 100))
        sara = self.partner("+989121110001")
        self.assertEqual(sara.name, "سارا احمدی")
        self.assertEqual(set(sara.club_tag_ids.mapped("name")), {"قهوه", "وفادار"})
        self.assertIn(self.tag, sara.club_tag_ids, "a tag that was there is used, not doubled")
        self.assertEqual(sara.club_group_id.name, "ویژه")
        self.assertEqual(sara.club_group_id.company_id, self.company)
        self.assertEqual(sara.club_visit_count, 14)
        self.assertEqual(sara.club_first_visit.date(), date(2023, 4, 4))
        self.assertEqual(sara.club_last_visit.date(), date(2026, 11, 11))
        self.assertEqual(sara.club_visit_ids.sorted("number").mapped("weight"), [1, 13])
        self.assertEqual(set(sara.club_visit_ids.mapped("source")), {"import"})
        self.assertEqual(sara.club_joined_on, date(2023, 4, 4))
        self.assertEqual(sara.club_joined_by, "import")
        ali = self.partner("+989121110002")
        self.assertEqual((ali.name, ali.club_visit_count), ("علی رضایی", 1))
        self.assertEqual(ali.club_group_id, self.group)
        self.assertEqual(self.partner("+989121110003").name, "09121110003")
        self.assertFalse(self.partner("+989121110003").club_visit_ids)
        self.assertFalse(self.env["club.message"].search([("partner_id", "=", sara.id)]))
        self.assertFalse(sara.message_ids)
        # What the rows said is forgotten once it is taken over.
        self.assertFalse(any(line.data for line in batch.line_ids if line.done))

    def test_no_rule_fires_for_what_is_long_past(self):
        for trigger in ("joined", "later_visit", "first_visit", "tag_given"):
            self.env["club.rule"].create(
                {"name": trigger, "trigger": trigger, "text": "سلام", "company_id": self.company.id}
            )
        self.env["res.partner"].create({"name": "Phone", "phone": "+989121110005"})
        more = [[f"0912111{row:04}", "", "قهوه", "", 2, "", "1404/01/01"] for row in range(5, 40)]
        self.imported([*ROWS, *more])
        runs = self.env["club.rule.run"].search([("partner_id.club_joined_by", "=", "import")])
        self.assertFalse(runs)
        self.press(self.entry(mobile="+989121110001"))
        runs = self.env["club.rule.run"].search([("partner_id.club_joined_by", "=", "import")])
        self.assertEqual(runs.rule_id.mapped("trigger"), ["later_visit"])

    def test_the_numbering_goes_on(self):
        self.imported()
        [result] = self.press(self.entry(mobile="+989121110001"))
        self.assertEqual((result["number"], result["first"]), (15, False))
        sara = self.partner("+989121110001")
        self.assertEqual(sara.club_visit_count, 15)
        self.assertIn("15", sara.club_message_ids.body.translate(str.maketrans("۰۱۵", "015")))
        sara.club_visit_ids.filtered(lambda visit: visit.number == 15)._void("mistake")
        self.assertEqual(sara.club_visit_count, 14)

    def test_the_same_file_again_changes_nothing(self):
        self.imported()
        self.press(self.entry(mobile="+989121110001"))
        before = self.tables()
        for policy in ("fill", "overwrite"):
            batch = self.imported(known_policy=policy)
            self.assertEqual((batch.new_count, batch.known_count), (0, 3))
            self.assertEqual(batch.state, "done")
            self.assertEqual(self.tables(), before)

    def test_a_newer_file_of_the_old_panel_adds_what_is_new(self):
        self.imported()
        newer = [["09121110001", "", "", "", "16", "1402/01/15", "1405/09/01"]]
        self.imported(newer)
        self.assertEqual(self.partner("+989121110001").club_visit_count, 16)

    def test_history_goes_before_what_was_counted_here(self):
        [here] = self.press(self.entry(mobile="+989121110001"))
        self.imported()
        visit = self.env["club.visit"].browse(here["visit_id"])
        self.assertEqual(visit.number, 15)
        self.assertEqual(visit.partner_id.club_visit_count, 15)

    def test_known_members_are_filled_or_overwritten(self):
        partner = self.env["res.partner"].create(
            {"name": "سارا", "club_mobile": "09121110001", "city": "قم"}
        )
        self.keep("address", "email")
        headings, rows = (
            ["موبایل", "نام", "شهر", "ایمیل"],
            [["09121110001", "سارا احمدی", "تهران", "sara@example.com"]],
        )
        self.imported(rows, headings)
        self.assertEqual(
            (partner.name, partner.city, partner.email), ("سارا", "قم", "sara@example.com")
        )
        self.imported(rows, headings, known_policy="overwrite")
        self.assertEqual((partner.name, partner.city), ("سارا احمدی", "تهران"))

    def test_a_contact_with_the_number_becomes_the_member(self):
        contact = self.env["res.partner"].create(
            {
                "name": "مشتری قدیمی",
                "phone": "0912 111 0001",
                "country_id": self.company.country_id.id,
            }
        )
        batch = self.imported(ROWS[:1])
        self.assertEqual(batch.known_count, 1)
        self.assertEqual(self.partner("+989121110001"), contact)
        self.assertEqual(contact.name, "مشتری قدیمی")

    def test_names_that_do_not_exist_can_be_refused(self):
        batch = self.batch(unknown_names="refuse")
        batch.action_check()
        line = self.lines(batch)[2]
        self.assertEqual(line.verdict, "refused")
        self.assertIn("وفادار", line.words)
        self.assertIn("ویژه", line.words)
        self.assertNotIn("قهوه", line.words)

    def test_earlier_numbers_are_refused_with_the_name(self):
        partner = self.env["res.partner"].create({"name": "سارا", "club_mobile": "09121110001"})
        partner.club_mobile = "09350000001"
        batch = self.batch(ROWS[:1])
        batch.action_check()
        self.assertIn("سارا", self.lines(batch)[2].words)

    def test_visits_without_a_day(self):
        headings, rows = ["موبایل", "تعداد خرید"], [["09121110001", 5], ["09121110002", 0]]
        batch = self.batch(rows, headings)
        batch.action_check()
        self.assertEqual(batch.line_ids.mapped("verdict"), ["refused", "new"])
        batch = self.imported(rows, headings, visit_day="2026-01-01")
        partner = self.partner("+989121110001")
        self.assertEqual(partner.club_visit_count, 5)
        self.assertEqual(partner.club_last_visit, datetime(2026, 1, 1, 8, 30))
        self.assertEqual(self.partner("+989121110002").club_visit_count, 0)

    def test_a_row_that_odoo_refuses_does_not_stop_the_others(self):
        batch = self.batch()
        batch.action_check()
        Partner = type(self.env["res.partner"])
        make, words = Partner._club_make, "Not this one"

        def picky(self, company, people):
            if any(person["club_mobile"] == "+989121110002" for person in people):
                raise UserError(words)
            return make(self, company, people)

        self.patch(Partner, "_club_make", picky)
        batch.action_run()
        self.assertEqual((batch.state, batch.done_count, batch.refused_count), ("done", 2, 3))
        self.assertEqual(self.lines(batch)[3].words, words)

    def test_in_batches_through_the_scheduled_action(self):
        self.patch(club_import, "INLINE", 4)
        self.patch(club_import_run, "BATCH", 3)
        rows = [[f"0912{number:07}", f"عضو {number}"] for number in range(25)]
        batch = self.batch(rows, HEADINGS[:2])
        batch.action_check()
        cron = self.env.ref("customer_club.ir_cron_club_import")
        self.assertEqual(batch.state, "checked", "a batch of the check is whole")
        batch.action_run()
        self.assertEqual((batch.state, batch.done_count), ("running", 4))
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual((batch.state, batch.done_count, batch.progress), ("done", 25, 100))

    def test_stop_and_go_on(self):
        self.patch(club_import, "INLINE", 2)
        batch = self.batch()
        batch.action_check()
        batch.action_run()
        batch.action_stop()
        self.assertEqual((batch.state, batch.done_count), ("stopped", 2))
        batch.action_run()
        self.assertEqual((batch.state, batch.done_count), ("done", 3))

    def test_the_record_as_far_as_the_company_keeps_it(self):
        headings = ["موبایل", "تاریخ تولد", "درآمد", "توضیحات"]
        rows = [["09121110001", "۱۳۷۰/۰۵/۰۳", "بالا", "شیر نمی‌خورد"]]
        band = self.env["club.income.band"].create({"name": "بالا"})
        batch = self.batch(rows, headings)
        self.assertEqual(batch.column_ids.mapped("target"), ["mobile", False, False, "notes"])
        batch.column_ids[1].target = "birthday"
        with self.assertRaisesRegex(UserError, "Birthday"):
            batch.action_check()
        self.keep("birthday", "income")
        batch.column_ids[2].target = "club_income_band_id"
        batch.action_check()
        batch.action_run()
        partner = self.partner("+989121110001")
        self.assertEqual(partner.club_birthday, date(1991, 7, 25))
        self.assertEqual(partner.club_birthday_jalali_md, 503)
        self.assertEqual(partner.club_income_band_id, band)
        self.assertEqual(partner.club_joined_by, "import")
        self.assertIn("شیر", partner.comment)
        rows[0][2] = "نامعلوم"
        batch = self.batch(rows, headings)
        batch.column_ids[2].target = "club_income_band_id"
        batch.action_check()
        self.assertIn("نامعلوم", batch.line_ids.words)

    def test_preferences_and_profiles(self):
        headings = ["موبایل", "علاقه‌مندی‌ها", "اینستاگرام", "واتس‌اپ"]
        rows = [
            ["09121110001", "بدون شکر، کنار پنجره", "@Sara", "۰۹۱۲۱۱۱۰۰۰۱"],
            ["09121110002", "كنار پنجره", "https://instagram.com/ali/، ali.2", ""],
            ["09121110003", "", "چه نامی؟", ""],
        ]
        window = self.env["club.preference"].create({"name": "کنار پنجره"})
        batch = self.batch(rows, headings)
        self.assertEqual(batch.column_ids.mapped("target"), ["mobile", False, False, False])
        self.keep("preferences", "social")
        batch = self.batch(rows, headings)
        self.assertEqual(
            batch.column_ids.mapped("target"),
            ["mobile", "preferences", "social_instagram", "social_whatsapp"],
        )
        batch.action_check()
        self.assertIn("چه نامی؟", self.lines(batch)[4].words)
        batch.action_run()
        sara, ali = self.partner("+989121110001"), self.partner("+989121110002")
        self.assertEqual(set(sara.club_preference_ids.mapped("name")), {"بدون شکر", "کنار پنجره"})
        self.assertEqual(ali.club_preference_ids, window)
        self.assertEqual(sara.club_preference_ids.company_id, self.company)
        kept = [(p.network, p.handle) for p in (sara | ali).club_social_ids.sorted("handle")]
        self.assertEqual(
            kept,
            [
                ("whatsapp", "+989121110001"),
                ("instagram", "ali"),
                ("instagram", "ali.2"),
                ("instagram", "sara"),
            ],
        )
        # The same again changes nothing; a list that may name nothing new is refused in words.
        self.imported(rows, headings)
        self.assertEqual(len((sara | ali).club_social_ids), 4)
        self.assertEqual(len(sara.club_preference_ids), 2)
        rows[0][1] = "چیز نو"
        batch = self.batch(rows, headings, unknown_names="refuse")
        batch.action_check()
        self.assertIn("چیز نو", self.lines(batch)[2].words)

    def test_a_text_file_of_windows(self):
        text = "شماره;نام\r\n09121110001;مريم\r\n".encode("cp1256")
        batch = self.env["club.import"].create(
            {"file": base64.b64encode(text), "filename": "list.csv"}
        )
        self.assertEqual((batch.encoding, batch.delimiter), ("cp1256", ";"))
        batch.action_check()
        batch.action_run()
        self.assertEqual(self.partner("+989121110001").name, "مریم")

    def test_files_that_are_none_are_refused_in_words(self):
        for content in (b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            with self.assertRaises(UserError):
                self.env["club.import"].create(
                    {"file": base64.b64encode(content) or b"", "filename": "x"}
                ).action_check()

    def test_the_columns_must_make_sense(self):
        batch = self.batch()
        batch.column_ids[0].target = False
        with self.assertRaisesRegex(UserError, "mobile"):
            batch.action_check()
        batch.column_ids[0].target = "mobile"
        batch.column_ids[2].target = "name"
        with self.assertRaisesRegex(UserError, "Two columns"):
            batch.action_check()
