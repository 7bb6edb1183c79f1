from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ClubCase

SARA, OLD, REZA = "+989127654321", "+989127654322", "+989350000001"


@tagged("post_install", "-at_install")
class TestClubErase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="privacy_boss",
            groups="customer_club.group_club_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.data = cls.env["club.personal.data"]

    def setUp(self):
        super().setUp()
        self.press(self.entry(OLD), self.entry(REZA))
        self.sara = self.partner(OLD)
        self.sara.write(
            {
                "name": "سارا کریمی",
                "club_mobile": SARA,
                "email": "sara@example.com",
                "street": "ولیعصر ۱۲",
                "comment": "تلفن دوم ۰۹۱۲ ۷۶۵ ۴۳۲۲",
                "club_birthday": "1991-07-25",
                "club_profession": "معمار",
                "club_temperament": "کم‌حوصله",
                "club_social_ids": [(0, 0, {"network": "instagram", "handle": "sara.k"})],
            }
        )
        self.press(self.entry(SARA, minutes=120), self.entry(SARA, minutes=5 + 24 * 60))
        self.reza = self.partner(REZA)

    def fill(self):
        """All that gathers around a member in a year."""
        sara = self.sara
        sara.child_ids = [(0, 0, {"type": "delivery", "name": "سارا", "phone": "09127654321"})]
        sara.message_post(body="زنگ زد از 0912 765 4321")
        self.reza.message_post(body="دوست سارا، ۰۹۱۲۷۶۵۴۳۲۱")
        self.reza.message_post(author_id=sara.id, body="من سارا هستم")
        self.env["ir.attachment"].create(
            {"name": "id.txt", "raw": b"x", "res_model": "res.partner", "res_id": sara.id}
        )
        sara.activity_schedule("mail.mail_activity_data_call", note="به 09127654321 زنگ بزن")
        self.env["phone.blacklist"]._add([SARA], message="گفت نفرستید")
        self.env["club.consent"]._record(sara, "data", True, "form", "به شماره 09127654321")
        sara.club_message_ids.filtered(lambda m: m.state == "planned")[:1]._dispatch()
        self.env["ir.config_parameter"].set_param("club.test_note", f'{{"who": "{SARA}"}}')
        self.env["club.visit.add"].create({"mobile": "09127654321"})

    def erase(self, **values):
        wizard = self.env["club.erase"].with_user(self.manager)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids)
        wizard.create(
            {"partner_id": self.sara.id, "reason": "خواست خودش", "sure": True, **values}
        ).action_erase()
        return self.env["club.privacy.log"].search([("partner_id", "=", self.sara.id)])

    def test_no_column_of_the_database_holds_the_number(self):
        self.fill()
        self.env.flush_all()
        self.assertIn("mail_message", self.data._remains([SARA]))
        log = self.erase(reason="از 0912 765 4321 خواست")
        self.env.flush_all()
        self.assertEqual(self.data._remains([SARA, OLD]), {})
        # The same, without our own pattern: the digits, whatever stands around them.
        for table, columns in self.data._text_columns().items():
            for column, *_rest in columns:
                self.env.cr.execute(
                    f'SELECT count(*) FROM "{table}" WHERE translate("{column}"::text,'  # noqa: S608
                    " '۰۱۲۳۴۵۶۷۸۹ -', '0123456789') ~ '912765432[12]'"
                )
                self.assertEqual(self.env.cr.fetchone(), (0,), f"{table}.{column}")
        self.assertEqual(log.reason, "از *** خواست")

    def test_names_and_words_are_gone_and_figures_stay(self):
        self.fill()
        tag_members = self.tag.member_count
        before = self.env["club.visit"].search_count([("company_id", "=", self.company.id)])
        self.erase()
        sara = self.sara
        self.assertFalse(sara.active)
        self.assertNotIn("سارا", sara.name)
        for name in (
            *("club_mobile", "phone", "email", "street", "comment", "phone_sanitized"),
            *("club_birthday", "club_birthday_md", "club_profession", "club_temperament"),
            *("club_social_ids",),
        ):
            self.assertFalse(sara[name], name)
        self.assertNotIn("912", sara.club_search_key)
        self.assertFalse(sara.club_old_mobile_ids)
        self.assertFalse(sara.message_ids)
        self.assertFalse(sara.with_context(active_test=False).child_ids.phone)
        self.assertEqual(set(sara.club_message_ids.mapped("body")), {""})
        self.assertEqual(set(sara.club_message_ids.mapped("state")), {"cancelled"})
        self.assertFalse(self.env["sms.sms"].search([("partner_id", "=", sara.id)]))
        self.assertFalse(sara.club_consent_ids.filtered(lambda row: row.mobile or row.wording))
        self.assertEqual(sara.club_visit_count, 3)
        self.assertEqual(sara.club_visit_ids.sorted("id").mapped("number"), [1, 2, 3])
        self.assertEqual(sara.club_tag_ids, self.tag)
        after = self.env["club.visit"].search_count([("company_id", "=", self.company.id)])
        self.assertEqual(after, before)
        self.assertEqual(self.tag.with_context(active_test=False).member_count, tag_members)
        self.assertEqual(self.reza.club_mobile, REZA)
        self.assertIn("دوست سارا", self.reza.message_ids.mapped("preview")[1])

    def test_the_log_says_what_and_who_but_not_whom(self):
        self.fill()
        log = self.erase()
        self.assertRecordValues(
            log,
            [{"kind": "erased", "user_id": self.manager.id, "company_id": self.company.id}],
        )
        self.assertEqual(log.number_hash, log._hash(SARA))
        self.assertNotEqual(log.number_hash, log._hash(REZA))
        self.assertEqual(log.counts["club.message"], 3)
        self.assertEqual(log.counts["phone.blacklist"], 1)
        self.assertGreaterEqual(log.counts["mail_message"], 1, "found by the sweep, at Reza's")
        self.assertIn("3", log.summary)
        for change in (lambda: log.write({"reason": "x"}), log.unlink):
            with self.assertRaises(UserError):
                change()

    def test_once_more_changes_nothing(self):
        log = self.erase()
        again = self.data._erase(self.sara, "twice")
        self.assertEqual(again, log)

    def test_who_comes_back_is_new(self):
        self.fill()
        self.erase()
        [result] = self.press(self.entry(SARA, minutes=10_000))
        self.assertNotEqual(result["partner_id"], self.sara.id)
        self.assertEqual((result["number"], result["first"]), (1, True))
        again = self.partner(SARA)
        self.assertFalse(again.club_consent_ids)
        self.assertEqual(again.club_advertising, "allowed")

    def test_a_number_that_is_somebody_elses_now_stays_with_them(self):
        self.press(self.entry(OLD, minutes=300))
        heir = self.partner(OLD)
        self.env["phone.blacklist"]._add([OLD])
        self.erase()
        self.assertEqual(heir.club_mobile, OLD)
        self.assertEqual(heir.club_advertising, "refused")
        self.assertEqual(set(heir.club_message_ids.mapped("number")), {OLD})

    def test_refusal_can_stay(self):
        self.env["phone.blacklist"]._add([SARA])
        self.erase(keep_refusal=True)
        self.press(self.entry(SARA, minutes=10_000))
        self.assertEqual(self.partner(SARA).club_advertising, "refused")

    def test_the_question_shows_what_goes_and_what_stays(self):
        self.fill()
        action = self.sara.with_user(self.manager).action_club_erase()
        wizard = self.env["club.erase"].with_user(self.manager)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids, **action["context"])
        with Form(wizard) as form:
            self.assertEqual(form.visit_count, 3)
            self.assertTrue(form.refuses)
            self.assertFalse(form.obstacle)
            self.assertGreater(len(form.line_ids), 3)
            form.reason = "خواست خودش"
        with self.assertRaises(UserError):
            form.record.action_erase()
        self.assertFalse(self.sara.club_erased_at)

    def test_what_stands_in_the_way(self):
        self.sara.club_message_ids[:1]._dispatch()
        self.env["sms.sms"].search([("number", "=", SARA)]).state = "process"
        with self.assertRaisesRegex(UserError, "being sent"):
            self.erase()
        self.env["sms.sms"].search([("number", "=", SARA)]).state = "outgoing"
        user = new_test_user(self.env, login="sara_portal", groups="base.group_portal")
        user.partner_id = self.sara
        with self.assertRaisesRegex(UserError, "sara_portal"):
            self.erase()
        with self.assertRaises(UserError):
            self.data._erase(self.company.partner_id, "x")

    def test_managers_alone(self):
        clerk = new_test_user(
            self.env,
            login="privacy_clerk",
            groups="customer_club.group_club_marketer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        sara = self.sara.with_user(clerk)
        for step in (sara.action_club_erase, sara.action_club_personal_data):
            with self.assertRaises(AccessError):
                step()
        with self.assertRaises(AccessError):
            sara.env["club.erase"].create({"partner_id": sara.id, "reason": "x"})
        other = self.env["res.company"].create({"name": "Other"})
        self.sara.company_id = self.company
        stranger = new_test_user(
            self.env,
            login="privacy_stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.env["club.erase"].with_user(stranger)
        with self.assertRaises(AccessError):
            theirs.with_context(allowed_company_ids=other.ids).create(
                {"partner_id": self.sara.id, "reason": "x", "sure": True}
            ).action_erase()
        self.assertFalse(self.sara.club_erased_at)

    def test_erased_rows_stay_in_the_ledger(self):
        planned = fields.Datetime.now()
        self.erase()
        rows = self.env["club.message"].search([("partner_id", "=", self.sara.id)])
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[0].reason, rows._reason_words()["erased"])
        self.assertGreaterEqual(rows[0].ended_at, planned.replace(microsecond=0))
