"""How fast sms_ir empties a queue, as ratios of one run. ``./club bench`` runs this.

* 10,000 messages with 1,000 texts through the stand-in gateway at 20 ms a call: wall time against
  calls x 20 ms
* the same at 0 ms, against Odoo's own queue with a gateway that costs nothing
* a blacklist of many numbers (``CLUB_BENCH_BLACKLIST``, default 600,000), in Odoo's own list and in
  the list learnt from operators: a batch with and without
* ``CLUB_BENCH_MEMORY=100000``: only that many queued messages, sent by one process, and its memory
  after each tenth of them (not part of ``./club bench``: it takes minutes)

Environment: ``CLUB_BENCH_ODOO`` (command of Odoo, a JSON list or words), ``CLUB_BENCH_EMPTY_DB`` or
``CLUB_BENCH_DB`` (a database with ``sms_ir``, which is copied), ``CLUB_BENCH_PGBIN``,
``CLUB_BENCH_MESSAGES`` (default 10,000).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

CALL_MS = 20
TEXTS = 1000


def control(url, path, order):
    """Call a control of the gateway."""
    request = urllib.request.Request(
        f"{url}/_control/{path}", data=json.dumps(order).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def run():
    """Start a gateway, copy the database, measure in ``odoo shell`` and print the figures."""
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root / "tests" / "e2e"))
    import sms_ir_worker

    template = os.environ.get("CLUB_BENCH_EMPTY_DB") or os.environ["CLUB_BENCH_DB"]
    pgbin = os.environ.get("CLUB_BENCH_PGBIN")
    tool = (lambda program: str(Path(pgbin) / program)) if pgbin else str
    name = f"smsir_bench_{uuid.uuid4().hex[:8]}"
    gateway = subprocess.Popen(
        [
            sys.executable,
            str(root / "tests" / "fakes" / "sms_ir_gateway.py"),
            *("--port", "0", "--delivery-seconds", "0"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = gateway.stdout.readline().split("listening on ")[1].strip().rstrip("/")
        subprocess.run([tool("createdb"), "-T", template, name], check=True, timeout=300)
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            done = subprocess.run(
                [
                    *sms_ir_worker.sub_command(os.environ["CLUB_BENCH_ODOO"], "shell"),
                    *("-d", name, "--no-http", "--log-level", "error"),
                ],
                input=Path(__file__).read_text(encoding="utf-8"),
                env=sms_ir_worker.environment(SMS_IR_BENCH=url, SMS_IR_RESULT=str(result)),
                capture_output=True,
                text=True,
                timeout=1800,
                check=False,
            )
            if not result.exists():
                raise SystemExit(f"no result:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
            figures = json.loads(result.read_text(encoding="utf-8"))
    finally:
        gateway.terminate()
        gateway.wait(10)
        subprocess.run([tool("dropdb"), "--force", "--if-exists", name], check=False, timeout=60)
    for label, value in figures.items():
        print(f"{label}: {value}")


# -- inside the shell ----------------------------------------------------------------------------


def fill(env, count, company, texts=TEXTS, **values):
    """Queue ``count`` messages of ``company``."""
    env["sms.sms"].create(
        [
            {
                "number": f"+98912{number:07}",
                "body": f"متن شماره {number % texts}",
                "record_company_id": company.id,
                **values,
            }
            for number in range(count)
        ]
    )
    env.cr.commit()


def empty(env):
    """Run the queue until it is empty; return the seconds it took."""
    cron = env.registry["ir.cron"]
    queue = env.ref("sms.ir_cron_sms_scheduler_action").id
    start = time.monotonic()
    while env["sms.sms"].search_count([("state", "=", "outgoing")], limit=1):
        job = cron._acquire_one_job(env.cr, queue, include_not_ready=True)
        cron._process_job(env.cr, job)
        env.cr.commit()
        env.invalidate_all()
    return time.monotonic() - start


def timed(env, own):
    """Return how long an advertising run took, and how much of it looked up who gets none."""
    account = env.registry["sms.ir.account"]
    names = ("_opted_out", "_operator_blocked")
    originals = {name: getattr(account, name) for name in names}
    spent = []

    def watched(original):
        def look(self, rows):
            start = time.monotonic()
            found = original(self, rows)
            spent.append(time.monotonic() - start)
            return found

        return look

    for name, original in originals.items():
        setattr(account, name, watched(original))
    try:
        return own(sms_purpose="advertising"), sum(spent)
    finally:
        for name, original in originals.items():
            setattr(account, name, original)


def block(env, account, size):
    """Put ``size`` numbers on Odoo's blacklist, and as many on the list learnt from operators."""
    env.cr.execute(
        "INSERT INTO phone_blacklist (number, active)"
        " SELECT '+98935' || lpad(n::text, 7, '0'), TRUE FROM generate_series(1, %s) n",
        [size],
    )
    env.cr.execute(
        "INSERT INTO sms_ir_block (account_id, number, state, blocked_at, times, skipped)"
        " SELECT %s, '+98935' || lpad(n::text, 7, '0'), 'blocked', now(), 1, 0"
        " FROM generate_series(1, %s) n",
        [account.id, size],
    )
    env.cr.execute("ANALYZE phone_blacklist")
    env.cr.execute("ANALYZE sms_ir_block")
    env.cr.commit()


