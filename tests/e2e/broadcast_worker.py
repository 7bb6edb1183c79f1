"""Kill real workers of a group message, again and again.

Piped into ``odoo shell`` by ``test_broadcast_crash.py``, like ``member_import_worker.py``: members
and a group message with two texts and a hold-out group are made, then each round forks a worker
that runs the scheduled action through Odoo's own runner and is killed by ``SIGKILL``, at a point of
a batch or at any time. The last worker lives; then the ledger is handed to Odoo's queue.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, os.environ["CLUB_E2E_FOLDER"])

from sms_ir_worker import die, in_worker  # noqa: E402

PEOPLE = 1200
POINTS = {
    "before_the_freeze": ("_collect_batch", "before"),
    "freeze_not_committed": ("_collect_batch", "after"),
    "before_the_batch": ("_queue_batch", "before"),
    "links_and_letters_made": ("_letters", "after"),
    "ledger_written": ("_tie", "before"),
    "batch_not_committed": ("_queue_batch", "after"),
    "at_any_time": (None, None),
}


def arm(registry, point, rng):
    """Make this process die when it comes to ``point``; some batches may pass before."""
    name, when = POINTS[point]
    if not name:
        wait = rng.uniform(0.01, 0.12)

        def later():
            time.sleep(wait)
            os.kill(os.getpid(), signal.SIGKILL)

        threading.Thread(target=later, daemon=True).start()
        return
    model = registry["club.broadcast"]
    original, left = getattr(model, name), [rng.choice((0, 0, 1))]

    def wrapped(self, *args, **kwargs):
        left[0] -= 1
        if left[0] < 0 and when == "before":
            die()
        result = original(self, *args, **kwargs)
        if left[0] < 0:
            self.env.flush_all()
            die()
        return result

    setattr(model, name, wrapped)


def run_action(env, name):
    """Run a scheduled action once, as the scheduler does."""
    cron = env.registry["ir.cron"]
    job = cron._acquire_one_job(env.cr, env.ref(name).id, include_not_ready=True)
    if job:
        cron._process_job(env.cr, job)


def prepare(env):
    """``PEOPLE`` members who carry two tags each, some of whom refuse, and a message to them."""
    company = env.company
    tags = env["club.tag"].create(
        [{"name": name, "company_id": company.id} for name in ("یک", "دو")]
    )
    members = env["res.partner"]._club_make(
        company, [{"club_mobile": f"+98990{row:07}", "name": f"عضو {row}"} for row in range(PEOPLE)]
    )
    for tag in tags:
        env["club.deed"]._tag(tag, members)
    env["club.consent"]._record(members[:100], "advertising", False, "staff")
    env["club.pace"]._for(company).write({"quiet": False, "together_minutes": 0, "cap": 0})
    broadcast = env["club.broadcast"].create(
        {
            "name": "crash",
            "text": "{name}: {link}",
            "text_b": "{name}، {link}",
            "link_url": "https://shop.ir/menu",
            "ab": True,
            "sample_percent": 40,
            "winner_mode": "hand",
            "winner_by": "visited",
            "holdout_percent": 10,
            "tag_ids": [(6, 0, tags.ids)],
        }
    )
    broadcast.action_start()
    return broadcast.id


def summary(env, broadcast_id):
    """What the database says in the end."""
    cr = env.cr
    key = f"broadcast:{broadcast_id}"
    cr.execute(
        """
        SELECT arm, count(*), count(DISTINCT partner_id), count(message_id)
          FROM club_broadcast_recipient WHERE broadcast_id = %s GROUP BY arm ORDER BY arm
        """,
        [broadcast_id],
    )
    arms = {arm: [int(n) for n in counts] for arm, *counts in cr.fetchall()}
    cr.execute(
        "SELECT count(*), count(DISTINCT partner_id), count(DISTINCT number) FROM club_message"
        " WHERE rule_key = %s",
        [key],
    )
    ledger = [int(n) for n in cr.fetchone()]
    cr.execute("SELECT count(*), count(DISTINCT origin) FROM club_link WHERE rule_key = %s", [key])
    links = [int(n) for n in cr.fetchone()]
    cr.execute("SELECT count(*), count(DISTINCT number) FROM sms_sms WHERE number LIKE '+98990%%'")
    queue = [int(n) for n in cr.fetchone()]
    broadcast = env["club.broadcast"].browse(broadcast_id)
    return {
        "arms": arms,
        "ledger": ledger,
        "links": links,
        "queue": queue,
        "state": broadcast.state,
        "counts": [broadcast.people_count, broadcast.target_count, broadcast.queued_count],
    }


def main(env):
    """Carry out the plan of the environment and write the result file."""
    import odoo.addons.customer_club.models.club_broadcast_audience as audience
    import odoo.addons.customer_club.models.club_broadcast_queue as queue
    import odoo.addons.customer_club.models.club_broadcast_work as work_

    audience.COLLECT = work_.COLLECT = 200
    queue.BATCH = 16
    model = env.registry["club.broadcast"]
    collect, put = model._collect_batch, model._queue_batch
    model._collect_batch = lambda self: collect(self, 200)
    model._queue_batch = lambda self, arms: put(self, arms, 16)

    plan = json.loads(os.environ["BROADCAST_PLAN"])
    rng = random.Random(plan["seed"])
    registry = env.registry
    broadcast_id = prepare(env)
    env.cr.commit()
    ends = {}

    def work(env, point=None, name="customer_club.ir_cron_club_broadcast"):
        # The scheduler gives a job that died three times in a row a rest; a test has no hours.
        env.cr.execute("UPDATE ir_cron_progress SET timed_out_counter = 0")
        env.cr.commit()
        if point:
            arm(env.registry, point, rng)
        run_action(env, name)

    def kill_at(point):
        end = in_worker(registry, lambda env: work(env, point))
        ends[f"{point}: {end}"] = ends.get(f"{point}: {end}", 0) + 1
        rng.random()

    freezing = [point for point in POINTS if "freeze" in point]
    queuing = [point for point in POINTS if "freeze" not in point]
    for _round in range(plan["rounds"]):
        for point in freezing:
            kill_at(point)
    for _round in range(plan["rounds"]):
        for point in queuing:
            kill_at(point)
    in_worker(registry, work)  # the sample is out
    in_worker(registry, lambda env: env["club.broadcast"].browse(broadcast_id).action_choose_b())
    for _round in range(plan["rounds"]):
        for point in queuing:
            kill_at(point)
    for _last in range(2):  # to the end, and once more for nothing
        in_worker(registry, work)
    for _last in range(2):
        in_worker(
            registry, lambda env: work(env, name="customer_club.ir_cron_club_message_dispatch")
        )
    in_worker(registry, work)
    env.cr.rollback()
    env.invalidate_all()
    result = {"ends": ends, **summary(env, broadcast_id)}
    Path(os.environ["BROADCAST_RESULT"]).write_text(json.dumps(result), encoding="utf-8")


if "env" in globals() and "BROADCAST_PLAN" in os.environ:
    main(globals()["env"])
