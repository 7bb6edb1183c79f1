from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import DeviceCase, event, iso


@tagged("post_install", "-at_install")
class TestEventCorrect(DeviceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.merge_minutes = 0
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.staff = new_test_user(cls.env, "staff", "customer_club.group_club_user", **company)
        cls.manager = new_test_user(cls.env, "boss", "customer_club.group_club_manager", **company)

    def correct(self, row, user=None, **values):
        row = row.with_user(user or self.staff).with_context(allowed_company_ids=self.company.ids)
        action = row.action_correct()
        form = Form(row.env[action["res_model"]].with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        form.save().action_apply()
        row.invalidate_recordset()

    def test_accept_a_wrong_number(self):
        sent = event("0999000123", at=iso(hours=2))
        self.ingest(sent)
        row = self.inbox()
        self.correct(row, mobile="0999 000 1234")
        visit = self.partner().club_visit_ids
        self.assertEqual((row.state, row.visit_id, row.code), ("accepted", visit, "bad_mobile"))
        self.assertEqual(visit.visited_at, row.at)
        self.assertEqual(visit.tag_id, self.tag)
        self.assertEqual(self.partner().club_message_ids.state, "planned")
        self.assertEqual(row.corrected_by_id, self.staff)
        self.assertIn("+989990001234", row.note)
        # the keypad that asks again is told of the visit
        [again] = self.ingest(sent)
        self.assertEqual((again["status"], again["visit"]), ("duplicate", 1))

    def test_accept_a_retired_tag(self):
        self.ingest(event(tag=7))
        row = self.inbox()
        main = self.env.ref("base.main_company")
        foreign = self.env["club.tag"].create({"name": "Foreign", "company_id": main.id})
        with self.assertRaises(UserError):
            row._correct("09990001234", foreign)
        self.correct(row, tag_id=self.quiet_tag)
        self.assertEqual(self.partner().club_tag_ids, self.quiet_tag)

    def test_accept_a_clock_that_ran_ahead(self):
        self.ingest(event(at=iso(days=-3)))
        self.correct(self.inbox())
        self.assertLessEqual(self.partner().club_last_visit, fields.Datetime.now())

    def test_late_is_silent(self):
        self.ingest(event("x", at=iso(days=2)))
        self.correct(self.inbox(), mobile="09990001234")
        self.assertEqual(self.partner().club_message_ids.state, "cancelled")

    def test_without_a_usable_id(self):
        self.ingest(event(id="7"))
        row = self.inbox()
        self.correct(row)
        self.assertEqual(row.visit_id.origin, f"direct:event-{row.id}")

    def test_nonsense_is_refused(self):
        self.ingest(event("x"))
        with self.assertRaises(UserError):
            self.correct(self.inbox(), mobile="021")
        self.assertEqual(self.inbox().state, "rejected")

    def test_move_a_visit(self):
        self.ingest(event("09990001111", tag=2), event("09990001234"))
        wrong, right = self.partner("+989990001111"), self.partner()
        self.ingest(event("09990001111"))  # the customer meant was 1234
        row = self.inbox()[-1]
        with self.assertRaises(AccessError):
            self.correct(row, mobile="09990001234", reason="typo")
        with self.assertRaises(UserError):
            self.correct(row, self.manager, mobile="09990001111", reason="same")
        old = row.visit_id
        self.correct(row, self.manager, mobile="09990001234", reason="typo")
        self.assertTrue(old.void_date)
        self.assertIn("typo", old.void_reason)
        self.assertEqual(old.message_ids.state, "cancelled")
        self.assertEqual(wrong.club_visit_count, 1)
        self.assertEqual(wrong.club_tag_ids, self.quiet_tag, "the tag went with the visit")
        self.assertEqual(right.club_visit_count, 2)
        self.assertEqual(row.visit_id, right.club_visit_ids.sorted("number")[-1])
        self.assertEqual(row.visit_id.message_ids.state, "planned")
        # and back again, with both moves in the trace
        self.correct(row, self.manager, mobile="09990001111", reason="no, it was right")
        self.assertEqual((wrong.club_visit_count, right.club_visit_count), (2, 1))
        self.assertEqual(row.note.count("→"), 2)

    def test_retention(self):
        sent = event()
        self.ingest(sent, event(id="x"))
        self.company.direct_inbox_days = 30
        rows = self.inbox()
        rows.sudo().received_at = fields.Datetime.now() - timedelta(days=31)
        kept = rows.filtered("uuid")
        while self.env["direct.event"]._gc_content()[0]:
            pass
        self.assertEqual(self.inbox(), kept)
        self.assertFalse(kept.mobile or kept.raw or kept.digest)
        # the id outlives its content
        [again] = self.ingest(sent)
        self.assertEqual((again["status"], again["visit"]), ("duplicate", 1))
        self.assertEqual(self.partner().club_visit_count, 1)

    def test_retention_can_be_switched_off(self):
        self.ingest(event())
        self.company.direct_inbox_days = 0
        self.inbox().sudo().received_at = fields.Datetime.now() - timedelta(days=9999)
        self.env["direct.event"]._gc_content()
        self.assertTrue(self.inbox().raw)
