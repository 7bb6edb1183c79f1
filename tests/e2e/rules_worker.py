"""Kill real workers of the rule engine, day after day.

Piped into ``odoo shell`` by ``test_rules_crash.py``, like ``sms_ir_worker.py``: a small shop is
prepared, then each round is the morning of another day. Its worker plans the day's rules, plays
what is due and hands texts to Odoo's queue, by Odoo's own runner of scheduled actions, and is
killed by ``SIGKILL`` at the point of the round; the next morning's worker finds what it left.
"""

import json
import os
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, os.environ["CLUB_E2E_FOLDER"])

from sms_ir_worker import die, in_worker  # noqa: E402

MEMBERS = 90
FIRST_DAY = datetime(2026, 5, 4, 12, 30)  # past the hour of sending, wherever the shop is
POINTS = {
    "before_the_day": ("club.rule", "_plan_day", "before"),
    "day_not_committed": ("club.rule", "_plan_day", "after"),
    "reward_given": ("club.rule", "_action_reward", "after"),
    "tag_given": ("club.rule", "_action_tag", "after"),
    "text_written": ("club.message", "_plan_letters", "after"),
    "firing_not_finished": ("club.rule.run", "_finish", "before"),
    "batch_not_committed": ("club.rule.run", "_play_due", "after"),
    "queued_not_noted": ("club.message", "_set_state", "before"),
    "queue_not_committed": ("club.message", "_dispatch_queue", "after"),
    "committed": ("club.message", "_dispatch_batch", "next"),
}


def arm(registry, point, rng):
    """Make this process die when it comes to ``point``; one call may pass before."""
    name, method, when = POINTS[point]
    model = registry[name]
    original, left = getattr(model, method), [1 if when == "next" else rng.choice((0, 0, 1))]

    def wrapped(self, *args, **kwargs):
        left[0] -= 1
        if left[0] < 0 and when != "after":
            die()
        result = original(self, *args, **kwargs)
        if left[0] < 0:
            self.env.flush_all()
            die()
        return result

    setattr(model, method, wrapped)


def run_action(env, name):
    """Run a scheduled action once, as the scheduler does."""
    cron = env.registry["ir.cron"]
    job = cron._acquire_one_job(env.cr, env.ref(f"customer_club.{name}").id, include_not_ready=True)
    if job:
        cron._process_job(env.cr, job)
    env.cr.commit()


def prepare(env):
    """Members with birthdays all along the days, who came once, and rules with every action."""
    company = env.company
    env["club.rule"].with_context(active_test=False).search([]).active = False
    env["club.pace"].search([]).write({"quiet": False, "cap": 0, "together_minutes": 0})
    tag = env["club.tag"].create({"name": "Birthday child", "company_id": company.id})
    Program = env["loyalty.program"]
    values = {"company_id": company.id, "trigger": "with_code"}
    coupons = Program.create({"name": "Crash coupons", "program_type": "coupons", **values})
    points = Program.create(
        {"name": "Crash points", "program_type": "loyalty", "applies_on": "both", **values}
    )
    env["club.visit"]._register_entries(
        [
            {
                "mobile": f"+98991{number:07}",
                "visited_at": FIRST_DAY - timedelta(days=20, hours=number),
                "tag_id": False,
                "group_id": False,
                "source": "keypad",
                "origin": f"direct:rules-{number}",
                "company_id": company.id,
                "merge_minutes": 0,
                "silent_reason": False,
            }
            for number in range(MEMBERS)
        ]
    )
    members = env["res.partner"].search([("club_mobile", "like", "+98991")], order="club_mobile")
    for number, member in enumerate(members):
        born = FIRST_DAY.date().replace(year=1990) + timedelta(days=number % 12)
        member.write({"club_birthday": born, "club_birthday_calendar": "gregorian"})
    rules = env["club.rule"].create(
        [
            {"name": name, "company_id": company.id, "text": text, "purpose": "service", **more}
            for name, text, more in (
                (
                    "birthday",
                    "{name}: {code}",
                    {"trigger": "birthday", "program_id": coupons.id, "give_tag_id": tag.id},
                ),
                (
                    "not_seen",
                    "سلام {name}",
                    {"trigger": "not_seen", "days": 22, "program_id": points.id, "points": 3},
                ),
            )
        ]
    )
    # The days begin when the first worker comes, not when the rules were made.
    rules.planned_until = FIRST_DAY.date() - timedelta(days=1)
    return {"rules": rules.ids, "programs": [coupons.id, points.id], "tag": tag.id}


def summary(env, made, days):
    """What the database says in the end, beside what the calendar says."""
    birthday, not_seen = env["club.rule"].browse(made["rules"])
    coupons, points = env["loyalty.program"].browse(made["programs"])
    messages = env["club.message"].search([("rule_id", "in", made["rules"])])
    uuids = [uuid for uuid in messages.mapped("sms_uuid") if uuid]
    tag = env["club.tag"].browse(made["tag"])
    return {
        "birthdays": len(birthday.run_ids),
        "expected_birthdays": sum(1 for number in range(MEMBERS) if number % 12 < days),
        "missed": len(not_seen.run_ids),
        "states": sorted({run.state for run in (birthday | not_seen).run_ids}),
        "persons_doubled": len(birthday.run_ids) - len(birthday.run_ids.partner_id),
        "messages": len(messages),
        "message_states": sorted(set(messages.mapped("state"))),
        "coupons": len(coupons.coupon_ids),
        "points": sum(points.coupon_ids.mapped("points")),
        "tagged": env["res.partner"].search_count([("club_tag_ids", "in", tag.ids)]),
        "queue": env["sms.sms"].search_count([("uuid", "in", uuids)]),
        "uuids": len(set(uuids)),
        "trackers": env["sms.tracker"].search_count([("club_message_id", "in", messages.ids)]),
    }


def main(env):
    """Carry out the plan of the environment and write the result file."""
    from freezegun import freeze_time

    import odoo.addons.customer_club.models.club_message_dispatch as dispatch

    dispatch.BATCH = 4  # several batches, and so commits, in a morning
    plan = json.loads(os.environ["RULES_PLAN"])
    rng = random.Random(plan["seed"])
    registry = env.registry
    with freeze_time(FIRST_DAY - timedelta(days=1)):
        made = prepare(env)
        env.flush_all()
    env.cr.commit()
    ends = {}

    def morning(number, point=None):
        def work(env):
            # The scheduler gives a job that died three times in a row a rest; a test has no hours.
            env.cr.execute("UPDATE ir_cron_progress SET timed_out_counter = 0")
            env.cr.commit()
            if point:
                arm(env.registry, point, rng)
            with freeze_time(FIRST_DAY + timedelta(days=number), tick=True):
                run_action(env, "ir_cron_club_rule_daily")
                run_action(env, "ir_cron_club_message_dispatch")

        return in_worker(registry, work)

    days = 0
    for days in range(plan["days"]):
        for point in rng.sample(sorted(POINTS), plan["kills"]):
            end = morning(days, point)
            ends[f"{point}: {end}"] = ends.get(f"{point}: {end}", 0) + 1
            rng.random()
    for _last in range(2):  # to the end, and once more for nothing
        ends["last"] = morning(days)
    env.cr.rollback()
    env.invalidate_all()
    result = {"ends": ends, **summary(env, made, plan["days"])}
    Path(os.environ["RULES_RESULT"]).write_text(json.dumps(result), encoding="utf-8")


if "env" in globals() and "RULES_PLAN" in os.environ:
    main(globals()["env"])
