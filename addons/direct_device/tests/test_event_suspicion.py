from odoo.tests import tagged

from .common import DeviceCase, event, iso


@tagged("post_install", "-at_install")
class TestEventSuspicion(DeviceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device.write(
            {
                "merge_minutes": 0,
                "suspect_often": 3,
                "suspect_fast": 0,
                "suspect_newcomers": 0,
                "user_id": cls.env.user.id,
            }
        )

    def press(self, *hours, mobile="09990001234"):
        return self.ingest(*(event(mobile, at=iso(hours=ago)) for ago in hours))

    def test_shown_by_the_cron(self):
        self.press(5, 4, 3, 2)
        self.env["direct.event"]._cron_flag_suspicious()
        self.assertEqual(self.inbox().mapped("suspicion"), [False, False, "often", "often"])
        activity = self.device.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("2", activity.note)
        self.env["direct.event"]._cron_flag_suspicious()
        self.assertEqual(self.device.activity_ids, activity)
        self.assertEqual(self.partner().club_visit_count, 4, "nothing is dropped")

    def test_held_on_request(self):
        self.device.hold_suspicious = True
        self.press(5, 4)
        self.press(3)
        [held] = self.inbox(suspicion="often")
        self.assertEqual(held.visit_id.number, 3)
        self.assertEqual(held.visit_id.message_ids.state, "held")
        self.assertTrue(held.visit_id.message_ids.reason)
        others = (self.inbox() - held).visit_id.message_ids
        self.assertEqual(set(others.mapped("state")), {"planned"})
        held.action_release()
        self.assertFalse(held.suspicion)
        message = held.visit_id.message_ids.filtered_domain(
            self.env["club.message"]._dispatch_domain()
        )
        self.assertTrue(message, "the dispatcher takes it now")

    def test_many_new_numbers(self):
        self.device.write({"suspect_often": 0, "suspect_newcomers": 3})
        for number in range(4):
            self.press(4 - number, mobile=f"0999000200{number}")
        self.env["direct.event"]._cron_flag_suspicious()
        self.assertEqual(self.inbox().mapped("suspicion"), [False, False, "newcomers", "newcomers"])

    def test_queries_of_a_key_press_stay_low_when_held(self):
        self.device.hold_suspicious = True
        self.press(5)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            self.press(4)
            self.env.flush_all()
