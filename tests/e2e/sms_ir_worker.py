"""Kill real workers of sms_ir at chosen points of a send, again and again.

The file has two halves:

* ``run_plan(odoo, database, plan)`` is for tests: it starts ``odoo shell`` on a database that has
  ``sms_ir`` installed, pipes this very file into it and returns what came out as a dict.
* inside the shell, ``main(env)`` prepares an account on the gateway of the plan and then forks one
  worker for each round, as Odoo's own server does. Each worker queues or finds messages, runs the
  scheduled actions through Odoo's own runner and is killed by ``SIGKILL`` at the point of its
  round. After the last round, workers run without being killed until everything is settled.

A plan is a dict: ``gateway`` (URL), ``points`` (one point of ``POINTS`` for each round),
``protocol``, ``seed``, ``batch`` (messages queued in each round), and ``ahead``: so many seconds
ahead is the time at which the messages are to be sent, which the account hands to the gateway.
After the rounds both clocks are moved past that time.
"""

import json
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

POINTS = (
    "before_claim",  # nothing happened yet
    "inside_claim",  # written down, not committed
    "after_claim",  # committed, no call made
    "while_calling_not_taken",  # the gateway got the call and did not take it
    "while_calling_taken",  # the gateway took it, the answer is on its way
    "answer_arrived",  # the answer is in memory only
    "inside_record",  # the result is written, not committed
    "after_record",  # everything is committed
    "inside_settle",  # the log was read, its verdict is not committed
    "after_settle",
    "any_time",  # wherever the worker happens to be
)


def words(command):
    """Return the words of a command, given as a JSON list or as a shell writes it."""
    return json.loads(command) if command.startswith("[") else shlex.split(command)


def sub_command(odoo, name):
    """Return ``odoo NAME …`` for ``odoo``, a command with its options."""
    program, *options = words(odoo)
    if program.endswith(("python", "python3")):  # python -m odoo …, python FILE …
        at = next((i + 2 for i, word in enumerate(options) if word == "-m"), 1)
        return [program, *options[:at], name, *options[at:]]
    return [program, name, *options]


def environment(**more):
    """Return the environment of an Odoo process."""
    path = os.environ.get("CLUB_TEST_PYTHONPATH")
    return {**os.environ, **({"PYTHONPATH": path} if path else {}), **more}


def run_plan(odoo, database, plan, timeout=900):
    """Run ``plan`` in a shell of its own and return the result of :func:`main`."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        done = subprocess.run(
            [*sub_command(odoo, "shell"), "-d", database, "--no-http"],
            input=Path(__file__).read_text(encoding="utf-8"),
            env=environment(SMS_IR_PLAN=json.dumps(plan), SMS_IR_RESULT=str(result)),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if not result.exists():
            raise AssertionError(f"no result:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}")
        log = os.environ.get("CLUB_TEST_LOGS")
        if log:
            Path(log, f"sms_ir_worker_{database}.log").write_text(done.stderr, encoding="utf-8")
        return json.loads(result.read_text(encoding="utf-8"))


# -- inside the shell ----------------------------------------------------------------------------


def control(plan, path, order):
    """Call a control of the gateway."""
    request = urllib.request.Request(
        f"{plan['gateway']}/_control/{path}", data=json.dumps(order).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def die():
    """End this worker as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(registry, point, plan, rng):
    """Make this process die when it comes to ``point``."""
    from odoo.addons.sms_ir.models import sms_ir_queue

    account = registry["sms.ir.account"]

    def replace(name, before=False, after=False):
        original = getattr(account, name)

        def wrapped(self, *args, **kwargs):
            if before:
                die()
            result = original(self, *args, **kwargs)
            if after:
                self.env.flush_all()
                die()
            return result

        setattr(account, name, wrapped)

    def die_soon(low, high):
        timer = threading.Timer(rng.uniform(low, high), die)
        timer.daemon = True
        timer.start()

    methods = {
        "before_claim": ("_claim_round", "before"),
        "inside_claim": ("_claim_round", "after"),
        "answer_arrived": ("_record_wave", "before"),
        "inside_record": ("_store_accepted", "after"),
        "after_record": ("_record_wave", "after"),
        "inside_settle": ("_store_verdicts", "after"),
        "after_settle": ("_settle", "after"),
    }
    if point in methods:
        name, when = methods[point]
        replace(name, **{when: True})
    elif point == "after_claim":
        sms_ir_queue.make_call = lambda client, call: die()
    elif point == "any_time":
        die_soon(0.0, 0.4)
    else:
        kind = "hang_after" if point == "while_calling_taken" else "hang"
        control(plan, "faults", {"kind": kind, "path": plan["send_path"], "seconds": 5})
        original = sms_ir_queue.make_call

        def call(client, call):
            die_soon(0.05, 0.2)
            return original(client, call)

        sms_ir_queue.make_call = call


def in_worker(registry, work):
    """Run ``work(env)`` in a forked worker; return how it ended."""
    import odoo.sql_db

    pid = os.fork()
    if not pid:
        code = 1
        try:
            # Connections do not survive a fork: forget the parent's without closing them.
            odoo.sql_db._Pool = None
            from odoo import SUPERUSER_ID, api

            with registry.cursor() as cr:
                work(api.Environment(cr, SUPERUSER_ID, {}))
                cr.commit()
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)
    _pid, status = os.waitpid(pid, 0)
    return "killed" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"


