from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SERVICE_LINE, SmsIrCase


@tagged("post_install", "-at_install")
class TestSoap(SmsIrCase):
    """The legacy protocol: everything above the client is the same."""

    def setUp(self):
        super().setUp()
        self.account.write(
            {
                "protocol": "soap",
                "soap_wsdl": f"{self.gateway.url}/ws/SendReceive.asmx?wsdl",
                "soap_username": "club",
                "soap_password": "club-demo",
            }
        )

    def _fault(self, kind, **order):
        self.gateway.control("faults", {"kind": kind, "path": "SendMessage", **order})

    def _look(self):
        self.env["sms.ir.request"].search([("state", "=", "unknown")]).write(
            {"settle_at": "2020-01-01 00:00:00", "answered_at": "2020-01-01 00:00:00"}
        )
        self.account.pause_until = False
        self._run("settle")

    def test_send_and_delivery(self):
        sms = self._queue(3, lambda index: f"متن {index % 2}")
        self._run("queue")
        sent = self.gateway.messages()
        self.assertEqual({row["protocol"] for row in sent}, {"soap"})
        self.assertEqual({str(row["line"]) for row in sent}, {SERVICE_LINE})
        self.assertEqual({row["text"] for row in sent}, {"متن 0", "متن 1"})
        self.env["sms.ir.message"].search([]).write({"next_poll_at": "2020-01-01 00:00:00"})
        self._run("delivery")
        self.assertEqual({self._message_of(row).state for row in sms}, {"delivered"})

    def test_connection(self):
        self.account.action_test_connection()
        self._run("check")
        self.assertEqual(self.account.state, "ok")
        self.assertEqual(self.account.credit, 100000)
        self.account.soap_password = "wrong-one"
        self.account.action_test_connection()
        self._run("check")
        self.assertEqual(self.account.state, "error")
        self.assertNotIn("wrong-one", self.account.last_error)
        self.account.soap_password = False
        with self.assertRaises(UserError):
            self.account.action_test_connection()

    def test_bad_positions(self):
        self.gateway.control("blacklist", {"kind": "system", "mobiles": ["09120000001"]})
        sms = self._queue(2, sms_purpose="advertising")
        self._run("queue")
        self.assertEqual(sms.mapped("failure_type"), [False, "sms_blacklist"])

    def test_taken_without_an_answer(self):
        for kind in ("close_after", "truncated", "html_after", "garbage_after"):
            with self.subTest(kind=kind):
                self.gateway.control("reset")
                self.env["sms.sms"].search([]).unlink()
                self.account.pause_until = False
                self._fault(kind)
                sms = self._queue(2)
                self._run("queue")
                self.assertEqual(set(sms.mapped("state")), {"process"})
                self.env["sms.ir.request"].search([("state", "=", "unknown")]).write(
                    {"settle_at": "2020-01-01 00:00:00"}
                )
                self._run("settle")
                self.assertEqual(set(sms.mapped("state")), {"pending"})
                self.assertEqual(len(self.gateway.messages()), 2)

    def test_not_taken_without_an_answer(self):
        self._fault("close")
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "process")
        self._look()
        self._look()
        self.assertEqual(sms.state, "outgoing")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_no_credit(self):
        self.gateway.control("credit", {"credit": 0})
        sms = self._queue(1)
        self._run("queue")
        self.assertEqual(sms.state, "outgoing")
        self.assertEqual(self.account.state, "error")

    def test_inbound(self):
        self.gateway.control(
            "inbound", {"mobile": "09121234567", "text": "سلام", "line": int(SERVICE_LINE)}
        )
        self._run("receive")
        self._run("receive")
        inbox = self.env["sms.ir.inbound"].search([("account_id", "=", self.account.id)])
        self.assertEqual(inbox.mapped("body"), ["سلام"])
        self.assertEqual(inbox.line_number, SERVICE_LINE)
