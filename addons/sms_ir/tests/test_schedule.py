from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from .common import SmsIrCase


@tagged("post_install", "-at_install")
class TestSchedule(SmsIrCase):
    """A time of sending, kept by Odoo or handed to the gateway: once, and not before."""

    def setUp(self):
        super().setUp()
        self.now = fields.Datetime.now()
        patcher = patch.object(fields.Datetime, "now", lambda *_args: self.now)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.account.schedule_at_gateway = True
        # Around its midnight the gateway's log takes an hour longer: not the subject here.
        local = self.now + timedelta(hours=3, minutes=30)
        if local.hour >= 17:
            self._travel(hours=26 - local.hour)

    def _travel(self, **delta):
        """Let time pass on both sides."""
        step = timedelta(**delta)
        self.now += step
        self.gateway.control("clock", {"advance": step.total_seconds()})
        self.account.pause_until = False

    def _later(self, count=3, **delta):
        moment = self.now + timedelta(**(delta or {"hours": 3}))
        sms = self._queue(count, lambda index: f"متن {index}", sms_send_at=moment)
        self._track(sms)
        return sms, moment

    def _due_now(self):
        self.env["sms.ir.request"].search([("state", "=", "unknown")]).settle_at = self.now

    def test_odoo_keeps_it(self):
        self.account.schedule_at_gateway = False
        sms, _moment = self._later()
        self._run("queue")
        self.assertEqual((self.gateway.sends(), set(sms.mapped("state"))), ([], {"outgoing"}))
        sms.send()
        self._run("queue")
        self.assertFalse(self.gateway.sends(), "nobody sends it before its time")
        self._travel(hours=3, seconds=1)
        self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"pending"})
        self.assertEqual(len(self.gateway.messages()), 3)

    def test_odoo_keeps_it_for_other_providers_too(self):
        self.company.sms_ir_account_id = False
        sms, moment = self._later()
        self.assertIn(moment, self.env["ir.cron.trigger"].search([]).mapped("call_at"))
        with patch.object(type(self.env["sms.sms"]), "_send_with_api") as sent:
            sms.send()
            self._run("queue")
            self.assertFalse(sent.called)
            self.now = moment
            sms.send()
        self.assertTrue(sent.called)

    def test_the_gateway_keeps_it(self):
        sms, moment = self._later()
        self._run("queue")
        message = self._message_of(sms[0])
        request = message.request_id
        self.assertEqual((message.state, request.state), ("scheduled", "scheduled"))
        self.assertEqual(request.send_at, moment)
        self.assertEqual(set(sms.mapped("state")), {"process"})
        self.assertEqual(self._notification(sms[0]).notification_status, "ready")
        self._run("delivery")
        self._run("queue")
        self.assertEqual(message.state, "scheduled")
        self._travel(hours=3, seconds=10)
        self._run("delivery")
        self.assertEqual((message.state, request.state), ("delivered", "accepted"))
        self.assertEqual(set(sms.mapped("state")), {"sent"})
        self.assertEqual(len(self.gateway.sends()), 1)

    def test_too_near_or_by_template_is_kept_by_odoo(self):
        sms, _moment = self._later(minutes=30)
        template = self.env["sms.template"].create(
            {
                "name": "Code",
                "body": "-",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "sms_ir_template_number": 100001,
                "sms_ir_text": "کد تایید شما: #CODE#",
                "sms_ir_parameter_ids": [(0, 0, {"name": "CODE", "value": "{{ object.id }}"})],
            }
        )
        coded = self._queue(
            1,
            "کد تایید شما: 12345",
            sms_send_at=self.now + timedelta(hours=3),
            sms_template_id=template.id,
        )
        self._run("queue")
        self.assertFalse(self.gateway.sends())
        self.assertEqual(set((sms + coded).mapped("state")), {"outgoing"})
        self.assertEqual(coded.sms_ir_not_before, coded.sms_send_at)

    def test_a_refused_time_is_kept_by_odoo(self):
        sms, moment = self._later()
        self.gateway.fault("status", status=109, http=400)
        self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"outgoing"})
        self.assertEqual(set(sms.mapped("sms_ir_not_before")), {moment})
        self._travel(hours=3, seconds=1)
        self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"pending"})
        self.assertEqual(len(self.gateway.messages()), 3)

    def test_taken_without_an_answer_is_found_in_its_pack(self):
        sms, _moment = self._later()
        self.gateway.fault("close_after")
        self._run("queue")
        self.assertEqual(self._message_of(sms[0]).state, "unknown")
        self._travel(seconds=20)
        self._due_now()
        self._run("settle")
        request = self._message_of(sms[0]).request_id
        self.assertEqual((request.state, self._message_of(sms[0]).state), ("scheduled",) * 2)
        self.assertTrue(request.pack_id and request.can_cancel)
        self._travel(hours=3)
        self._run("delivery")
        self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"sent"})
        self.assertEqual(len(self.gateway.messages()), 3)

    def test_not_taken_without_an_answer_waits_until_the_time_is_past(self):
        sms, _moment = self._later()
        self.gateway.fault("close")
        self._run("queue")
        for _look in range(3):
            self._travel(minutes=30)
            self._due_now()
            self._run("settle")
            self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"process"}, "it may stand in no list yet")
        self._travel(minutes=91)
        for _look in range(2):
            self._due_now()
            self._run("settle")
            self._travel(seconds=5)
        self.assertEqual(set(sms.mapped("state")), {"outgoing"})
        self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"pending"})
        self.assertEqual(len(self.gateway.messages()), 3)

    def test_take_back(self):
        sms, _moment = self._later()
        self._run("queue")
        request = self._message_of(sms[0]).request_id
        credit = self.gateway.control("credit", method="GET")
        user = new_test_user(self.env, "reader", groups="sms_ir.group_sms_ir_user")
        with self.assertRaises(UserError):
            request.with_user(user).action_cancel_scheduled()
        request.action_cancel_scheduled()
        self.assertEqual(request.state, "scheduled", "only a scheduled action asks")
        self._run("settle")
        self.assertEqual(request.state, "canceled")
        self.assertIn("3", request.cancel_note)
        self.assertEqual(set(sms.mapped("state")), {"canceled"})
        self.assertEqual(self._notification(sms[0]).notification_status, "canceled")
        self.assertNotEqual(credit, self.gateway.control("credit", method="GET"))
        self._travel(hours=4)
        self._run("delivery")
        self._run("queue")
        self.assertEqual(set(sms.mapped("state")), {"canceled"})
        with self.assertRaises(UserError):
            request.action_cancel_scheduled()

    def test_take_back_without_an_answer(self):
        for kind in ("close_after", "close", "rate_limit", "garbage"):
            with self.subTest(kind=kind):
                self.gateway.control("reset")
                sms, _moment = self._later(1)
                self._run("queue")
                request = self._message_of(sms).request_id
                request.action_cancel_scheduled()
                self.gateway.control("faults", {"kind": kind, "method": "DELETE"})
                self._run("settle")
                self.assertEqual(request.state, "scheduled")
                self.assertTrue(request.cancel_note)
                self.now += timedelta(minutes=2)
                self._run("settle")
                self.assertEqual((request.state, sms.state), ("canceled", "canceled"))

    def test_taken_back_in_the_panel(self):
        sms, _moment = self._later(1)
        self._run("queue")
        request = self._message_of(sms).request_id
        self.account._client().cancel_scheduled(request.pack_id)
        request.action_cancel_scheduled()
        self._run("settle")
        self.assertEqual((request.state, sms.state), ("canceled", "canceled"))

    def test_too_late_to_take_back(self):
        sms, _moment = self._later(1)
        self._run("queue")
        request = self._message_of(sms).request_id
        request.action_cancel_scheduled()
        self.now += timedelta(hours=2, minutes=58)
        self._run("settle")
        self.assertEqual(request.state, "scheduled")
        self.assertIn("late", request.cancel_note)
        with self.assertRaises(UserError):
            request.action_cancel_scheduled()

    @mute_logger("odoo.addons.sms_ir.models.sms_ir_schedule")
    def test_one_that_fails_does_not_stop_the_others(self):
        requests = self.env["sms.ir.request"]
        for start in (0, 50):
            sms = self._queue(1, start=start, sms_send_at=self.now + timedelta(hours=5))
            self._run("queue")
            requests |= self._message_of(sms).request_id
        requests.action_cancel_scheduled()
        original = type(requests)._store_withdrawn

        def store(request, note):
            if request == requests[0]:
                raise ValueError("broken")
            return original(request, note)

        with patch.object(type(requests), "_store_withdrawn", store):
            self._run("settle")
        self.assertEqual(sorted(requests.mapped("state")), ["canceled", "scheduled"])
        self.now += timedelta(minutes=2)
        self._run("settle")
        self.assertEqual(set(requests.mapped("state")), {"canceled"})

    def test_removing_the_add_on_does_not_send_it_again(self):
        sms, _moment = self._later(1)
        self._run("queue")
        self.env.flush_all()
        uninstall_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual(sms.state, "pending")

    def test_composer(self):
        self.company.country_id = self.env.ref("base.ir")
        partner = self.env["res.partner"].create({"name": "Mina", "phone": "+989120000000"})
        moment = self.now + timedelta(hours=2)
        composer = Form(
            self.env["sms.composer"].with_context(
                default_res_model="res.partner", default_res_id=partner.id
            )
        )
        composer.body = "سلام"
        composer.sms_send_at = moment
        composer.save().action_send_sms()
        sms = self.env["sms.sms"].search([("number", "=", "+989120000000")])
        self.assertEqual((sms.sms_send_at, sms.state), (moment, "outgoing"))
        self._run("queue")
        self.assertEqual(self._message_of(sms).state, "scheduled")
