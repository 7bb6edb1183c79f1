from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tests import tagged

from .common import DeviceCase, DeviceHttpCase, event, iso


@tagged("post_install", "-at_install", "direct_http")
class TestDeviceTillHttp(DeviceHttpCase):
    """A shop's own till speaks the keypad's protocol, and says which receipt an entry came from."""

    def test_the_receipt_is_kept_with_the_entry_and_the_visit(self):
        sent = event(origin="1403/4711")
        [result] = self.send(sent)
        self.assertEqual((result["status"], result["visit"]), ("accepted", 1))
        visit = self.partner().club_visit_ids
        self.assertEqual(visit.source, "till")
        self.assertEqual(visit.origin, f"till:{self.device.serial}:1403/4711")
        self.assertEqual(visit.message_ids.state, "planned")
        row = self.inbox(uuid=sent["id"])
        self.assertEqual((row.origin, row.state, row.visit_id), ("1403/4711", "accepted", visit))
        # the same request again is the same answer, as ever
        [again] = self.send(sent)
        self.assertEqual(again, {**result, "status": "duplicate"})

    def test_an_origin_that_is_none_is_a_bad_event(self):
        results = self.send(event(origin=""), event(origin=5), event(origin="x" * 65))
        self.assertEqual({result["code"] for result in results}, {"bad_event"})

    def test_the_same_id_with_another_receipt_is_a_conflict(self):
        sent = event(origin="1")
        self.send(sent)
        [result] = self.send({**sent, "origin": "2"})
        self.assertEqual(result["code"], "id_conflict")


@tagged("post_install", "-at_install")
class TestDeviceTill(DeviceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.merge_minutes = 0

    def test_a_receipt_counts_once_whatever_its_id(self):
        """The till lost its store and sends the day again, with new ids."""
        [first] = self.ingest(event(origin="4711"))
        [again] = self.ingest(event(origin="4711"))
        self.assertEqual((first["status"], again["status"]), ("accepted", "merged"))
        self.assertEqual((again["visit"], self.partner().club_visit_count), (1, 1))
        self.assertEqual(len(self.partner().club_message_ids), 1)
        self.assertEqual(self.inbox(origin="4711").mapped("state"), ["accepted", "merged"])

    def test_a_receipt_twice_in_one_request(self):
        results = self.ingest(
            event(origin="1"), event(origin="2"), event(origin="1"), event(), event(origin="2")
        )
        self.assertEqual(
            [result["status"] for result in results],
            ["accepted", "accepted", "merged", "accepted", "merged"],
        )
        self.assertEqual([result["visit"] for result in results], [1, 2, 1, 3, 2])
        self.assertEqual(self.partner().club_visit_count, 3)

    def test_two_tills_may_number_alike(self):
        self.ingest(event(origin="1"))
        [result] = self.ingest(
            event(origin="1"), device=self.make_device("صندوق دو", merge_minutes=0)
        )
        self.assertEqual((result["status"], result["visit"]), ("accepted", 2))

    def test_a_rejected_receipt_that_is_corrected_counts_once(self):
        self.ingest(event("0", origin="4711"))
        row = self.inbox(origin="4711")
        row._correct("09990001234", self.tag)
        visit = self.partner().club_visit_ids
        self.assertEqual(visit.origin, f"till:{self.device.serial}:4711")
        [again] = self.ingest(event(origin="4711"))
        self.assertEqual((again["status"], self.partner().club_visit_count), ("merged", 1))

    def test_the_receipt_is_forgotten_with_the_rest_and_still_counts_once(self):
        [first] = self.ingest(event(origin="4711"))
        row = self.inbox(origin="4711")
        row.received_at = fields.Datetime.now() - timedelta(days=400)
        self.env["direct.event"]._gc_content()
        self.assertFalse(row.origin)
        self.assertEqual(self.ingest(event(origin="4711"))[0]["visit"], first["visit"])

    def test_a_batch_of_receipts_costs_two_queries_more(self):
        sent = [
            {"id": str(uuid4()), "at": iso(), "mobile": f"0935{n:07d}", "tag": 1, "origin": str(n)}
            for n in range(100)
        ]
        self.ingest(*(event(one["mobile"]) for one in sent))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            results = self.ingest(*sent)
            self.env.flush_all()
        self.assertEqual({result["visit"] for result in results}, {2})
