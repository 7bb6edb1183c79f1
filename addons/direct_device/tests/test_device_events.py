from unittest.mock import patch
from uuid import uuid4

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import DeviceCase, DeviceHttpCase, event, iso


@tagged("post_install", "-at_install", "direct_http")
class TestDeviceEventsHttp(DeviceHttpCase):
    """``POST /direct/v1/events``: every status and every code of the protocol."""

    def test_first_and_second_visit(self):
        self.device.merge_minutes = 0
        first, second = event(), event("۰۹۹۹ ۰۰۰ ۱۲۳۴")
        [result] = self.send(first)
        self.assertEqual(
            {name: result[name] for name in ("id", "status", "visit", "first")},
            {"id": first["id"], "status": "accepted", "visit": 1, "first": True},
        )
        self.assertTrue(result["display"])
        [result] = self.send(second)
        self.assertEqual((result["visit"], result["first"]), (2, False))
        partner = self.partner()
        self.assertEqual(len(partner), 1)
        self.assertEqual(partner.club_visit_count, 2)
        self.assertEqual(partner.club_group_id, self.group)
        self.assertEqual(partner.club_tag_ids, self.tag)
        self.assertEqual(
            partner.club_visit_ids.sorted("number").mapped("origin"),
            [f"direct:{first['id']}", f"direct:{second['id']}"],
        )
        self.assertEqual(
            partner.club_message_ids.sorted("id").mapped("number"), ["+989990001234"] * 2
        )
        row = self.inbox(uuid=first["id"])
        self.assertEqual(
            (row.state, row.visit_id.number, row.mobile), ("accepted", 1, "09990001234")
        )
        self.assertEqual(row.company_id, self.company)

    def test_merged_within_the_window(self):
        [first] = self.send(event())
        second = event(at=iso(minutes=2))
        [merged] = self.send(second)
        self.assertEqual((merged["status"], merged["visit"], merged["first"]), ("merged", 1, True))
        self.assertNotEqual(merged["display"], first["display"])
        self.assertEqual(self.partner().club_visit_count, 1)
        self.assertEqual(len(self.partner().club_message_ids), 1)
        self.assertEqual(self.inbox(uuid=second["id"]).visit_id, self.partner().club_visit_ids)
        # what was merged is answered as it was, too
        [again] = self.send(second)
        self.assertEqual(again, {**merged, "status": "duplicate"})

    def test_duplicate_repeats_the_first_answer(self):
        sent = event()
        [first] = self.send(sent)
        self.device.merge_minutes = 0
        self.send(event())
        self.tag.key = 0  # whatever has changed since
        for _time in range(3):
            [again] = self.send({**sent, "note": "members we do not know do not matter"})
            self.assertEqual(again, {**first, "status": "duplicate"})
        self.assertEqual(self.partner().club_visit_count, 2)
        self.assertEqual(len(self.inbox(uuid=sent["id"])), 1)

    def test_same_id_other_content(self):
        sent = event()
        self.send(sent)
        [conflict] = self.send({**sent, "mobile": "09990001235"})
        self.assertEqual((conflict["status"], conflict["code"]), ("rejected", "id_conflict"))
        self.assertFalse(self.partner("+989990001235"))
        row = self.inbox(code="id_conflict")
        self.assertEqual((row.echo, row.mobile, row.uuid), (sent["id"], "09990001235", False))
        # the first one is untouched
        [again] = self.send(sent)
        self.assertEqual(again["status"], "duplicate")

    def test_every_code_and_the_others_unaffected(self):
        good = event()
        taken = event("09350000001")
        self.send(taken)
        cases = [
            (7, "bad_event"),
            ({"id": str(uuid4()), "at": iso(), "tag": 1}, "bad_event"),
            (event(id="12"), "bad_id"),
            ({**taken, "tag": 2}, "id_conflict"),
            (event("02188776655"), "bad_mobile"),
            (event("hello"), "bad_mobile"),
            (event(tag=8), "bad_tag"),
            (event(tag=None), "bad_tag"),
            (event(at="noon"), "bad_time"),
            (event(at=iso(minutes=6)), "bad_time"),
            (event(at=iso(days=31)), "bad_time"),
        ]
        results = self.send(*(sent for sent, _code in cases), good)
        self.assertEqual([r.get("code") for r in results[:-1]], [code for _sent, code in cases])
        self.assertEqual({r["status"] for r in results[:-1]}, {"rejected"})
        self.assertTrue(all(r["message"] for r in results[:-1]))
        self.assertEqual(results[-1]["status"], "accepted")
        self.assertEqual(len(self.inbox(state="rejected")), len(cases))
        # sent again, they are answered the same and kept once
        self.assertEqual(self.send(*(sent for sent, _code in cases)), results[:-1])
        self.assertEqual(len(self.inbox(state="rejected")), len(cases))

    def test_every_spelling_is_one_customer(self):
        self.device.merge_minutes = 0
        spellings = [
            "09990001234", "9990001234", "989990001234", "+98 999 000 1234", "00989990001234",
            "۰۹۹۹۰۰۰۱۲۳۴", "٠٩٩٩٠٠٠١٢٣٤", "0999-000-1234", "(0999) 000 1234",
        ]  # fmt: skip
        results = self.send(*(event(spelling) for spelling in spellings))
        self.assertEqual({r["status"] for r in results}, {"accepted"})
        self.assertEqual(self.partner().club_visit_count, len(spellings))

    def test_other_countries(self):
        [result] = self.send(event("+49 1512 3456789"))
        self.assertEqual(result["status"], "accepted")
        self.assertTrue(self.partner("+4915123456789"))

    def test_tag_not_required(self):
        self.device.tag_required = False
        [result] = self.send(event(tag=None))
        self.assertEqual(result["status"], "accepted")
        self.assertFalse(self.partner().club_visit_ids.tag_id)

    def test_numbers_follow_the_time_within_a_request(self):
        self.device.merge_minutes = 0
        events = [event(at=iso(hours=hours)) for hours in (1, 3, 2)]
        self.assertEqual([r["visit"] for r in self.send(*events)], [3, 1, 2])
        # later arrivals take the next number, however old
        [late] = self.send(event(at=iso(hours=5)))
        self.assertEqual(late["visit"], 4)

    def test_late_events_count_silently(self):
        [result] = self.send(event(at=iso(hours=25)))
        self.assertEqual(result["status"], "accepted")
        message = self.partner().club_message_ids
        self.assertEqual(message.state, "cancelled")
        self.assertTrue(message.reason)

    def test_same_id_twice_in_one_request(self):
        sent = event()
        results = self.send(sent, sent, {**sent, "tag": 2}, event(id="x"), sent)
        self.assertEqual(
            [r["status"] for r in results],
            ["accepted", "duplicate", "rejected", "rejected", "duplicate"],
        )
        self.assertEqual(results[2]["code"], "id_conflict")
        self.assertEqual(self.partner().club_visit_count, 1)

    def test_id_of_another_keypad_and_of_another_company(self):
        sent = event()
        [first] = self.send(sent)
        spare = self.make_device("انبار")
        [again] = self.send(sent, device=spare)
        self.assertEqual(again, {**first, "status": "duplicate"})
        other = self.env["res.company"].create({"name": "Other"})
        self.env["club.tag"].create({"name": "T", "key": 1, "company_id": other.id})
        foreign = self.make_device("Foreign", company_id=other.id)
        [refused] = self.send(sent, device=foreign)
        self.assertEqual((refused["status"], refused["code"]), ("rejected", "id_conflict"))

    def test_five_hundred_events_in_one_request(self):
        events = [event(f"0912{number:07d}") for number in range(500)]
        results = self.send(*events)
        self.assertEqual({r["status"] for r in results}, {"accepted"})
        self.assertEqual({r["status"] for r in self.send(*events)}, {"duplicate"})

    def test_nothing_about_the_customer_in_the_answer(self):
        self.send(event())
        self.partner().name = "محرمانه"
        self.device.merge_minutes = 0
        response = self.call("POST", "/direct/v1/events", {"events": [event()]})
        self.assertNotIn("محرمانه", response.text)
        self.assertEqual(
            set(response.json()["results"][0]), {"id", "status", "visit", "first", "display"}
        )

    def test_queries_of_a_key_press_over_http(self):
        """A known member presses a key: at most 12 statements, with all that Odoo does around."""
        self.device.merge_minutes = 0
        self.send(event(), event())
        self.env.invalidate_all()
        pressed = event()
        self.assertTrue(self.device.serial)  # read before it counts
        with patch.object(Cursor, "execute", autospec=True, side_effect=Cursor.execute) as spy:
            [result] = self.send(pressed)
        queries = [str(call.args[1]) for call in spy.call_args_list]
        # One more is left out in tests: Odoo's look whether its caches are still good.
        self.assertLessEqual(len(queries), 12 - 1, "\n".join(queries))
        self.assertEqual(result["visit"], 3)
        self.assertEqual(len(self.partner().club_message_ids), 3)
        [row] = self.inbox(uuid=pressed["id"])
        self.assertEqual((row.state, row.number), ("accepted", 3))

    def test_any_content_type(self):
        """Many HTTP libraries say "form" unless told otherwise: the body is read all the same."""
        for content_type in ("application/x-www-form-urlencoded", "text/plain", ""):
            [result] = self.send(event("09350000002"), headers={"Content-Type": content_type})
            self.assertIn(result["status"], ("accepted", "merged"))


