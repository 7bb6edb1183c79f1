from datetime import datetime

from odoo.tests import new_test_user, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubKeyMeaning(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            login="meaning_clerk",
            groups="customer_club.group_club_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            tz="Asia/Tehran",
        )
        Period = cls.env["club.tag.period"].sudo()
        (cls.tag + cls.quiet_tag).period_ids.valid_from = datetime(2026, 3, 21, 6)
        # Noon of 1 Mordad 1405 in Tehran: key 1 gets another meaning.
        cls.noon = datetime(2026, 7, 23, 8, 30)
        cls.tag.period_ids.valid_until = cls.noon
        cls.env["club.tag.period"].flush_model()
        new = Period.create(
            {
                **cls.tag._period_values(),
                "title": "دمنوش",
                "tag_id": cls.tag.id,
                "valid_from": cls.noon,
            }
        )
        cls.new = new

    def keys_on(self, day, group=None):
        wizard = self.env["club.key.meaning"].with_user(self.clerk)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids, tz="Asia/Tehran")
        made = wizard.create({"day": day, "group_id": group and group.id})
        return [(period.key, period.title) for period in made.period_ids]

    def test_before_on_and_after_the_day_of_the_change(self):
        self.assertEqual(self.keys_on("2026-07-22"), [(1, "قهوه"), (2, "Quiet")])
        self.assertEqual(self.keys_on("2026-07-23"), [(1, "قهوه"), (1, "دمنوش"), (2, "Quiet")])
        self.assertEqual(self.keys_on("2026-07-24"), [(1, "دمنوش"), (2, "Quiet")])
        self.assertEqual(self.keys_on("2025-01-01"), [])

    def test_the_day_is_the_readers_own(self):
        """23 July begins in Tehran when it is 20:30 of the 22nd in London."""
        self.tag.period_ids.filtered("valid_until").sudo().valid_until = datetime(2026, 7, 22, 21)
        self.new.sudo().valid_from = datetime(2026, 7, 22, 21)
        self.env["club.tag.period"].flush_model()
        self.assertEqual(self.keys_on("2026-07-22"), [(1, "قهوه"), (2, "Quiet")])

    def test_a_group_with_keys_of_its_own(self):
        vip = self.env["club.group"].create({"name": "VIP"})
        own = self.env["club.tag"].create({"name": "سوئیت", "key": 1, "group_id": vip.id})
        own.period_ids.sudo().valid_from = datetime(2026, 3, 21)
        self.assertEqual(self.keys_on("2026-07-24", vip), [(1, "سوئیت")])
