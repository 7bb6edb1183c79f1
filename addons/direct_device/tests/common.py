import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from odoo.tests import HttpCase

from odoo.addons.customer_club.tests.common import ClubCase

from ..tools import signature

ANSWER_HEADERS = "application/json; charset=utf-8"


def iso(minutes=0, **ago):
    """The time now, moved, as a keypad writes it."""
    moment = datetime.now(UTC) + timedelta(minutes=minutes) - timedelta(**ago)
    return moment.isoformat(timespec="seconds")


def event(mobile="09990001234", tag=1, **values):
    return {"id": str(uuid4()), "at": iso(), "mobile": mobile, "tag": tag, **values}


class DeviceCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls.make_device("پیشخوان")

    @classmethod
    def make_device(cls, name, **values):
        secret = signature.encode_secret(secrets.token_bytes(32))
        device = cls.env["direct.device"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "lang": cls.env["res.lang"].get_installed()[0][0],
                "rate_limit": 0,
                **values,
            }
        )
        device._install_secret(secret)
        cls.secrets = {**getattr(cls, "secrets", {}), device: signature.decode_secret(secret)}
        return device

    def ingest(self, *events, device=None):
        """Take events as the route does, without HTTP."""
        speaker = self.env["direct.device"]._speaker((device or self.device).serial)
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        return self.env["direct.event"]._ingest(speaker, list(events), now)

    def partner(self, mobile="+989990001234"):
        return super().partner(mobile)

    def inbox(self, **domain):
        domain = [(name, "=", value) for name, value in domain.items()]
        return self.env["direct.event"].search(
            [("device_id", "=", self.device.id), *domain], order="id"
        )


class DeviceHttpCase(HttpCase, DeviceCase):
    def call(self, method, path, data=None, *, body=None, device=None, headers=None, **changes):
        """Send a signed request. ``changes``: serial, secret, timestamp, sign to send instead."""
        device = device or self.device
        if body is None:
            body = b"" if data is None else json.dumps(data).encode()
        timestamp = changes.get("timestamp", str(int(time.time())))
        secret = changes.get("secret", self.secrets.get(device))
        sign = changes.get("sign")
        if sign is None:
            sign = signature.sign(secret, method, path, timestamp, body)
        response = self.url_open(
            path,
            data=body,
            method=method,
            headers={
                "Content-Type": "application/json",
                "X-Direct-Device": changes.get("serial", device.serial),
                "X-Direct-Timestamp": timestamp,
                "X-Direct-Signature": sign,
                **(headers or {}),
            },
        )
        if response.content:
            self.assertEqual(response.headers["Content-Type"], ANSWER_HEADERS, response.text[:500])
            response.json()
        self.assertNotIn("Set-Cookie", response.headers)
        return response

    def send(self, *events, **options):
        """Send events; return their results."""
        response = self.call("POST", "/direct/v1/events", {"events": list(events)}, **options)
        self.assertEqual(response.status_code, 200, response.text)
        results = response.json()["results"]
        self.assertEqual(len(results), len(events))
        return results

    def assertRefused(self, response, status, error):
        self.assertEqual(
            (response.status_code, response.json()["error"]), (status, error), response.text
        )
