"""A shop, day by day: keypads, rules, opt-outs, and workers that are killed now and then.

Five weeks of a small shop in the regular run; ``CLUB_YEAR=2000,30000,365`` (members, events, days)
is the whole year. What must be true of the ledger is asked of plain facts that the simulation
noted itself, not of the code that is tested.
"""

import os
import random
from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.tests import tagged

from ..tools.jalali import is_jalali_leap, to_jalali
from .common import ClubCase

MEMBERS, EVENTS, DAYS = (int(n) for n in os.environ.get("CLUB_YEAR", "60,540,36").split(","))
TEHRAN = ZoneInfo("Asia/Tehran")
START = date(2026, 3, 5)  # over Nowruz: the end of Esfand, and a new Jalali year
SEEDED = 87
CAP, CAP_DAYS, TOGETHER = 3, 20, 60
KILLED_AT = (
    ("club.rule", "_plan_day"),
    ("club.rule", "_action_reward"),
    ("club.rule.run", "_finish"),
    ("club.message", "_plan_letters"),
    ("club.message", "_dispatch_queue"),
    ("club.message", "_set_state"),
)


class Killed(BaseException):
    """The worker is gone: nothing of its transaction stays, nobody handles it."""


def utc(day, hour, minute=0):
    wall = datetime.combine(day, time(hour, minute), tzinfo=TEHRAN)
    return wall.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def local(moment):
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(TEHRAN)


def is_birthday(born, day):
    """In the Jalali calendar; who was born on 30 Esfand celebrates on 29 in a common year."""
    month, number = to_jalali(born)[1:]
    if (month, number) == (12, 30) and not is_jalali_leap(to_jalali(day)[0]):
        number = 29
    return (month, number) == to_jalali(day)[1:]


