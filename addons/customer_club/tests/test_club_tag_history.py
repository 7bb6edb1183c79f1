import random
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOON, ClubCase


@tagged("post_install", "-at_install")
class TestClubTagHistory(ClubCase):
    def at(self, moment):
        """Let the change happen at ``moment``."""
        return patch.object(fields.Datetime, "now", lambda *_args: moment)

    def periods(self):
        return self.env["club.tag.period"].search([("company_id", "=", self.company.id)])

    def meaning(self, moment, group=None):
        found = self.env["club.tag.period"]._meaning_at(
            self.company, group or self.env["club.group"], moment
        )
        return {period.key: period.title for period in found}

    def test_a_tag_with_a_key_opens_a_period(self):
        self.assertEqual(self.meaning(fields.Datetime.now()), {1: "قهوه", 2: "Quiet"})
        self.assertFalse(self.env["club.tag"].create({"name": "No key"}).period_ids)

    def test_relabel_keeps_the_customers_and_the_old_title_on_old_visits(self):
        self.press(self.entry())
        visit = self.partner().club_visit_ids
        self.assertEqual(visit.tag_title, "قهوه", "a visit older than the tag's first period")
        self.tag.period_ids.sudo().valid_from = NOON - timedelta(days=1)
        with self.at(NOON + timedelta(hours=1)):
            wizard = self.env["club.tag.change"].with_context(default_tag_id=self.tag.id)
            with Form(wizard) as form:
                self.assertEqual((form.member_count, form.visit_count), (1, 1))
                form.name = "دمنوش"
            form.record.action_apply()
        self.assertEqual(self.tag.name, "دمنوش")
        self.assertEqual(self.partner().club_tag_ids, self.tag)
        self.press(self.entry(minutes=120))
        later = self.partner().club_visit_ids - visit
        self.assertEqual((visit.tag_title, later.tag_title), ("قهوه", "دمنوش"))
        self.assertEqual(self.meaning(NOON)[1], "قهوه")
        self.assertEqual(self.meaning(NOON + timedelta(hours=2))[1], "دمنوش")

    def test_retire_leaves_the_customers_their_tag_and_gives_the_key_to_a_new_one(self):
        self.press(self.entry())
        wizard = self.env["club.tag.change"].create(
            {"tag_id": self.tag.id, "mode": "retire", "name": "صبحانه", "welcome_text": "سلام"}
        )
        new = self.env["club.tag"].browse(wizard.action_apply()["res_id"])
        self.assertEqual((new.key, new.name, self.tag.key), (1, "صبحانه", 0))
        self.assertEqual(self.partner().club_tag_ids, self.tag)
        self.assertEqual(self.env["club.tag"]._keypad_tags(self.company, self.group)[0], new)
        with self.assertRaises(UserError):
            self.env["club.tag.change"].create(
                {"tag_id": self.tag.id, "mode": "retire", "name": "x"}
            ).action_apply()

    def test_a_direct_write_is_remembered_too(self):
        self.tag.write({"name": "New", "key": 5})
        old, new = self.tag.period_ids.sorted("id")
        self.assertEqual((old.key, new.key, new.title), (1, 5, "New"))
        self.assertTrue(old.valid_until)
        self.tag.active = False
        self.assertFalse(self.meaning(fields.Datetime.now()).get(5))

    def test_a_taken_key_is_refused_and_nothing_changes(self):
        before = self.periods()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.quiet_tag.key = 1
        self.env.invalidate_all()
        self.assertEqual(self.periods(), before)

    def test_a_tag_that_was_on_the_keypad_is_archived_not_deleted(self):
        with self.assertRaises(UserError):
            self.tag.unlink()
        self.env["club.tag"].create({"name": "Never used"}).unlink()

    def test_history_is_nobodys_to_edit(self):
        user = new_test_user(
            self.env,
            login="club_boss",
            groups="customer_club.group_club_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        period = self.tag.period_ids.with_user(user)
        self.assertTrue(period.read(["title"]))
        with self.assertRaises(AccessError):
            period.write({"title": "x"})
        with self.assertRaises(AccessError):
            period.unlink()

    def test_a_clock_that_was_set_back_ends_no_period_before_it_began(self):
        with self.at(NOON + timedelta(hours=1)):
            self.tag.name = "One"
        with self.at(NOON):
            self.tag.name = "Two"
        one, two = self.tag.period_ids.sorted("id")[-2:]
        self.assertEqual((one.title, two.title), ("One", "Two"))
        self.assertLessEqual(one.valid_from, one.valid_until)
        self.assertLessEqual(one.valid_until, two.valid_from)

    def test_random_changes_never_give_a_key_two_meanings(self):
        rng = random.Random(11)
        tags = (
            self.tag
            | self.quiet_tag
            | self.env["club.tag"].create([{"name": f"T{number}"} for number in range(4)])
        )
        tags.period_ids.sudo().valid_from = NOON - timedelta(days=1)
        moment = NOON
        for _step in range(60):
            moment += timedelta(minutes=1)
            tag = rng.choice(tags)
            key = rng.choice([0, 1, 2, 3])
            if (
                key
                and tags.filtered(lambda other, key=key: other.active and other.key == key) - tag
            ):
                continue
            with self.at(moment):
                tag.write(
                    rng.choice([{"key": key}, {"name": f"N{rng.randrange(9)}"}, {"color": 3}])
                )
        periods = self.periods().sorted(lambda period: (period.key, period.valid_from, period.id))
        for one, two in zip(periods, periods[1:], strict=False):
            if one.key == two.key:
                self.assertTrue(one.valid_until, "only the last period of a key is open")
                self.assertLessEqual(one.valid_until, two.valid_from)
        present = {tag.key: tag.name for tag in tags if tag.active and tag.key}
        self.assertEqual(self.meaning(moment + timedelta(minutes=1)), present)
