import time
from unittest.mock import patch

import requests
from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo.exceptions import ConcurrencyError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.direct_device.controllers import direct_dispatcher
from odoo.addons.direct_device.models.direct_event_ingest import DirectEvent
from odoo.addons.direct_device.tools import signature

from .common import DeviceHttpCase, event


@tagged("post_install", "-at_install", "direct_http")
class TestDeviceRefusals(DeviceHttpCase):
    """Whole-request errors: right status, JSON body, nothing taken."""

    EVENTS = "/direct/v1/events"

    def test_one_answer_for_every_stranger(self):
        body = {"events": [event()]}
        answers = [
            self.call("POST", self.EVENTS, body, serial="DK-NOBODY"),
            self.call("POST", self.EVENTS, body, serial=""),
            self.call("POST", self.EVENTS, body, secret=bytes(32)),
            self.call("POST", self.EVENTS, body, sign=""),
            self.call("POST", self.EVENTS, body, timestamp=str(int(time.time()) - 301)),
            self.call("POST", self.EVENTS, body, timestamp=str(int(time.time()) + 310)),
            self.call("POST", self.EVENTS, body, timestamp="now"),
            self.call("GET", "/direct/v1/config", secret=bytes(32)),
        ]
        for answer in answers:
            self.assertRefused(answer, 401, "unauthorized")
            self.assertEqual(answer.content, answers[0].content)
            self.assertTrue(answer.headers["Date"])
            self.assertEqual(set(answer.headers), set(answers[0].headers))
        self.assertFalse(self.inbox())

    def test_a_stranger_costs_what_a_keypad_with_a_wrong_signature_costs(self):
        """Counted as work, not by the clock: statements and hashes."""
        bare = self.make_device("بی‌رمز")
        bare.action_revoke_secret()
        wrong = {"secret": bytes(32)}
        self.work(**wrong)  # what is cached for everybody is cached now
        costs = {
            name: self.work(**changes)
            for name, changes in {
                "wrong signature": wrong,
                "stale": {"timestamp": str(int(time.time()) - 301)},
                "no such keypad": {**wrong, "serial": "DK-NOBODY"},
                "no serial": {**wrong, "serial": ""},
                "without a secret": {**wrong, "serial": bare.serial},
                "no signature": {"sign": ""},
            }.items()
        }
        self.assertEqual(len(set(costs.values())), 1, costs)

    def work(self, **changes):
        body = {"events": [event()]}
        self.assertTrue(self.device.serial)
        sent = {"sign": signature.sign(bytes(32), "POST", self.EVENTS, "0", b""), **changes}
        if "timestamp" in changes:  # stale, but signed as it should be
            sent.pop("sign")
        with (
            patch.object(Cursor, "execute", autospec=True, side_effect=Cursor.execute) as queries,
            patch.object(signature, "canonical", side_effect=signature.canonical) as texts,
            patch.object(signature.hmac, "new", side_effect=signature.hmac.new) as hashes,
            patch.object(
                signature.hmac, "compare_digest", side_effect=signature.hmac.compare_digest
            ) as compared,
        ):
            self.assertRefused(self.call("POST", self.EVENTS, body, **sent), 401, "unauthorized")
        mine = 0 if "sign" in sent else 1  # what the test itself signed
        return (
            queries.call_count,
            texts.call_count - mine,
            hashes.call_count - mine,
            compared.call_count,
        )

    def test_an_address_that_asks_too_much(self):
        """Whoever it is, and before anything is asked of the database."""
        self.env["ir.config_parameter"].set_param("direct_device.address_rate", "3")
        with patch("time.time", return_value=float(int(time.time()) + 7)):
            answers = [
                self.call("GET", "/direct/v1/config", serial="DK-NOBODY"),
                self.call("GET", "/direct/v1/config"),
                self.call("GET", "/direct/v1/config", secret=bytes(32)),
                self.call("GET", "/direct/v1/config"),
                self.call("GET", "/direct/v1/config", serial="DK-NOBODY"),
            ]
        self.assertEqual([a.status_code for a in answers], [401, 200, 401, 429, 429])
        self.assertEqual(answers[3].content, answers[4].content)
        self.assertRefused(answers[3], 429, "slow_down")
        self.assertEqual(answers[3].headers["Retry-After"], "1")
        with patch("time.time", return_value=float(int(time.time()) + 8)):
            self.assertEqual(self.call("GET", "/direct/v1/config").status_code, 200)
        for off in ("0", "nonsense", ""):
            self.env["ir.config_parameter"].set_param("direct_device.address_rate", off)
            self.assertEqual(self.call("GET", "/direct/v1/config").status_code, 200)

    def test_signature_covers_method_path_query_and_body(self):
        timestamp = str(int(time.time()))
        sign = {"timestamp": timestamp, "sign": self.sign("POST", self.EVENTS, timestamp, b"{}")}
        self.assertRefused(self.call("POST", self.EVENTS, body=b"{}", **sign), 422, "bad_envelope")
        self.assertRefused(self.call("POST", self.EVENTS, body=b"{} ", **sign), 401, "unauthorized")
        self.assertRefused(
            self.call("POST", self.EVENTS + "?a=1", body=b"{}", **sign), 401, "unauthorized"
        )
        answer = self.call("POST", self.EVENTS + "?a=%D8%A8&b", body=b"{}")
        self.assertRefused(answer, 422, "bad_envelope")

    def sign(self, method, target, timestamp, body):
        return signature.sign(self.secrets[self.device], method, target, timestamp, body)

    def test_suspended_archived_and_without_secret(self):
        self.device.action_suspend()
        self.assertRefused(self.call("GET", "/direct/v1/config"), 403, "device_suspended")
        answer = self.call("POST", self.EVENTS, {"events": [event()]}, secret=bytes(32))
        self.assertRefused(answer, 401, "unauthorized")
        self.device.action_resume()
        self.assertEqual(self.call("GET", "/direct/v1/config").status_code, 200)
        self.device.action_archive()
        self.assertRefused(self.call("GET", "/direct/v1/config"), 403, "device_suspended")
        self.device.action_unarchive()
        self.device.action_revoke_secret()
        self.assertRefused(self.call("GET", "/direct/v1/config"), 401, "unauthorized")
        # nor can anybody speak for a keypad without a secret by signing with nothing
        self.assertRefused(self.call("GET", "/direct/v1/config", secret=b""), 401, "unauthorized")

    def test_bad_json_bad_envelope_too_large(self):
        for body, status, error in [
            (b"", 400, "bad_json"),
            (b"{'events': []}", 400, "bad_json"),
            (b"\xff", 400, "bad_json"),
            (b"[]", 422, "bad_envelope"),
            (b'{"events": "x"}', 422, "bad_envelope"),
            (b'{"events": []}', 422, "bad_envelope"),
            (b'{"events": [' + b"1," * 500 + b"1]}", 413, "too_large"),
            (b'{"events": ["' + b"x" * 1024 * 1024 + b'"]}', 413, "too_large"),
        ]:
            with self.subTest(body=body[:20], error=error):
                answer = self.call("POST", self.EVENTS, body=body)
                self.assertRefused(answer, status, error)
                if status == 422:
                    self.assertTrue(answer.json()["message"])
        self.assertFalse(self.inbox())

    def test_odoo_level_errors_are_json(self):
        for method, path, status, error in [
            ("GET", "/direct/v1/events", 405, "method_not_allowed"),
            ("DELETE", "/direct/v1/events", 405, "method_not_allowed"),
            ("POST", "/direct/v1/config", 405, "method_not_allowed"),
            ("PUT", "/direct/v1/pair", 405, "method_not_allowed"),
            ("GET", "/direct/v1/nothing/here", 404, "not_found"),
            ("POST", "/direct/v1", 404, "not_found"),
            ("GET", "/direct/v1/events/5", 404, "not_found"),
            ("POST", "/direct/v1//nothing//here", 404, "not_found"),
            ("GET", "/direct/v1//events", 405, "method_not_allowed"),
        ]:
            with self.subTest(method=method, path=path):
                answer = self.call(method, path)
                self.assertRefused(answer, status, error)
                if status == 405:
                    self.assertTrue(answer.headers["Allow"])

    def test_a_database_that_is_not_there(self):
        for path in (self.EVENTS, "/direct/v1//events", "/direct/v1//nothing//", "/direct/v1/"):
            answer = requests.post(
                self.base_url() + path, headers={"X-Odoo-Database": "no_such_one"}, timeout=20
            )
            self.assertIn(answer.status_code, (404, 405), path)
            self.assertIn(answer.json()["error"], ("not_found", "method_not_allowed"))

    def test_rate(self):
        self.device.rate_limit = 5
        with patch("time.time", return_value=float(int(time.time()))):
            answers = [self.call("POST", self.EVENTS, {"events": [event()]}) for _turn in range(7)]
        self.assertEqual([a.status_code for a in answers], [200] * 5 + [429] * 2)
        self.assertRefused(answers[-1], 429, "slow_down")
        self.assertEqual(answers[-1].headers["Retry-After"], "1")
        # other keypads are not held up, nor is this one in the next second
        other = self.make_device("انبار")
        self.assertEqual(self.call("GET", "/direct/v1/config", device=other).status_code, 200)
        with patch("time.time", return_value=float(int(time.time()) + 1)):
            self.assertEqual(self.call("GET", "/direct/v1/config").status_code, 200)

    def test_database_trouble_is_try_later(self):
        for trouble in (OperationalError("server closed the connection"), ConcurrencyError()):
            with (
                self.subTest(trouble=type(trouble).__name__),
                patch.object(DirectEvent, "_ingest", side_effect=trouble),
                patch("odoo.service.model.time.sleep"),
                mute_logger("odoo.http", "odoo.service.model"),
            ):
                answer = self.call("POST", self.EVENTS, {"events": [event()]})
                self.assertRefused(answer, 503, "try_later")
                self.assertTrue(int(answer.headers["Retry-After"]))

    def test_our_own_fault_is_json_without_traceback(self):
        with (
            patch.object(DirectEvent, "_ingest", side_effect=ZeroDivisionError("secret detail")),
            mute_logger("odoo.http"),
        ):
            answer = self.call("POST", self.EVENTS, {"events": [event()]})
        self.assertRefused(answer, 500, "server_error")
        self.assertNotIn("secret detail", answer.text)

    def test_a_collision_is_tried_again_at_once(self):
        real = DirectEvent._ingest
        tries = []

        def ingest(self, *args):
            tries.append(1)
            if len(tries) < 3:
                raise SerializationFailure
            return real(self, *args)

        with (
            patch.object(DirectEvent, "_ingest", ingest),
            patch("odoo.service.model.time.sleep", side_effect=AssertionError("the slow way")),
            patch.object(direct_dispatcher.time, "sleep"),
        ):
            [result] = self.send(event())
        self.assertEqual((result["status"], result["visit"], len(tries)), ("accepted", 1, 3))
