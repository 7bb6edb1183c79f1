"""A real gateway for the tests: the stand-in program of the repository, over real HTTP."""

import json
import subprocess
import sys
import unittest
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import requests

from odoo import fields
from odoo.tests.common import HttpCase, TransactionCase

GATEWAY = Path(__file__).resolve().parents[3] / "tests" / "fakes" / "sms_ir_gateway.py"
KEY = "club-demo-key"
SERVICE_LINE = "30001234"
ADVERTISING_LINE = "10005678"


class Gateway:
    """The stand-in gateway as a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(GATEWAY), "--port", "0", "--delivery-seconds", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        self.url = line.split("listening on ")[1].strip().rstrip("/")
        self.base_url = f"{self.url}/v1"

    def close(self):
        """Stop the process for good."""
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()

    def control(self, path, order=None, method="POST"):
        """Call one of the gateway's controls."""
        body = json.dumps(order or {}) if method == "POST" else None
        response = requests.request(method, f"{self.url}/_control/{path}", data=body, timeout=10)
        response.raise_for_status()
        return response.json()

    def messages(self, **filters):
        """Return what the gateway accepted."""
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return self.control(f"messages?{query}", method="GET")

    def sends(self):
        """Return the sending calls the gateway got."""
        calls = self.control("requests?limit=1000", method="GET")
        return [call for call in calls if call["method"] == "POST"]

    def fault(self, kind, **order):
        """Order a fault for the next sending call, or as given."""
        self.control("faults", {"kind": kind, "path": "/send/", "method": "POST", **order})

    def settings(self, **values):
        """Change how the gateway behaves."""
        self.control("settings", values)


class SmsIrCase(TransactionCase):
    """A company with an SMS.ir account on a running stand-in gateway."""

    @classmethod
    def setUpClass(cls):
        if not GATEWAY.exists():
            raise unittest.SkipTest("the stand-in gateway is not next to this add-on")
        super().setUpClass()
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.company = cls.env.company
        cls.company.partner_id.lang = "en_US"
        cls.env["res.company"].search([]).write({"sms_ir_account_id": False})
        cls.env["sms.sms"].search([]).unlink()
        cls.account = cls._create_account(cls.company)

    def setUp(self):
        super().setUp()
        self.gateway.control("reset")

    @classmethod
    def _create_account(cls, company, key=KEY, lines=None):
        account = cls.env["sms.ir.account"].create(
            {
                "name": f"SMS.ir {company.name}",
                "company_id": company.id,
                "api_key": key,
                "base_url": cls.gateway.base_url,
                "timeout_connect": 1,
                "timeout_read": 1,
                "settle_after": 1,
                "line_ids": [
                    (0, 0, {"number": number, "purpose": purpose})
                    for number, purpose in (
                        lines or ((SERVICE_LINE, "service"), (ADVERTISING_LINE, "advertising"))
                    )
                ],
            }
        )
        company.sms_ir_account_id = account
        return account

    @classmethod
    def _queue(cls, count=1, body="سلام", start=0, **context):
        """Queue messages to numbers +989120000000, …1, …; ``body`` may be a function."""
        values = [
            {
                "number": f"+98912{start + index:07}",
                "body": body(index) if callable(body) else body,
            }
            for index in range(count)
        ]
        return cls.env["sms.sms"].with_context(**context).create(values)

    @classmethod
    def _track(cls, sms):
        """Give messages a tracker with a notification, as a chatter does."""
        partner = cls.env["res.partner"].create({"name": "Mina"})
        for row in sms:
            message = partner.message_post(body=row.body, message_type="sms", sms_numbers=[])
            notification = cls.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "notification_type": "sms",
                    "sms_number": row.number,
                    "sms_id_int": row.id,
                    "notification_status": "ready",
                    "sms_tracker_ids": [(0, 0, {"sms_uuid": row.uuid})],
                }
            )
            row.mail_message_id = message
            assert notification
        return sms.sms_tracker_id

    def _run(self, name):
        """Run a scheduled action as the scheduler does; it must not fail."""
        xmlid = {
            "queue": "sms.ir_cron_sms_scheduler_action",
            "settle": "sms_ir.ir_cron_sms_ir_settle",
            "delivery": "sms_ir.ir_cron_sms_ir_delivery",
            "check": "sms_ir.ir_cron_sms_ir_check",
            "receive": "sms_ir.ir_cron_sms_ir_receive",
        }.get(name, name)
        is_http = isinstance(self, HttpCase)  # always in test mode
        with nullcontext() if is_http else self.enter_registry_test_mode():
            self.assertIs(self.env.ref(xmlid).method_direct_trigger(), True)
        self.env.invalidate_all()

    def _poll(self):
        """Ask for delivery reports now instead of in some seconds."""
        self.env["sms.ir.message"].search([("next_poll_at", "!=", False)]).write(
            {"next_poll_at": fields.Datetime.now() - timedelta(seconds=1)}
        )
        self._run("delivery")

    def _notification(self, sms):
        return self.env["sms.tracker"].search([("sms_uuid", "=", sms.uuid)]).mail_notification_id

    def _message_of(self, sms):
        return self.env["sms.ir.message"].search([("sms_uuid", "=", sms.uuid)], limit=1)
