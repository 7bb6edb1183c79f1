from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import Form, tagged

from .common import DeviceCase, event, iso


@tagged("post_install", "-at_install")
class TestEventLate(DeviceCase):
    """An entry that comes late counts for what its key meant when it was pressed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.merge_minutes = 0
        begun = fields.Datetime.now() - timedelta(days=10)
        cls.env["club.tag.period"].sudo().search([]).valid_from = begun

    def change(self, days, records, **values):
        """Let a change happen ``days`` ago."""
        moment = fields.Datetime.now() - timedelta(days=days)
        with patch.object(fields.Datetime, "now", lambda *_args: moment):
            records.write(values)

    def visit(self, number):
        return self.partner(f"+98{number[1:]}").club_visit_ids

    def test_relabelled(self):
        self.change(2, self.tag, name="دمنوش")
        results = self.ingest(event("09350000001", at=iso(days=3)), event("09350000002"))
        self.assertEqual({r["status"] for r in results}, {"accepted"})
        old, new = self.visit("09350000001"), self.visit("09350000002")
        self.assertEqual((old.tag_id, new.tag_id), (self.tag, self.tag))
        self.assertEqual((old.tag_title, new.tag_title), ("قهوه", "دمنوش"))

    def test_given_to_another_tag(self):
        self.change(2, self.tag, key=0)
        other = self.env["club.tag"].create({"name": "صبحانه", "company_id": self.company.id})
        self.change(1, other, key=1)
        sent = [event(f"0935000000{ago}", at=iso(days=ago, hours=12)) for ago in range(4)]
        results = self.ingest(*sent)
        # 12, 36, 60 and 84 hours ago; between the two tags the key meant nothing
        self.assertEqual([r.get("code") for r in results], [None, "bad_tag", None, None])
        self.assertEqual(self.visit("09350000000").tag_id, other)
        self.assertEqual(self.visit("09350000002").tag_id, self.tag)
        self.assertEqual(self.partner("+989350000003").club_tag_ids, self.tag)

    def test_retired(self):
        self.change(1, self.tag, active=False)
        late, fresh = self.ingest(event(at=iso(days=2)), event("09350000001"))
        self.assertEqual(late["status"], "accepted")
        self.assertEqual(self.partner().club_visit_ids.tag_id, self.tag)
        self.assertEqual((fresh["status"], fresh["code"]), ("rejected", "bad_tag"))

    def test_two_keys_swapped(self):
        self.change(3, self.tag, key=3)
        self.change(3, self.quiet_tag, key=1)
        self.change(3, self.tag, key=2)
        self.ingest(event("09350000001", tag=1, at=iso(days=5)), event("09350000002", tag=1))
        self.assertEqual(self.visit("09350000001").tag_id, self.tag)
        self.assertEqual(self.visit("09350000002").tag_id, self.quiet_tag)

    def test_a_group_that_got_keys_of_its_own(self):
        own = self.env["club.tag"].create(
            {"name": "VIP", "company_id": self.company.id, "group_id": self.group.id}
        )
        self.change(1, own, key=1)
        self.ingest(event("09350000001", at=iso(days=2)), event("09350000002"))
        self.assertEqual(self.visit("09350000001").tag_id, self.tag)
        self.assertEqual(self.visit("09350000002").tag_id, own)

    def test_the_text_is_that_of_the_tag_of_then(self):
        self.change(0.1, self.tag, key=0)
        other = self.env["club.tag"].create(
            {"name": "New", "key": 1, "company_id": self.company.id, "welcome_text": "New text"}
        )
        self.ingest(event("09350000001", at=iso(hours=5)), event("09350000002"))
        old = self.partner("+989350000001").club_message_ids
        new = self.partner("+989350000002").club_message_ids
        self.assertIn("خوش آمدید", old.body)
        self.assertEqual((new.body, new.rule_key), ("New text", f"welcome:{other.id}"))

    def test_staff_are_offered_the_tag_of_then(self):
        self.change(2, self.tag, key=0)
        self.ingest(event("0", at=iso(days=3)), event("1", at=iso(days=1)))
        then, after = self.inbox(code="bad_mobile")
        self.assertEqual(self.proposal(then).tag_id, self.tag)
        self.assertFalse(self.proposal(after).tag_id)

    def proposal(self, row):
        return Form(self.env["direct.event.correct"].with_context(default_event_id=row.id))

    def test_a_keypad_whose_clock_is_behind_uses_a_key_that_is_new(self):
        fresh = self.env["club.tag"].create({"name": "N", "key": 5, "company_id": self.company.id})
        [result] = self.ingest(event(tag=5, at=iso(minutes=-4)))
        self.assertEqual(result["status"], "accepted")
        self.assertEqual(self.partner().club_tag_ids, fresh)

    def test_a_batch_over_many_changes_costs_one_query_more_for_none(self):
        for place in range(30):
            self.change(9 - place / 4, self.tag, name=f"Title {place}")
        numbers = [f"0935{number:07d}" for number in range(100)]
        self.ingest(*(event(number) for number in numbers))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.ingest(
                *(event(number, at=iso(hours=place)) for place, number in enumerate(numbers))
            )
            self.env.flush_all()
