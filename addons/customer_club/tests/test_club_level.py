"""Levels: rise and fall on events and at night, history, rules, what is given."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOON
from .test_club_points import SECOND, PointsCase


@tagged("post_install", "-at_install")
class TestClubLevel(PointsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Level = cls.env["club.level"]
        values = {"company_id": cls.company.id}
        cls.bronze = Level.create({"name": "برنزی", "sequence": 1, **values})
        cls.silver = Level.create(
            {"name": "نقره‌ای", "sequence": 2, "min_points": 20, "color": 6, **values}
        )
        cls.gold = Level.create(
            {
                "name": "طلایی",
                "sequence": 3,
                "min_points": 40,
                "min_visits": 3,
                "both": True,
                **values,
            }
        )
        cls.vip = Level.create({"name": "ویژه", "sequence": 4, "how": "given", **values})

    def come(self, times, mobile="+989121234567", day=0):
        for hour in range(times):
            moment = NOON + timedelta(days=day, hours=hour)
            with freeze_time(moment):
                self.press(self.entry(mobile, visited_at=moment))

    def night(self, day):
        """What the scheduled action does in the night after ``day``."""
        with freeze_time(NOON + timedelta(days=day)), self.enter_registry_test_mode():
            done = self.env.ref("customer_club.ir_cron_club_levels").method_direct_trigger()
        self.assertIs(done, True)
        self.env.invalidate_all()

    def test_rises_with_what_happens(self):
        self.come(1)
        member = self.partner()
        self.assertEqual(member.club_level_id, self.bronze)
        self.assertEqual(member.club_level_since, NOON.date())
        self.come(3, day=1)
        self.assertEqual(member.club_level_id, self.gold)
        moves = member.club_level_move_ids
        self.assertEqual(moves.level_id, self.bronze | self.silver | self.gold)
        self.assertEqual(moves.mapped("direction"), ["up"] * 3)
        self.assertEqual((moves[0].points, moves[0].visits), (40, 4))

    def test_voided_visits_count_no_more(self):
        self.company.club_level_keep_days = 0
        self.come(2)
        member = self.partner()
        self.assertEqual(member.club_level_id, self.silver)
        with freeze_time(NOON + timedelta(days=1)):
            member.club_visit_ids[0]._void("wrong")
        self.assertEqual(member.club_level_id, self.bronze)
        self.assertEqual(member.club_level_move_ids[0].direction, "down")
        self.assertEqual(member.club_level_move_ids[0].reason_code, "fell")

    def test_falls_at_night_when_nothing_happens(self):
        self.come(4)
        member = self.partner()
        self.night(360)
        self.assertEqual(member.club_level_id, self.gold)
        self.night(370)
        self.assertEqual(member.club_level_id, self.bronze)
        self.assertEqual(
            member.club_level_move_ids[0].moved_on, (NOON + timedelta(days=370)).date()
        )

    def test_not_so_soon(self):
        self.company.write({"club_level_days": 30, "club_level_keep_days": 90})
        self.come(4)
        self.night(60)
        self.assertEqual(self.partner().club_level_id, self.gold)
        self.night(91)
        self.assertEqual(self.partner().club_level_id, self.bronze)

    def test_a_night_goes_on_where_it_was_killed(self):
        self.come(4)
        self.come(1, SECOND)
        first, second = sorted(self.partner() | self.partner(SECOND), key=lambda p: p.id)
        day = 400
        self.company.write({"club_levels_after": first.id, "club_levels_day": False})
        self.env["res.company"].flush_model()
        self.night(day)
        done = self.company.club_levels_day
        self.assertEqual(done, (NOON + timedelta(days=day)).date())
        self.assertEqual(self.company.club_levels_after, 0)
        self.assertEqual(second.club_level_id, self.bronze)

    def test_new_thresholds_look_at_everybody(self):
        self.come(1)
        self.night(1)
        self.silver.min_points = 10
        self.assertFalse(self.company.club_levels_day)
        self.night(1)
        self.assertEqual(self.partner().club_level_id, self.silver)

    def test_what_was_spent_lowers_no_level_and_presents_of_staff_raise_it(self):
        self.come(2)
        member = self.partner()
        [card] = self.cards(member)
        self.env["loyalty.history"].create(
            {"card_id": card.id, "description": "Coffee", "used": 20}
        )
        card.points -= 20
        self.settle()
        with freeze_time(NOON):
            standing, way = self.env["club.level"]._way(self.company, member)
        self.assertEqual((standing.points, standing.visits), (20, 2))
        self.assertEqual((way.level, way.points, way.visits), (self.gold.id, 20, 1))
        card.points += 500
        self.settle()
        with freeze_time(NOON):
            standing, _way = self.env["club.level"]._way(self.company, member)
        self.assertEqual(standing.points, 20, "a balance that somebody typed was not earned")

    def test_a_rule_that_waits_for_a_level(self):
        rule = self.env["club.rule"].create(
            {
                "name": "Silver",
                "trigger": "level_reached",
                "trigger_level_id": self.silver.id,
                "company_id": self.company.id,
                "program_id": self.program.id,
                "points": 5,
                "text": "{name}، به سطح نقره‌ای خوش آمدید",
            }
        )
        self.come(2)
        with freeze_time(NOON + timedelta(hours=2)):
            self.env["club.rule.run"]._play_due()
        member = self.partner()
        run = rule.run_ids
        self.assertEqual(run.state, "done", "once, and not for bronze")
        self.assertIn("نقره‌ای", member.club_message_ids[0].body)
        self.assertEqual(self.balance(member), 25)
        self.assertNotIn(":", run.origin_label)
        lost = rule.copy({"name": "Lost", "trigger": "level_lost", "once": "each"})
        self.night(400)
        self.assertEqual(len(lost.run_ids), 1)
        self.assertEqual(len(rule.run_ids), 1)

    def test_joined_by_a_rule_for_a_time(self):
        rule = self.env["club.rule"].create(
            {
                "name": "Form",
                "trigger": "form_completed",
                "company_id": self.company.id,
                "give_level_id": self.vip.id,
                "give_level_days": 30,
            }
        )
        self.come(1)
        member = self.partner()
        event = {"partner_id": member.id, "origin": "form:1"}
        for _twice in range(2):
            with freeze_time(NOON):
                rule._fire(self.company, "form_completed", [event])
                self.env["club.rule.run"]._play_due()
        self.assertEqual(member.club_level_id, self.vip)
        self.assertEqual(len(member.club_level_grant_ids), 1)
        self.assertEqual(member.club_level_move_ids[0].reason_code, "granted")
        self.night(30)
        self.assertEqual(member.club_level_id, self.vip)
        self.night(31)
        self.assertEqual(member.club_level_id, self.bronze)

    def test_staff_give_and_take_back(self):
        self.come(1)
        member = self.partner()
        manager = self.club_user("level_manager", "customer_club.group_club_manager")
        with freeze_time(NOON):
            grant = (
                self.env["club.level.grant"]
                .with_user(manager)
                .create(
                    {
                        "partner_id": member.id,
                        "level_id": self.vip.id,
                        "reason": "A friend of the house",
                        "valid_from": NOON.date(),
                    }
                )
            )
            self.assertEqual(member.club_level_id, self.vip)
            grant.action_take_back()
        self.assertEqual(member.club_level_id, self.bronze)
        with self.assertRaises(UserError):
            grant.unlink()
        clerk = self.club_user("level_clerk", "customer_club.group_club_user")
        with self.assertRaises(AccessError):
            grant.with_user(clerk).action_take_back()

    def test_each_company_has_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        red = self.env["club.level"].create({"name": "Red", "company_id": other.id})
        self.come(2)
        with freeze_time(NOON):
            self.press(self.entry(minutes=600, company_id=other.id, tag_id=False))
        member = self.partner()
        self.assertEqual(member.with_company(self.company).club_level_id, self.silver)
        self.assertEqual(member.with_company(other).club_level_id, red)
        Partner = self.env["res.partner"]
        for company, level in ((self.company, self.silver), (other, red)):
            found = Partner.with_company(company).search([("club_level_id", "=", level.id)])
            self.assertEqual(found, member)
            groups = Partner.with_company(company)._read_group(
                [("id", "=", member.id)], ["club_level_id"], ["__count"]
            )
            self.assertEqual(groups, [(level, 1)])
            self.assertEqual(level.member_count, 1)
        stranger = new_test_user(
            self.env,
            login="level_stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (self.silver, member.club_level_move_ids.filtered("from_level_id")):
            theirs = record.with_user(stranger).with_context(allowed_company_ids=other.ids)
            self.assertFalse(theirs.search([("id", "in", record.ids)]))
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            member.company_id = self.company
            self.env["club.level.grant"].create(
                {"partner_id": member.id, "level_id": red.id, "reason": "no"}
            )

    def test_merged_members_stand_where_both_together_do(self):
        self.come(2)
        self.come(2, SECOND, day=1)
        kept, gone = self.partner(), self.partner(SECOND)
        with freeze_time(NOON + timedelta(days=1)):
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((kept | gone).ids, kept, extra_checks=False)
        self.assertEqual(kept.club_level_id, self.gold)

    def test_levels_that_were_used_are_not_deleted(self):
        self.come(2)
        with self.assertRaises(UserError):
            self.silver.unlink()
        self.vip.unlink()
        move = self.partner().club_level_move_ids[0]
        with self.assertRaises(UserError):
            move.unlink()

    def test_archived_levels_hold_nobody(self):
        self.come(2)
        (self.bronze | self.silver | self.gold | self.vip).action_archive()
        self.night(1)
        self.assertFalse(self.partner().club_level_id)
        self.assertEqual(self.partner().club_level_move_ids[0].reason_code, "none")

    def test_the_card_shows_it(self):
        self.come(2)
        member = self.partner()
        clerk = self.club_user("level_reader", "customer_club.group_club_user")
        card = member.with_user(clerk)._club_card()[member.id]
        self.assertEqual(card["level"], {"name": "نقره‌ای", "color": self.silver.color_hex})
        self.assertEqual(card["points"], [{"balance": 20, "name": self.program.portal_point_name}])
        self.assertEqual(self.silver.action_view_members()["domain"][0][2], self.silver.id)

    def test_numbers_are_checked(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.silver.min_points = -1
            self.env.flush_all()
        grant = {"partner_id": self.env.user.partner_id.id, "level_id": self.vip.id, "reason": "x"}
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["club.level.grant"].create(
                {**grant, "valid_from": fields.Date.today(), "valid_until": "2000-01-01"}
            )
