from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubGroupTag(ClubCase):
    def test_every_company_has_one_star(self):
        self.assertTrue(self.group.device_linked)
        for company in self.env["res.company"].search([]):
            linked = (
                self.env["club.group"]
                .sudo()
                .search([("company_id", "=", company.id), ("device_linked", "=", True)])
            )
            self.assertEqual(len(linked), 1)

    def test_star_moves(self):
        vip = self.env["club.group"].create({"name": "VIP"})
        vip.action_link_device()
        self.assertTrue(vip.device_linked)
        self.assertFalse(self.group.device_linked)
        self.assertEqual(self.env["club.group"]._device_group(self.company), vip)

    def test_starred_group_stays(self):
        with self.assertRaises(UserError):
            self.group.unlink()
        with self.assertRaises(UserError):
            self.group.active = False
        old = self.env["club.group"].create({"name": "Old", "active": False})
        with self.assertRaises(UserError):
            old.action_link_device()

    def test_second_star_is_impossible(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["club.group"].create({"name": "Two", "device_linked": True})

    def test_key_once_among_live_tags(self):
        Tag = self.env["club.tag"]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            Tag.create({"name": "Same key", "key": 1})
        self.tag.active = False
        self.assertTrue(Tag.create({"name": "Takes the key", "key": 1}))
        Tag.create([{"name": "No key"}, {"name": "No key either"}])

    def test_keys_are_1_to_8(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env["club.tag"].create({"name": "Nine", "key": 9})

    def test_keypad_of_a_group_with_tags_of_its_own(self):
        vip = self.env["club.group"].create({"name": "VIP"})
        Tag = self.env["club.tag"]
        self.assertEqual(Tag._keypad_tags(self.company, vip), self.tag | self.quiet_tag)
        own = Tag.create({"name": "Suite", "key": 1, "group_id": vip.id})
        self.assertEqual(Tag._keypad_tags(self.company, vip), own)
        self.assertEqual(Tag._keypad_tags(self.company, self.group), self.tag | self.quiet_tag)
        self.assertEqual(
            Tag._keypad_tags(self.company, self.env["club.group"]), self.tag | self.quiet_tag
        )

    def test_text_with_an_unknown_placeholder_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "naem"):
            self.tag.welcome_text = "سلام {naem}"

    def test_parts_of_the_texts(self):
        self.tag.welcome_text = "س" * 71
        self.assertEqual((self.tag.welcome_parts, self.quiet_tag.repeat_parts), (2, 0))

    def test_member_counts_and_links(self):
        self.press(self.entry(), self.entry("+989350000001"))
        self.assertEqual((self.group.member_count, self.tag.member_count), (2, 2))
        for record in (self.group, self.tag):
            domain = record.action_view_members()["domain"]
            self.assertEqual(self.env["res.partner"].search_count(domain), 2)
