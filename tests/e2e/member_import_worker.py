"""Kill real workers of an import of members, again and again.

Piped into ``odoo shell`` by ``test_member_import_crash.py``, like ``sms_ir_worker.py``: the import
is prepared, then each round forks a worker that runs the scheduled action through Odoo's own runner
and is killed by ``SIGKILL``, at a point of the batch or at any time. The last worker lives.
"""

import base64
import json
import os
import random
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, os.environ["CLUB_E2E_FOLDER"])

from sms_ir_worker import die, in_worker  # noqa: E402

ROWS = 1500
POINTS = {
    "before_the_batch": ("_run_lines", "before"),
    "members_made": ("_update_known", "before"),
    "tags_given": ("_give_tags", "after"),
    "inside_the_visits": ("_add_visits", "after"),
    "batch_not_committed": ("_run_lines", "after"),
    "inside_the_check": ("_stage", "after"),
}


def number(row):
    """The mobile number of a row."""
    return f"+98990{row:07}"


def arm(registry, point, rng):
    """Make this process die when it comes to ``point``; some batches may pass before."""
    name, when = POINTS[point]
    model = registry["club.import"]
    original, left = getattr(model, name), [rng.choice((0, 0, 1, 2))]

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


def run_action(env):
    """Run the scheduled action once, as the scheduler does."""
    cron = env.registry["ir.cron"]
    job = cron._acquire_one_job(
        env.cr, env.ref("customer_club.ir_cron_club_import").id, include_not_ready=True
    )
    if job:
        cron._process_job(env.cr, job)


def prepare(env):
    """A list of ``ROWS`` members with visits; somebody at the counter has come already."""
    env["club.visit"]._register_entries(
        [
            {
                "mobile": number(7),
                "visited_at": datetime(2026, 11, 1, 10),
                "tag_id": False,
                "group_id": False,
                "source": "keypad",
                "origin": "direct:crash",
                "company_id": env.company.id,
                "merge_minutes": 0,
                "silent_reason": False,
            }
        ]
    )
    lines = ["موبایل,نام,برچسب,تعداد بازدید,اولین بازدید,آخرین بازدید"]
    lines += [f"{number(row)},عضو {row},کهنه,5,2025-01-01,2025-06-01" for row in range(ROWS)]
    batch = env["club.import"].create(
        {"file": base64.b64encode("\n".join(lines).encode()), "filename": "crash.csv"}
    )
    batch.state = "checking"
    return batch.id


def summary(env):
    """What the database says in the end."""
    cr = env.cr
    cr.execute(
        """
        SELECT count(*), count(DISTINCT club_mobile), min(club_visit_count), max(club_visit_count),
               sum(club_visit_count)
          FROM res_partner WHERE club_mobile LIKE '+98990%%'
        """
    )
    people = cr.fetchone()
    cr.execute(
        """
        SELECT count(*), sum(weight), count(DISTINCT origin) FROM club_visit v
          JOIN res_partner p ON p.id = v.partner_id WHERE p.club_mobile LIKE '+98990%%'
        """
    )
    visits = cr.fetchone()
    cr.execute(
        """
        SELECT count(*) FROM club_tag_res_partner_rel r JOIN club_tag t ON t.id = r.tag_id
         WHERE t.name = 'کهنه'
        """
    )
    return {
        "people": [int(value) for value in people],
        "visits": [int(value) for value in visits],
        "tags": cr.fetchone()[0],
        "messages": env["club.message"].search_count([("number", "like", "+98990")]),
    }


def main(env):
    """Carry out the plan of the environment and write the result file."""
    import odoo.addons.customer_club.models.club_import_check as check
    import odoo.addons.customer_club.models.club_import_run as run

    run.BATCH, check.BATCH = 50, 250
    plan = json.loads(os.environ["IMPORT_PLAN"])
    rng = random.Random(plan["seed"])
    registry = env.registry
    import_id = prepare(env)
    env.cr.commit()
    ends = {}

    def work(env, point=None):
        # The scheduler gives a job that died three times in a row a rest; a test has no hours.
        env.cr.execute("UPDATE ir_cron_progress SET timed_out_counter = 0")
        env.cr.commit()
        if point:
            arm(env.registry, point, rng)
        run_action(env)

    def begin(env):
        batch = env["club.import"].browse(import_id)
        batch._make_words()
        batch.state = "running"

    def kill_at(point):
        end = in_worker(registry, lambda env: work(env, point))
        ends[f"{point}: {end}"] = ends.get(f"{point}: {end}", 0) + 1
        rng.random()

    for _round in range(plan["rounds"]):
        kill_at("inside_the_check")
    in_worker(registry, work)
    in_worker(registry, begin)
    for _round in range(plan["rounds"]):
        for point in POINTS:
            if point != "inside_the_check":
                kill_at(point)
    for _last in range(2):  # to the end, and once more for nothing
        in_worker(registry, work)
    env.cr.rollback()
    env.invalidate_all()
    batch = env["club.import"].browse(import_id)
    result = {"ends": ends, "state": batch.state, "done": batch.done_count, **summary(env)}
    Path(os.environ["IMPORT_RESULT"]).write_text(json.dumps(result), encoding="utf-8")


if "env" in globals() and "IMPORT_PLAN" in os.environ:
    main(globals()["env"])
