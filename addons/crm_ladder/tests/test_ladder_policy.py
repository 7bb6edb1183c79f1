"""Policies for a segment: whom they reach, when they stop, what they brought."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.budget import held_out
from .common import NOW, LadderCase


class PolicyCase(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupons = cls.env["loyalty.program"].create(
            {"name": "کوپن", "program_type": "coupons", "company_id": cls.company.id}
        )
        cls.tag = cls.env["club.tag"].create({"name": "سیاست", "company_id": cls.company.id})
        cls.members = cls.env["res.partner"].create(
            [
                {
                    "name": f"عضو {number}",
                    "club_mobile": f"+9891212400{number:02}",
                    "club_tag_ids": cls.tag.ids,
                }
                for number in range(10)
            ]
        )

    def policy(self, start=True, **values):
        policy = self.env["ladder.policy"].create(
            {
                "name": "هدیه",
                "kind": "voucher",
                "company_id": self.company.id,
                "tag_ids": self.tag.ids,
                "program_id": self.coupons.id,
                "text": "{name}، کد شما {کد} تا {مهلت}",
                "most": 100,
                **values,
            }
        )
        if start:
            policy.action_start()
        return policy

    def run_all(self, policy, batch=3):
        """As the scheduled action does, in small batches; nothing is committed."""
        waiting = policy._candidates()
        while policy._step(waiting[:batch]):
            waiting = waiting[batch:]
            if not waiting:
                break
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderPolicy(PolicyCase):
    def test_everybody_once(self):
        policy = self.policy()
        self.run_all(policy)
        self.assertEqual(policy.grant_ids.partner_id, self.members)
        self.assertEqual((policy.given_count, policy.state), (10, "running"))
        self.run_all(policy)
        self.assertEqual(len(policy.grant_ids), 10)
        cards = policy.grant_ids.card_id
        self.assertEqual(len(cards), 10)
        self.assertEqual(set(cards.mapped("expiration_date")), {NOW.date() + timedelta(days=30)})
        texts = self.env["club.message"].search([("rule_key", "=", f"policy:{policy.id}")])
        self.assertEqual(len(texts), 10)
        text = texts.filtered(lambda t: t.partner_id == self.members[0])
        grant = policy.grant_ids.filtered(lambda g: g.partner_id == self.members[0])
        self.assertIn(grant.card_id.code, text.body)
        self.assertEqual((text.purpose, text.rule_label), ("advertising", "هدیه"))

    def test_the_budget_stops_it(self):
        policy = self.policy(budget=35, unit_cost=10, most=0)
        self.run_all(policy)
        self.assertEqual((policy.given_count, policy.spent), (3, 30))
        self.assertEqual((policy.state, policy.end_reason), ("ended", "budget"))

    def test_the_number_stops_it(self):
        policy = self.policy(most=4)
        self.run_all(policy)
        self.assertEqual((policy.given_count, policy.end_reason), (4, "number"))

    def test_the_day_stops_it(self):
        policy = self.policy(date_to=NOW.date())
        with freeze_time(NOW + timedelta(days=1)):
            self.run_all(policy)
        self.assertEqual((policy.given_count, policy.end_reason), (0, "date"))

    def test_before_its_first_day_nothing_happens(self):
        policy = self.policy(date_from=NOW.date() + timedelta(days=1))
        self.run_all(policy)
        self.assertEqual((policy.given_count, policy.state), (0, "running"))

    def test_the_database_refuses_more_than_the_budget(self):
        policy = self.policy(budget=35, unit_cost=10)
        self.run_all(policy)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            policy._advance({"spent": 36})
            self.env.flush_all()
        with self.assertRaises(UserError):
            policy.unit_cost = 1

    def test_who_wants_no_advertising_gets_nothing(self):
        self.env["phone.blacklist"].sudo()._add([self.members[0].club_mobile])
        policy = self.policy()
        self.run_all(policy)
        self.assertNotIn(self.members[0], policy.grant_ids.partner_id)

    def test_thresholds_are_combined(self):
        rich, often, neither = self.members[:3]
        self.invoice(rich, 10, 900)
        for days in (30, 20, 10):
            self.invoice(often, days, 10)
        self.invoice(neither, 10, 50)
        policy = self.policy(
            threshold_ids=[
                (0, 0, {"fact": "spent", "operator": ">=", "value": 500, "window_days": 365}),
                (0, 0, {"fact": "purchases", "value": 3, "alternative": 2}),
                (0, 0, {"fact": "spent", "operator": "<", "value": 100, "alternative": 2}),
            ]
        )
        self.run_all(policy)
        self.assertEqual(policy.grant_ids.partner_id, rich | often)
        with self.assertRaises(ValidationError):
            self.policy(
                start=False, threshold_ids=[(0, 0, {"fact": "nps", "value": 9, "window_days": 3})]
            )

    def test_those_about_to_leave(self):
        for partner, alive in zip(self.members[:3], (20, 50, 80), strict=True):
            partner.sudo()._write_multi([{"ladder_alive": alive, "ladder_expected": 2.0}])
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            self.policy(kind="retention")
        policy = self.policy(kind="retention", gone_percent=50)
        self.run_all(policy)
        self.assertEqual(policy.grant_ids.partner_id, self.members[:2])

    def test_the_held_out_get_nothing_and_cost_nothing(self):
        policy = self.policy(holdout_percent=30, budget=1000, unit_cost=10)
        self.run_all(policy)
        expected = {p.id for p in self.members if held_out(policy.id, p.id, 30)}
        watched = policy.grant_ids.filtered(lambda g: g.state == "watched")
        self.assertEqual(set(watched.partner_id.ids), expected)
        self.assertFalse(watched.card_id)
        self.assertEqual(policy.spent, 10 * (10 - len(expected)))

    def test_what_a_policy_needs_to_run(self):
        for values in (
            {"most": 0},
            {"budget": 100, "unit_cost": 0},
            {"program_id": False, "text": False},
            {"kind": "invitation"},
        ):
            with self.assertRaises(ValidationError, msg=values), self.env.cr.savepoint():
                self.policy(**values)
        with self.assertRaises(ValidationError):
            self.policy(start=False, text="{friend}")

    def test_used_and_unused_coupons(self):
        policy = self.policy(budget=50, unit_cost=10, most=0, valid_days=5)
        self.run_all(policy)
        self.assertEqual((policy.spent, policy.end_reason), (50, "budget"))
        used = policy.grant_ids[0]
        used.card_id.points = 0
        with freeze_time(NOW + timedelta(days=6)):
            self.env["ladder.policy.grant"]._look_at_coupons()
        self.env.invalidate_all()
        self.assertEqual(used.state, "used")
        self.assertEqual(set((policy.grant_ids - used).mapped("state")), {"unused"})
        self.assertEqual((policy.spent, policy.cost, policy.used_count), (10, 10, 1))

    def test_results_beside_those_watched(self):
        policy = self.policy(holdout_percent=30, window_days=7)
        self.run_all(policy)
        got = policy.grant_ids.filtered(lambda g: g.state == "given").partner_id
        watched = policy.grant_ids.partner_id - got
        with freeze_time(NOW + timedelta(days=3)):
            self.invoice(got[0], -3, 70)
            self.invoice(got[1], -3, 30)
            self.refund(self.invoice(got[2], -3, 500), -3)
            self.invoice(got[3], -8, 1000)  # after the window
            self.invoice(got[4], 5, 1000)  # before it was given
            if watched:
                self.invoice(watched[0], -3, 40)
            self.evaluate(*self.members)
        self.env.invalidate_all()
        self.assertEqual((policy.buyer_count, policy.revenue), (2, 100))
        self.assertAlmostEqual(policy.buyer_share, 100 * 2 / len(got), delta=0.06)
        self.assertAlmostEqual(
            policy.watched_share, 100 / len(watched) if watched else 0, delta=0.06
        )

    def test_one_person_of_two_records(self):
        policy = self.policy(budget=1000, unit_cost=10)
        self.run_all(policy)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            self.members[:2].ids, self.members[0]
        )
        self.env.invalidate_all()
        self.assertEqual(len(policy.grant_ids), 10)
        self.assertEqual(policy.spent, 100)
        mine = policy.grant_ids.filtered(lambda g: g.partner_id == self.members[0])
        self.assertEqual(len(mine), 1)

    def test_cron(self):
        policy = self.policy(most=4)
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_policy")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual((policy.given_count, policy.state), (4, "ended"))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderPolicyRights(PolicyCase):
    def test_who_may_what(self):
        users = {
            name: new_test_user(self.env, login=f"policy_{name}", groups=group)
            for name, group in (
                ("employee", "base.group_user"),
                ("user", "customer_club.group_club_user"),
                ("manager", "customer_club.group_club_manager"),
            )
        }
        rights = {
            "ladder.policy": {"employee": "", "user": "r", "manager": "rwcu"},
            "ladder.policy.grant": {"employee": "", "user": "r", "manager": "r"},
            "ladder.threshold": {"employee": "", "user": "r", "manager": "rwcu"},
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, by_group in rights.items():
            for group, letters in by_group.items():
                records = self.env[model].with_user(users[group])
                granted = "".join(
                    letter for letter, name in operations.items() if records.has_access(name)
                )
                self.assertEqual(granted, letters, f"{group} on {model}")
        policy = self.policy(start=False)
        with self.assertRaises(AccessError):
            policy.with_user(users["user"]).action_start()
        with self.assertRaises(AccessError):
            policy.with_user(users["manager"]).write({"state": "running"})
        with self.assertRaises(AccessError):
            policy.with_user(users["manager"]).write({"spent": 1})
        policy.with_user(users["manager"]).action_start()
        policy.with_user(users["manager"]).action_stop()
        self.assertEqual(policy.end_reason, "hand")
        other = self.env["res.company"].create({"name": "دیگری"})
        theirs = self.policy(start=False, company_id=other.id, program_id=False, tag_ids=False)
        self.assertFalse(
            self.env["ladder.policy"].with_user(users["manager"]).search([("id", "=", theirs.id)])
        )


@tagged("post_install", "-at_install", "ladder_http")
class TestLadderInvitation(PolicyCase, HttpCase):
    def test_an_invitation_is_answered_on_its_page(self):
        policy = self.policy(
            kind="invitation",
            program_id=False,
            event_at="2030-01-05 15:00:00",
            event_place="<b>تالار</b>",
            text="{name}، {time} در {place}: {link}",
            most=2,
        )
        self.run_all(policy)
        self.assertEqual(len(policy.grant_ids), 2)
        grant = policy.grant_ids[0]
        link = self.env["club.link"].search([("origin", "=", f"ladder.policy.grant:{grant.id}")])
        text = self.env["club.message"].search([("origin", "=", link.origin)])
        self.assertIn(link._url(), text.body)
        address = link._url().replace(self.base_url(), "")
        page = self.url_open(address)
        self.assertEqual(page.status_code, 200)
        self.assertIn("&lt;b&gt;تالار", page.text)
        self.assertEqual(grant.state, "given", "reading answers nothing")
        self.url_open(address, data={"answer": "nonsense"})
        self.assertEqual(grant.state, "given")
        for answer in ("accepted", "declined", "accepted"):
            self.assertEqual(self.url_open(address, data={"answer": answer}).status_code, 200)
            grant.invalidate_recordset()
            self.assertEqual(grant.state, answer)
        grant.action_came()
        self.url_open(address, data={"answer": "declined"})
        grant.invalidate_recordset()
        self.assertEqual(grant.state, "came")
        self.assertEqual(policy.came_count, 1)