def remember(env, url, count):
    """Send ``count`` messages in one process; return its memory after each tenth, in MiB."""
    account = env.registry["sms.ir.account"]
    original = account._run_round
    state = {"sent": 0, "next": count // 10}
    seen = []

    def run(self):
        done = original(self)
        state["sent"] += done
        if state["sent"] >= state["next"]:
            seen.append(memory())
            state["next"] += count // 10
        return done

    account._run_round = run
    try:
        seconds = empty(env)
    finally:
        account._run_round = original
    half = seen[len(seen) // 2 :]
    return {
        f"{count} messages, memory after each tenth": f"{seen} MiB, second half grew by "
        f"{max(half) - half[0]} MiB, {count / seconds:.0f}/s",
    }


def memory():
    """Return the resident memory of this process in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def measure(env):
    """Take all figures and write the result file."""
    from unittest.mock import patch

    from odoo.addons.sms.tools.sms_api import SmsApi

    url = os.environ["SMS_IR_BENCH"]
    count = int(os.environ.get("CLUB_BENCH_MESSAGES", "10000"))
    env["sms.sms"].search([]).unlink()
    env["res.company"].search([]).write({"sms_ir_account_id": False})
    company = env.company
    memory_count = int(os.environ.get("CLUB_BENCH_MEMORY", "0"))
    account = env["sms.ir.account"].create(
        {
            "name": "Bench",
            "company_id": company.id,
            "api_key": "club-demo-key",
            "base_url": f"{url}/v1",
            "line_ids": [
                (0, 0, {"number": "30001234", "purpose": "service"}),
                (0, 0, {"number": "10005678", "purpose": "advertising"}),
            ],
        }
    )
    control(url, "credit", {"credit": 10**9})
    if memory_count:
        company.sms_ir_account_id = account
        for start in range(0, memory_count, 10000):
            fill(env, min(10000, memory_count - start), company)
            env.invalidate_all()
        figures = remember(env, url, memory_count)
        Path(os.environ["SMS_IR_RESULT"]).write_text(json.dumps(figures), encoding="utf-8")
        return
    control(url, "settings", {"latency_ms": CALL_MS})

    def own(**values):
        company.sms_ir_account_id = account
        fill(env, count, company, **values)
        return empty(env)

    def core():
        company.sms_ir_account_id = False
        fill(env, count, company)
        accepted = lambda self, messages, delivery_reports_url=False: [  # noqa: E731
            {"uuid": number["uuid"], "state": "success"}
            for message in messages
            for number in message["numbers"]
        ]
        with patch.object(SmsApi, "_send_sms_batch", accepted):
            return empty(env)

    floor = -(-count // 100) * CALL_MS / 1000
    wall = own()
    control(url, "settings", {"latency_ms": 0})
    before = memory()
    fast = own()
    grown = memory() - before
    odoo = core()
    plain, looked_plain = timed(env, own)
    size = int(os.environ.get("CLUB_BENCH_BLACKLIST", "600000"))
    block(env, account, size)
    listed, looked_listed = timed(env, own)
    # The look-ups alone are compared: the rest of the two runs differs by what else goes on.
    ratio = plain / (plain - looked_plain + looked_listed)
    figures = {
        f"{count} messages, {CALL_MS} ms a call": f"{wall:.2f} s, floor {floor:.2f} s, "
        f"ratio {wall / floor:.2f} (aim at most 1.5)",
        "rate at 0 ms": f"{count / fast:.0f}/s, Odoo's own queue {count / odoo:.0f}/s, "
        f"ratio {odoo / fast:.2f} (aim at least 0.7)",
        f"blacklist of {size}": f"look-ups {looked_listed * 1000:.0f} ms of {listed:.2f} s, "
        f"without {looked_plain * 1000:.0f} ms, ratio {1 / ratio:.3f} (aim at most 1.1)",
        "memory": f"grew by {grown} MiB over {count} messages",
    }
    Path(os.environ["SMS_IR_RESULT"]).write_text(json.dumps(figures), encoding="utf-8")


if "env" in globals() and "SMS_IR_BENCH" in os.environ:
    measure(globals()["env"])
elif __name__ == "__main__":
    run()
