from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DeviceHttpCase, event


@tagged("post_install", "-at_install", "direct_http")
class TestDeviceLife(DeviceHttpCase):
    def beat(self, health=None):
        body = {"events": [event()]} | ({"health": health} if health is not None else {})
        self.assertEqual(self.call("POST", "/direct/v1/events", body).status_code, 200)
        self.device.invalidate_recordset()

    def test_signs_of_life(self):
        self.assertFalse(self.device.last_seen)
        self.call("GET", "/direct/v1/config")
        self.device.invalidate_recordset()
        self.assertTrue(self.device.last_seen)
        self.beat({"queued": 3, "battery": 87, "firmware": "3.1.0"})
        self.assertEqual(
            (self.device.queued, self.device.battery, self.device.firmware), (3, 87, "3.1.0")
        )
        self.assertLess(abs(self.device.clock_drift), 5)

    def test_senseless_health_costs_nothing(self):
        for health in ([], 5, "x", {"queued": "many", "battery": -4, "firmware": {}}):
            self.beat(health)
        self.assertFalse(self.device.firmware)

    def test_signs_of_life_are_not_written_every_time(self):
        self.beat({"queued": 0})
        before = fields.Datetime.now() - timedelta(seconds=20)
        self.device.last_seen = before
        self.beat({"queued": 0})
        self.assertEqual(self.device.last_seen, before.replace(microsecond=0))
        self.beat({"queued": 1})
        self.assertGreater(self.device.last_seen, before)

    def test_group_follows_the_company(self):
        self.assertEqual(self.device.group_id, self.group)
        other = self.env["res.company"].create({"name": "Branch"})
        self.device.company_id = other
        self.assertEqual(self.device.group_id.company_id, other)
        with self.assertRaises(UserError):
            self.device.group_id = self.group

    def test_moving_to_another_group_is_for_newcomers(self):
        vip = self.env["club.group"].create({"name": "VIP", "company_id": self.company.id})
        self.send(event("09350000003"))
        self.device.group_id = vip
        self.send(event("09350000004"))
        self.assertEqual(self.partner("+989350000003").club_group_id, self.group)
        self.assertEqual(self.partner("+989350000004").club_group_id, vip)

    def test_used_keypads_are_not_deleted(self):
        self.make_device("unused").unlink()
        self.send(event())
        with self.assertRaises(UserError):
            self.device.unlink()

    def test_copy_is_another_keypad(self):
        copy = self.device.copy()
        self.assertNotEqual(copy.serial, self.device.serial)
        self.assertFalse(copy.paired_at)
        self.assertRefused(
            self.call("GET", "/direct/v1/config", device=copy, secret=self.secrets[self.device]),
            401,
            "unauthorized",
        )

    def test_limits_are_checked(self):
        for field in ("merge_minutes", "late_days", "greet_hours", "rate_limit"):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.device[field] = -1
                self.env.flush_all()

    def test_neutralized_copies_take_nothing(self):
        self.env.flush_all()
        for query in get_neutralization_queries(["direct_device"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertRefused(self.call("GET", "/direct/v1/config"), 401, "unauthorized")
