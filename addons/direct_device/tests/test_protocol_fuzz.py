import json
import os
import random
import string
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DeviceHttpCase, event, iso

ODD = [
    None, True, False, 0, -1, 2**70, 1.5, 1e308, "", " ", "\x00", "\ud800", "۰۹", "'; --", "%s",
    "\u202e0912", [], {}, [[]], {"a": {"b": []}}, "9" * 300, "<script>", "../../etc", "2026-02-30",
    "2026-11-24T10:00:00+99:99", "0000-00-00T00:00:00Z", "١٢٣",
]  # fmt: skip


@tagged("post_install", "-at_install", "direct_http")
class TestProtocolFuzz(DeviceHttpCase):
    """Whatever is sent: no 5xx, no HTML, no traceback. (More of it in the unit tests.)"""

    ROUNDS = int(os.environ.get("CLUB_FUZZ_ROUNDS", "150"))  # 3400: over 10,000 requests

    def setUp(self):
        super().setUp()
        # A quick machine sends more in a second than an address may.
        self.env["ir.config_parameter"].set_param("direct_device.address_rate", "0")
        self.random = random.Random(20261124)

    def odd_event(self):
        sent = event()
        for name in self.random.sample(list(sent), self.random.randint(0, 3)):
            sent[name] = self.random.choice(ODD)
        if self.random.random() < 0.2:
            sent[self.random.choice(["id", "x", "events", "origin"])] = self.random.choice(ODD)
        return self.random.choice([sent, sent, sent, self.random.choice(ODD)])

    def test_signed_envelopes(self):
        codes = set()
        with self.assertNoLogs("odoo.http", "ERROR"), self.assertNoLogs("odoo.sql_db", "ERROR"):
            for _round in range(self.ROUNDS):
                events = [self.odd_event() for _place in range(self.random.randint(1, 6))]
                health = self.random.choice(ODD)
                body = {"events": events, "health": health, "x": self.random.choice(ODD)}
                response = self.call("POST", "/direct/v1/events", body)
                self.assertEqual(response.status_code, 200)
                results = response.json()["results"]
                self.assertEqual(len(results), len(events))
                codes |= {result.get("code") for result in results}
        self.assertLessEqual({"bad_event", "bad_id", "bad_mobile", "bad_tag", "bad_time"}, codes)

    def test_signed_bytes(self):
        valid = json.dumps({"events": [event()], "health": {"queued": 1}}).encode()
        with self.assertNoLogs("odoo.http", "ERROR"), self.assertNoLogs("odoo.sql_db", "ERROR"):
            for _round in range(self.ROUNDS):
                body = bytearray(valid)
                for _change in range(self.random.randint(1, 4)):
                    place = self.random.randrange(len(body))
                    body[place : place + self.random.randint(0, 3)] = self.random.randbytes(
                        self.random.randint(0, 2)
                    )
                response = self.call("POST", "/direct/v1/events", body=bytes(body))
                self.assertIn(response.status_code, (200, 400, 413, 422))

    @mute_logger("odoo.addons.base.models.ir_http")
    def test_unsigned_requests(self):
        letters = string.printable.strip() + "é"
        with self.assertNoLogs("odoo.http", "ERROR"), self.assertNoLogs("odoo.sql_db", "ERROR"):
            for _round in range(self.ROUNDS):
                method = self.random.choice(["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
                path = "/direct/v1/" + self.random.choice(
                    ["events", "config", "pair", "", "events/", "%00", "%ff%fe", "..%2f", "a/b?c=%"]
                )
                headers = {
                    name: "".join(self.random.choices(letters, k=self.random.randint(0, 80)))
                    .strip()
                    .encode()
                    for name in self.random.sample(
                        ["X-Direct-Device", "X-Direct-Timestamp", "X-Direct-Signature",
                         "Content-Type", "If-None-Match", "Accept-Language"],
                        3,
                    )
                }  # fmt: skip
                response = self.url_open(
                    path, data=self.random.randbytes(50), method=method, headers=headers
                )
                self.assertIn(
                    response.status_code, (200, 204, 400, 401, 404, 405, 422, 429), response.text
                )
                self.assertNotIn("<html", response.text.lower())
                self.assertNotIn("Traceback", response.text)

    def test_odd_ids_and_times_together(self):
        for odd in ODD:
            results = self.send(
                {"id": odd, "at": iso(), "mobile": "09990001234", "tag": 1},
                {"id": str(uuid4()), "at": odd, "mobile": "09990001234", "tag": 1},
                {"id": str(uuid4()), "at": iso(), "mobile": odd, "tag": 1},
                {"id": str(uuid4()), "at": iso(), "mobile": "09990001234", "tag": odd},
            )
            self.assertEqual({result["status"] for result in results}, {"rejected"}, odd)