@tagged("post_install", "-at_install")
class TestDeviceEvents(DeviceCase):
    def test_queries_of_a_key_press(self):
        """A known member presses a key: at most 12 statements, signature check included."""
        self.device.merge_minutes = 0
        self.ingest(event(), event())
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            [result] = self.ingest(event())
            self.env.flush_all()
        self.assertEqual(result["visit"], 3)

    def test_queries_do_not_grow_with_the_batch(self):
        self.device.merge_minutes = 0
        numbers = [f"0935{number:07d}" for number in range(200)]
        self.ingest(*(event(number) for number in numbers))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            results = self.ingest(*(event(number) for number in numbers))
            self.env.flush_all()
        self.assertEqual({r["visit"] for r in results}, {2})

    def test_display_in_the_language_of_the_device(self):
        # the language of a device is not checked against what is installed at this moment
        speaker = self.env["direct.device"]._speaker(self.device.serial)
        now = self.env.cr.now().replace(microsecond=0)
        [result] = self.env["direct.event"]._ingest(
            speaker._replace(lang="fa_IR"), [event(at=now.isoformat() + "Z")], now
        )
        self.assertEqual(result["display"], "خوش آمدید، نخستین بازدید")
        [result] = self.env["direct.event"]._ingest(
            speaker._replace(lang="en_US"), [event(tag=7)], now
        )
        self.assertEqual(result["message"], "No tag has this key.")
