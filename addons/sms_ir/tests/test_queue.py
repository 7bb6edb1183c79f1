from odoo.tests import tagged

from .common import ADVERTISING_LINE, SERVICE_LINE, SmsIrCase


@tagged("post_install", "-at_install")
class TestQueue(SmsIrCase):
    def test_one_message_goes_out_at_once(self):
        sms = self._queue(1, "سلام مینا")
        tracker = self._track(sms)
        uuid = sms.uuid
        self._run("queue")
        (sent,) = self.gateway.messages()
        self.assertEqual(sent["mobile"], "+989120000000")
        self.assertEqual(sent["text"], "سلام مینا")
        self.assertEqual(str(sent["line"]), SERVICE_LINE)
        self.assertEqual(sms.state, "pending")
        self.assertTrue(sms.to_delete, "like Odoo's own providers")
        message = self.env["sms.ir.message"].search([("sms_uuid", "=", uuid)])
        self.assertEqual(message.state, "accepted")
        self.assertEqual(message.gateway_id, str(sent["id"]))
        self.assertEqual(message.request_id.state, "accepted")
        self.assertEqual(message.request_id.pack_id, sent["packId"])
        self.assertEqual(tracker.mail_notification_id.notification_status, "pending")
        self.assertEqual(tracker.sms_cost, sent["cost"])

    def test_equal_texts_go_by_bulk(self):
        self._queue(250, "یک متن")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 250)
        requests = self.env["sms.ir.request"].search([])
        self.assertEqual(sorted(requests.mapped("message_count")), [50, 100, 100])
        self.assertEqual(set(requests.mapped("method")), {"bulk"})

    def test_different_texts_share_calls(self):
        self._queue(150, lambda index: f"متن شماره {index}")
        self._run("queue")
        sent = self.gateway.messages()
        self.assertEqual(
            {(message["mobile"], message["text"]) for message in sent},
            {(f"+98912{index:07}", f"متن شماره {index}") for index in range(150)},
        )
        self.assertEqual(len(self.gateway.sends()), 2, "not one call for each text")
        self.assertEqual(
            set(self.env["sms.ir.request"].search([]).mapped("method")), {"like_to_like"}
        )

    def test_purpose_chooses_the_line(self):
        self._queue(1, "خدماتی", sms_purpose="service")
        self._queue(1, "تبلیغاتی", sms_purpose="advertising")
        self._run("queue")
        lines = {message["text"]: str(message["line"]) for message in self.gateway.messages()}
        self.assertEqual(lines, {"خدماتی": SERVICE_LINE, "تبلیغاتی": ADVERTISING_LINE})

    def test_service_goes_before_advertising(self):
        self._queue(120, "تبلیغ", sms_purpose="advertising")
        self._queue(1, "خوش آمدید", start=500, sms_purpose="service")
        self._run("queue")
        first = self.gateway.messages()[0]
        self.assertEqual(first["text"], "خوش آمدید")

    def test_purpose_and_template_are_remembered(self):
        template = self.env["sms.template"].create(
            {"name": "T", "body": "x", "model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        sms = self._queue(1, sms_purpose="advertising", sms_template_id=template.id)
        self.assertEqual(sms.sms_purpose, "advertising")
        self.assertEqual(sms.sms_template_id, template)
        self.assertEqual(self._queue(1).sms_purpose, "service")
        self.account.unmarked_purpose = "advertising"
        self.assertEqual(self._queue(1).sms_purpose, "advertising")

    def test_without_a_line_it_waits_and_says_why(self):
        self.account.line_ids.filtered(lambda line: line.purpose == "service").unlink()
        sms = self._queue(1, "خدماتی")
        self._run("queue")
        self.assertEqual(self.gateway.messages(), [])
        self.assertEqual(sms.state, "outgoing")
        self.assertIn("service", sms.sms_ir_wait_reason)
        self.assertEqual(self.account.waiting_count, 1)
        self.env["sms.ir.line"].create(
            {"account_id": self.account.id, "number": SERVICE_LINE, "purpose": "service"}
        )
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1, "a new line lets it go")
        self.assertFalse(sms.sms_ir_wait_reason)

    def test_bad_numbers_do_not_reach_the_gateway(self):
        sms = self.env["sms.sms"].create(
            [
                {"number": number, "body": "متن"}
                for number in (False, "123", "+982188887777", "+4915112345678", "+989121234567")
            ]
        )
        self._run("queue")
        self.assertEqual(
            sms.mapped("failure_type"),
            [
                "sms_number_missing",
                "sms_number_format",
                "sms_number_format",
                "sms_country_not_supported",
                False,
            ],
        )
        self.assertEqual(len(self.gateway.messages()), 1)

    def test_opted_out_numbers_get_no_advertising(self):
        self.env["phone.blacklist"].create({"number": "+989120000000"})
        advertising = self._queue(1, sms_purpose="advertising")
        service = self._queue(1, sms_purpose="service")
        self._run("queue")
        self.assertEqual(advertising.state, "canceled")
        self.assertEqual(advertising.failure_type, "sms_optout")
        self.assertEqual(service.state, "pending", "service messages reach everybody")

    def test_gateway_blacklist_and_bad_positions(self):
        """0 is the operator's blacklist, null a wrong number or too long a text."""
        self.gateway.control("blacklist", {"kind": "system", "mobiles": ["09120000001"]})
        sms = self._queue(3, lambda i: "متن " * (400 if i == 2 else 1), sms_purpose="advertising")
        self._track(sms)
        self._run("queue")
        self.assertEqual(sms.mapped("state"), ["pending", "error", "error"])
        self.assertEqual(sms.mapped("failure_type"), [False, "sms_blacklist", "sms_number_format"])
        self.assertEqual(self._notification(sms[1]).failure_type, "sms_blacklist")
        self.assertEqual(self._message_of(sms[1]).state, "blocked")

    def test_same_number_and_text_do_not_share_a_call(self):
        self.env["sms.sms"].create([{"number": "+989121111111", "body": "متن"}] * 2)
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 2)
        self.assertEqual(len(self.env["sms.ir.request"].search([])), 2)

    def test_a_large_queue_is_emptied_in_one_run(self):
        self._queue(1000, lambda index: f"متن {index % 7}")
        self._run("queue")
        self.assertEqual(len(self.gateway.messages()), 1000)
        self.assertEqual(self.gateway.control("duplicates", method="GET"), [])
        self.assertFalse(self.env["sms.sms"].search([("state", "!=", "pending")]))
