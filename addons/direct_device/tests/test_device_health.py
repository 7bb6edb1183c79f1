from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import DeviceCase

# A Tuesday; Tehran is at +03:30.
TEN = datetime(2026, 11, 24, 6, 30)


@tagged("post_install", "-at_install")
class TestDeviceHealth(DeviceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env,
            "owner",
            "customer_club.group_club_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.device.write(
            {"tz": "Asia/Tehran", "user_id": cls.owner.id, "watch_minutes": 90, "opens": 9}
        )

    def check(self, now):
        with patch.object(fields.Datetime, "now", return_value=now):
            self.env["direct.device"]._cron_check_health()
            self.device.invalidate_recordset()
            return self.device.health

    def test_never_seen(self):
        self.assertEqual(self.check(TEN), "new")
        self.assertFalse(self.device.activity_ids)

    def test_silent_in_opening_hours_only(self):
        # last heard of at closing time the evening before
        self.device.last_seen = datetime(2026, 11, 23, 17, 25)
        self.assertEqual(self.check(TEN), "well")  # 5 + 60 minutes
        self.assertEqual(self.check(TEN.replace(minute=55)), "silent")
        activity = self.device.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.owner))
        self.check(TEN.replace(hour=8))
        self.assertEqual(self.device.activity_ids, activity, "one is enough")

    def test_speaking_again_closes_the_activity(self):
        self.device.last_seen = datetime(2026, 11, 23, 6)
        self.check(TEN)
        self.assertTrue(self.device.activity_ids)
        self.device.last_seen = TEN
        self.assertEqual(self.check(TEN), "well")
        self.assertFalse(self.device.activity_ids)

    def test_closed_days_suspended_and_switched_off(self):
        self.device.last_seen = datetime(2026, 11, 20)
        self.device.action_suspend()
        self.check(TEN)
        self.assertFalse(self.device.activity_ids)
        self.device.action_resume()
        self.device.watch_minutes = 0
        self.check(TEN)
        self.assertFalse(self.device.activity_ids)
        self.device.watch_minutes = 90
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        self.device.write({f"open_{day}": False for day in days})
        self.check(TEN)
        self.assertFalse(self.device.activity_ids)

    def test_ailments(self):
        self.device.write({"last_seen": TEN, "battery": 9, "clock_drift": -200, "queued": 500})
        self.assertEqual(self.check(TEN), "ailing")
        for number in ("9", "-200", "500"):
            self.assertIn(number, self.device.health_note)