def run_actions(env, names=("queue", "settle", "delivery")):
    """Run scheduled actions as the scheduler does, its own notes about lost runs included."""
    xmlids = {
        "queue": "sms.ir_cron_sms_scheduler_action",
        "settle": "sms_ir.ir_cron_sms_ir_settle",
        "delivery": "sms_ir.ir_cron_sms_ir_delivery",
    }
    for name in names:
        cron = env.registry["ir.cron"]
        job = cron._acquire_one_job(env.cr, env.ref(xmlids[name]).id, include_not_ready=True)
        if job:
            cron._process_job(env.cr, job)
        env.cr.commit()


def shift_clock(plan, seconds):
    """Move the gateway's clock, and Odoo's in this process and all that it forks from now on."""
    from datetime import timedelta

    from odoo import fields

    control(plan, "clock", {"advance": seconds})
    now = fields.Datetime.now
    fields.Datetime.now = staticmethod(lambda *_args: now() + timedelta(seconds=seconds))


def prepare(env, plan):
    """Make an account on the gateway of the plan and empty the queue."""
    env["sms.sms"].search([]).unlink()
    env["res.company"].search([]).write({"sms_ir_account_id": False})
    account = env["sms.ir.account"].create(
        {
            "name": "Crash",
            "company_id": env.company.id,
            "protocol": plan.get("protocol", "rest"),
            "settle_after": 1,
            "timeout_connect": 2,
            "timeout_read": 2,
            "schedule_at_gateway": bool(plan.get("ahead")),
            "line_ids": [(0, 0, {"number": "30001234", "purpose": "service"})],
            **plan["account"],
        }
    )
    env.company.sms_ir_account_id = account
    return account.id


def queue(env, plan, start):
    """Queue the messages of a round, with trackers, as a chatter does."""
    from datetime import timedelta

    from odoo import fields

    ahead = plan.get("ahead")
    moment = fields.Datetime.now() + timedelta(seconds=ahead) if ahead else False
    sms = env["sms.sms"].create(
        [
            {
                "number": f"+98912{number:07}",
                "body": f"متن {number % 3} {number}",
                "sms_send_at": moment,
            }
            for number in range(start, start + plan["batch"])
        ]
    )
    env["sms.tracker"].create([{"sms_uuid": row.uuid} for row in sms])


def unrest(env):
    """Let an account that rests go on, and let what waits be due: the test has no hours."""
    env.cr.execute("UPDATE sms_ir_account SET pause_until = NULL, failures = 0")
    env.cr.execute("UPDATE sms_sms SET sms_ir_not_before = NULL")
    env.cr.execute("UPDATE sms_ir_request SET settle_at = NULL WHERE state = 'unknown'")


def open_count(env):
    """Return how much is not finished yet."""
    env.cr.execute(
        "SELECT (SELECT count(*) FROM sms_sms WHERE state IN ('outgoing', 'process'))"
        " + (SELECT count(*) FROM sms_ir_request WHERE state IN ('calling', 'unknown'))"
    )
    return env.cr.fetchone()[0]


def main(env):
    """Carry out the plan of the environment and write the result file."""
    plan = json.loads(os.environ["SMS_IR_PLAN"])
    rng = random.Random(plan.get("seed", 0))
    registry = env.registry
    prepare(env, plan)
    env.cr.commit()
    ends = {}
    ahead = plan.get("ahead", 0)
    if (
        ahead
        and time.gmtime(time.time() + 12600 + ahead).tm_yday
        != time.gmtime(time.time() + 12600).tm_yday
    ):
        # The log takes an hour around the gateway's midnight: not in a test.
        shift_clock(plan, 3 * ahead)
    for number, point in enumerate(plan["points"]):

        def fill(e, start=number * plan["batch"]):
            unrest(e)
            queue(e, plan, start)

        def work(e, point=point):
            arm(registry, point, plan, rng)
            run_actions(e)

        in_worker(registry, fill)
        end = in_worker(registry, work)
        ends[f"{point}: {end}"] = ends.get(f"{point}: {end}", 0) + 1
        control(plan, "faults?clear", {"faults": []})
        rng.random()
    if ahead:
        shift_clock(plan, ahead + 60)
    deadline = time.monotonic() + plan.get("settle_seconds", 120)
    left = 1
    while left and time.monotonic() < deadline:
        in_worker(registry, unrest)
        in_worker(registry, run_actions)
        with registry.cursor() as cr:
            from odoo import SUPERUSER_ID, api

            left = open_count(api.Environment(cr, SUPERUSER_ID, {}))
        time.sleep(0.5)
    result = {"ends": ends, "left": left, **summary(registry, plan)}
    Path(os.environ["SMS_IR_RESULT"]).write_text(json.dumps(result), encoding="utf-8")


def summary(registry, plan):
    """Return what the database says in the end."""
    with registry.cursor() as cr:
        cr.execute("SELECT state, count(*) FROM sms_sms GROUP BY state")
        states = dict(cr.fetchall())
        cr.execute("SELECT state, count(*) FROM sms_ir_request GROUP BY state")
        requests = dict(cr.fetchall())
        cr.execute("SELECT count(*) FROM sms_ir_message WHERE told_state IS DISTINCT FROM state")
        untold = cr.fetchone()[0]
        cr.execute("SELECT count(*) FROM sms_ir_message WHERE state IN ('accepted', 'delivered')")
        accepted = cr.fetchone()[0]
    return {
        "queued": len(plan["points"]) * plan["batch"],
        "states": states,
        "requests": requests,
        "untold": untold,
        "accepted": accepted,
    }


if "env" in globals() and "SMS_IR_PLAN" in os.environ and "odoo" in sys.modules:
    main(globals()["env"])
