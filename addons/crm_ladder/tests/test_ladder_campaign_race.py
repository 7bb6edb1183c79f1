"""Two real transactions count the same campaign.

Rows are committed and removed by the test.
"""

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged


@tagged("post_install", "-at_install")
class TestLadderCampaignRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            campaign = env["utm.campaign"].create({"title": "Race"})
            env["ladder.campaign.cost"].create(
                {"campaign_id": campaign.id, "name": "x", "kind": "gift", "amount": 5}
            )
            self.campaign_id = campaign.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM utm_campaign WHERE id = %s", [self.campaign_id])

    def _entries(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT amount FROM ladder_campaign_entry WHERE campaign_id = %s",
                [self.campaign_id],
            )
            return cr.fetchall()

    def test_the_night_and_somebody_who_asks(self):
        with self.registry.cursor() as night:
            entries = api.Environment(night, SUPERUSER_ID, {})["ladder.campaign.entry"]
            # The night sees the campaign as not counted yet …
            night.execute("SELECT ladder_computed_at FROM utm_campaign LIMIT 1")
            # … while somebody counts it, committed.
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["ladder.campaign.entry"]._refresh([self.campaign_id])
            with self.assertLogs("odoo.sql_db", "ERROR") as log:
                entries._cron_refresh()
        self.assertIn("could not serialize", log.output[0], "the two have met")
        self.assertEqual([amount for (amount,) in self._entries()], [5])