@tagged("post_install", "-at_install")
class TestClubYear(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.rule"].with_context(active_test=False).search([]).active = False
        cls.clock = cls.enterClassContext(freeze_time(utc(START, 0), tick=False))
        cls.pace.write(
            {
                "quiet": True,
                "friday": True,
                "cap": CAP,
                "cap_days": CAP_DAYS,
                "together_minutes": TOGETHER,
            }
        )
        loyalty = {"company_id": cls.company.id, "trigger": "with_code"}
        Program = cls.env["loyalty.program"]
        cls.coupons = Program.create({"name": "Coupons", "program_type": "coupons", **loyalty})
        cls.points = Program.create(
            {"name": "Points", "program_type": "loyalty", "applies_on": "both", **loyalty}
        )
        cls.rules = {
            "fifth": cls.rule("nth_visit", visit_number=5),
            "points": cls.rule("later_visit", text=False, program_id=cls.points.id, points=3),
            "after": cls.rule("first_visit", delay=2, delay_unit="hours", purpose="advertising"),
            "offer": cls.rule("later_visit", purpose="advertising", delay=1, once="week"),
            "missed": cls.rule(
                "not_seen", days=21, purpose="advertising", program_id=cls.coupons.id,
                text="{name}: {code}", once="each",
            ),
            "birthday": cls.rule("birthday", purpose="advertising", expire_days=4),
        }  # fmt: skip
        cls.rules["again"] = cls.rule(
            "after_rule", after_rule_id=cls.rules["missed"].id, delay=7, purpose="advertising"
        )

    @classmethod
    def rule(cls, trigger, **values):
        return cls.env["club.rule"].create(
            {
                "name": trigger,
                "trigger": trigger,
                "text": "سلام {name}",
                "company_id": cls.company.id,
                **values,
            }
        )

    # The days ------------------------------------------------------------------------------------

    def setUp(self):
        super().setUp()
        self.dice = random.Random(SEEDED)  # noqa: S311 - it plays a shop, it guards nothing
        self.killed = 0
        self.refused_since = {}
        self.born, self.changed = {}, set()
        self.registered = []

    def worker(self, job, kills=0.0):
        """Run a scheduled action in a transaction of its own; it may be killed in the middle."""
        countdown = self.dice.randrange(1, 9) if self.dice.random() < kills else None
        with ExitStack() as stack:
            cr = stack.enter_context(self.registry.cursor())
            env = self.env(cr=cr)
            for model, name in KILLED_AT if countdown else ():
                stack.enter_context(patch.object(*self.bomb(env[model], name, countdown)))
            try:
                job(env)
                cr.commit()  # pylint: disable=invalid-commit
                return True
            except Killed:
                self.killed += 1
                cr.rollback()
                return False
            finally:
                env.invalidate_all(flush=False)

    def at_last(self, job, kills):
        """Run a job that may be killed, until a worker lives."""
        while not self.worker(job, kills):
            pass

    def bomb(self, model, name, countdown):
        real, calls = getattr(type(model), name), Counter()

        def armed(records, *args, **kwargs):
            calls["n"] += 1
            if calls["n"] == countdown:
                raise Killed
            result = real(records, *args, **kwargs)
            if calls["n"] == countdown - 1 and self.dice.random() < 0.3:
                raise Killed  # done, and gone before the commit
            return result

        return type(model), name, armed

    def plan_and_dispatch(self, moment, kills):
        self.clock.move_to(moment)
        self.at_last(lambda env: env["club.rule"]._cron_plan_days(), kills)
        self.at_last(lambda env: env["club.message"]._cron_dispatch(), kills)
        self.worker(self.gateway)

    def gateway(self, env):
        """What the provider says of what it got since the last time."""
        messages = env["club.message"].search(
            [("state", "=", "queued"), ("company_id", "=", self.company.id)]
        )
        failed = messages.filtered(lambda message: self.dice.random() < 0.03)
        (messages - failed)._apply_sms_status("sent")
        failed._apply_sms_status("exception", "sms_number_format")

    def press_keys(self, day, count):
        """Entries of a day at three times; some pressed twice, some came late."""
        times = [utc(day, hour, minute) for hour, minute in ((10, 7), (15, 40), (20, 50))]
        for moment in times:
            self.clock.move_to(moment)
            entries = []
            for _n in range(count // len(times)):
                mobile = f"+98912{self.dice.randrange(MEMBERS):07d}"
                late = self.dice.random() < 0.04
                entries.append(
                    self.entry(
                        mobile,
                        tag_id=self.dice.choice([self.tag, self.quiet_tag]).id,
                        visited_at=moment - timedelta(hours=30 if late else 0),
                        silent_reason="late" if late else False,
                    )
                )
            self.worker(lambda env, e=entries: env["club.visit"]._register_entries(e))
            self.registered += [entry["origin"] for entry in entries]
            self.at_last(lambda env: env["club.message"]._cron_dispatch(), 0.15)

    def people_change(self, day):
        """Some tell their birthday, one in a while another one, some want no advertising."""
        self.clock.move_to(utc(day, 0, 5))

        def change(env):
            members = env["res.partner"].search([("club_mobile", "like", "+98912%")])
            for member in members:
                if member.id not in self.born and self.dice.random() < 0.5:
                    born = date(1990, 3, 21) + timedelta(days=self.dice.randrange(366))
                    self.born[member.id] = (born, day)
                    member.write({"club_birthday": born, "club_birthday_calendar": "jalali"})
                elif member.id in self.born and self.dice.random() < 0.003:
                    self.changed.add(member.id)
                    member.club_birthday += timedelta(days=self.dice.choice([-9, 5, 40]))
                if member.id not in self.refused_since and self.dice.random() < 0.004:
                    self.refused_since[member.id] = utc(day, 0, 5)
                    env["club.consent"]._record(member, "advertising", False, "sms", "لغو")
            if members and self.dice.random() < 0.2:
                visit = self.dice.choice(members).club_visit_ids.filtered(lambda v: not v.void_date)
                visit[:1]._void("another customer's number")

        self.worker(change)

    def test_the_year(self):
        with self.enter_registry_test_mode():
            for n in range(DAYS):
                day = START + timedelta(days=n)
                self.people_change(day)
                self.plan_and_dispatch(utc(day, 0, 30), 0.2)
                if self.dice.random() > 0.03:  # otherwise the server is down in the morning
                    self.plan_and_dispatch(utc(day, 8, 30), 0.1)
                self.press_keys(day, max(3, EVENTS // DAYS))
                self.plan_and_dispatch(utc(day, 22, 15), 0.1)
        self.env.invalidate_all()
        self.messages = self.env["club.message"].search([("company_id", "=", self.company.id)])
        self.runs = self.env["club.rule.run"].search([("company_id", "=", self.company.id)])
        self.assertGreater(self.killed, DAYS / 10)
        self.assertGreater(len(self.messages), EVENTS / 3)
        self.each_is_explained_by_one_rule_and_origin()
        self.nobody_is_over_the_cap_or_written_to_at_night()
        self.nobody_opted_out_got_advertising()
        self.no_birthday_is_missed_or_doubled()
        self.totals_equal_the_sums()

    # What must be true ---------------------------------------------------------------------------

    def each_is_explained_by_one_rule_and_origin(self):
        self.assertEqual(len({(m.rule_key, m.origin) for m in self.messages}), len(self.messages))
        kinds = Counter()
        for message in self.messages:
            kind, _sep, key = message.rule_key.partition(":")
            kinds[kind] += 1
            if kind == "rule":
                run = message.run_id
                self.assertEqual(run.rule_id.id, int(key))
                self.assertEqual(message.origin, f"run:{run.id}")
                self.assertEqual((run.partner_id, run.state), (message.partner_id, "done"))
                self.assertTrue(run.rule_id.wording_ids.filtered("version"))
                self.assertEqual(message.rule_version, run.rule_id.version)
            else:
                self.assertIn(kind, ("welcome", "repeat"))
                self.assertEqual(message.origin, f"visit:{message.visit_id.id}")
                self.assertEqual(message.visit_id.tag_id.id, int(key))
            if message.state in ("cancelled", "blocked", "held"):
                self.assertTrue(message.reason, message.state)
            if message.state == "held":
                self.assertTrue(message.held_until)
        texts = self.runs.filtered(
            lambda run: run.state == "done" and run.rule_id != self.rules["points"]
        )
        self.assertEqual(kinds["rule"], len(texts), "one text for each firing, and none dropped")
        for run in self.runs - texts:
            self.assertFalse(run.message_ids)
            if run.state == "cancelled":
                self.assertTrue(run.reason)
        self.assertFalse(self.runs.filtered(lambda run: run.state == "failed"))

    def nobody_is_over_the_cap_or_written_to_at_night(self):
        went = defaultdict(list)
        for message in self.messages.filtered("queued_at").sorted("queued_at"):
            went[message.partner_id].append(message)
        waited = Counter(self.messages.mapped("reason_code"))
        self.assertGreater(sum(1 for m in self.messages if m.held_at), 10)
        self.assertGreater(waited["came_back"] + waited["expired"] + len(went), 0)
        for messages in went.values():
            ads = [m.queued_at for m in messages if m.purpose == "advertising"]
            for earlier, later in zip(ads, ads[CAP:], strict=False):
                self.assertGreaterEqual(later - earlier, timedelta(days=CAP_DAYS))
            last = None
            for message in messages:
                at = local(message.queued_at)
                if message.instant:
                    self.assertLess(message.queued_at - message.planned_at, timedelta(hours=1))
                else:
                    self.assertIn(at.hour, range(8, 22))
                    self.assertNotEqual(at.weekday(), 4, "nobody is written to on a Friday")
                    if last:
                        gap = message.queued_at - last
                        self.assertGreaterEqual(gap, timedelta(minutes=TOGETHER))
                last = message.queued_at

    def nobody_opted_out_got_advertising(self):
        self.assertTrue(self.refused_since)
        ads = self.messages.filtered(lambda m: m.purpose == "advertising" and m.queued_at)
        self.assertTrue(ads)
        for message in ads:
            since = self.refused_since.get(message.partner_id.id)
            self.assertFalse(since and message.queued_at > since)
        blocked = self.messages.filtered(lambda m: m.reason_code == "opted_out")
        self.assertLessEqual(set(blocked.partner_id.ids), set(self.refused_since))

    def no_birthday_is_missed_or_doubled(self):
        found = Counter()
        for run in self.rules["birthday"].run_ids:
            found[run.partner_id.id, run.origin.partition(":")[2]] += 1
        self.assertFalse([key for key, count in found.items() if count > 1])
        expected = set()
        for partner_id, (born, since) in self.born.items():
            if partner_id in self.changed:
                continue
            for n in range(DAYS):
                day = START + timedelta(days=n)
                if day >= since and is_birthday(born, day):
                    expected.add((partner_id, str(day)))
        told = {key for key in found if key[0] not in self.changed}
        self.assertEqual(told, expected)
        self.assertGreater(len(expected), 3)
        for partner_id in self.changed:
            days = sorted(date.fromisoformat(d) for pid, d in found if pid == partner_id)
            gaps = [later - earlier for earlier, later in zip(days, days[1:], strict=False)]
            self.assertFalse([gap for gap in gaps if gap < timedelta(days=300)])

    def totals_equal_the_sums(self):
        members = self.env["res.partner"].search([("club_mobile", "like", "+98912%")])
        visits = members.club_visit_ids.filtered(lambda visit: not visit.void_date)
        self.assertEqual(sum(members.mapped("club_visit_count")), len(visits))
        self.assertLessEqual(len(members.club_visit_ids), len(self.registered))
        by_state = Counter(self.messages.mapped("state"))
        self.assertEqual(sum(by_state.values()), len(self.messages))
        uuids = self.messages.filtered("sms_uuid").mapped("sms_uuid")
        self.assertEqual(len(uuids), len(set(uuids)))
        self.assertEqual(set(uuids), set(self.messages.filtered("queued_at").mapped("sms_uuid")))
        sms = self.env["sms.sms"].search([("uuid", "in", uuids)])
        self.assertEqual(len(sms), len(uuids), "each went once")
        given = self.rules["points"].run_ids.filtered(lambda run: run.state == "done")
        self.assertEqual(sum(self.points.coupon_ids.mapped("points")), 3 * len(given))
        later = self.env["club.message"].search_count(
            [("rule_key", "=", f"repeat:{self.tag.id}"), ("company_id", "=", self.company.id)]
        )
        self.assertLessEqual(later, len(self.rules["points"].run_ids))
        missed = self.rules["missed"].run_ids.filtered(lambda run: run.state == "done")
        self.assertEqual(len(self.coupons.coupon_ids), len(missed))
        self.assertEqual(missed.card_id, self.coupons.coupon_ids)
