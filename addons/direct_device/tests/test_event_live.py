import json
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.direct_device.models import direct_event_live

from .common import DeviceCase, event


@tagged("post_install", "-at_install")
class TestEventLive(DeviceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.clerk = new_test_user(cls.env, "counter", "customer_club.group_club_user", **company)
        cls.stranger = new_test_user(cls.env, "stranger", "base.group_user", **company)
        cls.env.cr.execute("DELETE FROM direct_device_counter WHERE key LIKE 'live:%'")

    def model(self, user):
        return self.env["direct.event"].with_user(user).with_context(allowed_company_ids=[])

    def words(self):
        """What went over the bus in this transaction."""
        self.env.cr.precommit.run()
        channel = json.dumps([self.env.cr.dbname, "res.company", self.company.id, "direct_device"])
        return [
            message
            for message in self.env["bus.bus"].search([("message", "like", "direct_device")])
            if json.loads(message.channel) == json.loads(channel)
        ]

    def test_cards(self):
        self.ingest(event(), event("x"))
        [card] = self.model(self.clerk).live_arrivals()
        self.assertEqual(
            (card["mobile"], card["number"], card["visits"], card["tag"]["name"]),
            ("+989990001234", 1, 1, "قهوه"),
        )

    def test_not_for_others(self):
        for method in ("live_arrivals", "live_watch"):
            with self.assertRaises(AccessError):
                getattr(self.model(self.stranger), method)()

    def test_the_bus_is_used_only_while_somebody_watches(self):
        direct_event_live._last_word.clear()
        self.ingest(event())
        self.assertFalse(self.words())
        self.model(self.clerk).live_watch()
        self.ingest(event("09990001235"))
        self.ingest(event("09990001236"))
        [word] = self.words()
        self.assertNotIn("999000", word.message, "no customer's data on the bus")

    def test_who_hears_of_it(self):
        company = self.company
        for user, heard in ((self.clerk, [(company, "direct_device")]), (self.stranger, [])):
            with self._request(user) as socket:
                channels = socket._build_bus_channel_list([])
            ours = [channel for channel in channels if isinstance(channel, tuple)]
            self.assertEqual([word for word in ours if word[1] == "direct_device"], heard)

    @contextmanager
    def _request(self, user):
        fake = SimpleNamespace(session=SimpleNamespace(uid=user.id))
        with patch("odoo.addons.bus.models.ir_websocket.request", fake):
            yield self.env["ir.websocket"].with_user(user)
