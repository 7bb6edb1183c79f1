import re
import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.direct_device.tools import signature

from .common import DeviceHttpCase


@tagged("post_install", "-at_install", "direct_http")
class TestDevicePairing(DeviceHttpCase):
    """``POST /direct/v1/pair`` and the life of a secret."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("DELETE FROM direct_device_counter")

    def code(self, device=None):
        action = (device or self.device).action_pair()
        return re.sub(r"\s", "", action["context"]["default_code"])

    def pair(self, code, **extra):
        response = self.url_open("/direct/v1/pair", json={"code": code, **extra})
        response.json()
        return response

    def test_pairing_rotates_the_secret(self):
        answer = self.pair(self.code(), model="Tablet", firmware="2.0")
        self.assertEqual(answer.status_code, 200, answer.text)
        body = answer.json()
        self.assertEqual(body["serial"], self.device.serial)
        self.assertEqual(
            (self.device.model_name, self.device.firmware, bool(self.device.paired_at)),
            ("Tablet", "2.0", True),
        )
        self.assertRefused(self.call("GET", "/direct/v1/config"), 401, "unauthorized")
        secret = signature.decode_secret(body["secret"])
        self.assertEqual(self.call("GET", "/direct/v1/config", secret=secret).status_code, 200)

    def test_a_code_works_once(self):
        code = self.code()
        self.assertEqual(self.pair(code).status_code, 200)
        self.assertRefused(self.pair(code), 404, "bad_code")

    def test_a_newer_code_replaces_the_older(self):
        old = self.code()
        new = self.code()
        self.assertRefused(self.pair(old), 404, "bad_code")
        self.assertEqual(self.pair(new).status_code, 200)

    def test_a_code_works_for_ten_minutes(self):
        code = self.code()
        now = fields.Datetime.now()
        with patch.object(fields.Datetime, "now", return_value=now + timedelta(minutes=10.1)):
            self.assertRefused(self.pair(code), 404, "bad_code")

    def test_codes_as_people_type_them(self):
        code = self.code()
        self.assertEqual(self.pair(f" {code[:4]}-{code[4:]} ").status_code, 200)

    def test_not_for_suspended_or_archived(self):
        code = self.code()
        self.device.action_suspend()
        self.assertRefused(self.pair(code), 404, "bad_code")
        with self.assertRaises(UserError):
            self.device.action_pair()

    def test_ten_wrong_tries(self):
        code = self.code()
        for _turn in range(10):
            self.assertRefused(self.pair("00000000"), 404, "bad_code")
        refused = self.pair(code)
        self.assertRefused(refused, 429, "slow_down")
        self.assertTrue(0 < int(refused.headers["Retry-After"]) <= 600)
        later = time.time() + 601
        with patch("odoo.addons.direct_device.models.direct_device_pairing.time") as clock:
            clock.time.return_value = later
            self.assertEqual(self.pair(code).status_code, 200)

    def test_right_codes_are_not_tries(self):
        for _turn in range(12):
            self.assertEqual(self.pair(self.code()).status_code, 200)

    def test_nonsense(self):
        for body, status in [
            (b"", 400), (b"[]", 422), (b"{}", 422), (b'{"code": 12345678}', 422),
            (b'{"code": ""}', 404), (b'{"code": "\\u0000"}', 404),
            ('{"code": "۱۲۳۴۵۶۷۸"}'.encode(), 404),
        ]:  # fmt: skip
            response = self.url_open("/direct/v1/pair", data=body, method="POST")
            self.assertEqual(response.status_code, status, body)
            response.json()

    def test_a_secret_made_by_hand_is_shown_once(self):
        action = self.device.action_new_secret()
        secret = signature.decode_secret(action["context"]["default_secret"])
        self.assertRefused(self.call("GET", "/direct/v1/config"), 401, "unauthorized")
        self.assertEqual(self.call("GET", "/direct/v1/config", secret=secret).status_code, 200)
        with self.assertRaises(UserError):
            self.device._install_secret("too short")
