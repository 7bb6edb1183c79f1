"""A whole shop on a database of its own: the gateway's stand-in, Odoo with workers, a keypad.

Everything is real: processes, sockets, PostgreSQL. ``Shop`` starts them, kills them as a power cut
would, and reads the outcome from the database and from the gateway's own list. What it needs comes
from the environment, which ``./club test`` sets (``CLUB_TEST_*``).
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
FAKES = ROOT / "tests" / "fakes"
SERIAL = "E2E-KEYPAD-1"
SECRET = "c2l4dGVlbi1ieXRlcy10d2ljZS1hcmUtMzItYnl0ZXM"  # 32 bytes, for this test alone
WELCOME = "سلام {نام}، به {فروشگاه} خوش آمدید"
REPEAT = "{نام} عزیز، بازدید {بازدید} شما"

PREPARE = """
import json, os
plan = json.loads(os.environ["SHOP_PLAN"])
country = env.ref("base.ir")
env.company.write({"name": "کافه نادری", "country_id": country.id, "club_nameless_word": "مشتری"})
env.company.partner_id.write({"lang": "fa_IR", "tz": "Asia/Tehran"})
env.ref("base.user_admin").write({"lang": "fa_IR", "tz": "Asia/Tehran"})
env["club.tag"].search([("key", ">", 0)]).write({"key": 0})
tag = env["club.tag"].create({
    "name": "قهوه", "key": 1, "color": 10, "welcome_text": plan["welcome"],
    "repeat_text": plan["repeat"], "ladder_is_purchase": True})
env["club.tag"].create({"name": "کارت ویزیت", "key": 2, "welcome_text": plan["welcome"]})
account = env.company.sms_ir_account_id or env["sms.ir.account"].search([], limit=1)
values = {"name": "SMS.ir", "api_key": "club-demo-key", "base_url": plan["gateway"] + "/v1"}
if account:
    account.write(values)
else:
    account = env["sms.ir.account"].create(values)
known = set(account.line_ids.mapped("number"))
for number, purpose in (("30001234", "service"), ("10005678", "advertising")):
    if number not in known:
        env["sms.ir.line"].create(
            {"account_id": account.id, "number": number, "purpose": purpose})
env.company.sms_ir_account_id = account
device = env["direct.device"].create({
    "name": "پیشخوان", "serial": plan["serial"], "lang": "fa_IR",
    "merge_minutes": plan["merge_minutes"], "rate_limit": 10000})
device._install_secret(plan["secret"])
env.cr.commit()
"""


def free_port():
    """Return a port that nobody listens on right now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Shop:
    """One database with everything that runs around it. Use as a context manager."""

    def __init__(self, name, template, *, workers=2, merge_minutes=10, gateway_options=()):
        self.db = f"e2e_{name}_{os.getpid()}"
        self.template = template
        self.workers = workers
        self.merge_minutes = merge_minutes
        self.gateway_options = gateway_options
        self.port, self.gevent_port, self.gateway_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.gateway_url = f"http://127.0.0.1:{self.gateway_port}"
        self.logs = Path(os.environ["CLUB_TEST_LOGS"])
        self.data = Path(os.environ["CLUB_TEST_DATA"])
        self.odoo = self.gateway = None

    # Life --------------------------------------------------------------------------------------

    def __enter__(self):
        self._postgres("createdb", "-T", self.template, self.db)
        store = self.data / "filestore"
        if (store / self.template).is_dir():
            subprocess.run(["cp", "-al", store / self.template, store / self.db], check=True)
        self.start_gateway()
        plan = {
            "welcome": WELCOME,
            "repeat": REPEAT,
            "gateway": self.gateway_url,
            "serial": SERIAL,
            "secret": SECRET,
            "merge_minutes": self.merge_minutes,
        }
        self.shell(PREPARE, SHOP_PLAN=json.dumps(plan))
        self.start_odoo()
        return self

    def __exit__(self, *_error):
        for process in (self.odoo, self.gateway):
            if process:
                self._kill(process)
        self._postgres("dropdb", "--force", "--if-exists", self.db)
        subprocess.run(["rm", "-rf", self.data / "filestore" / self.db], check=True)

    def start_gateway(self):
        state = self.logs / f"{self.db}.gateway.sqlite"
        state.unlink(missing_ok=True)
        self.gateway = self._spawn(
            [
                *(os.environ["CLUB_TEST_PYTHON"], FAKES / "sms_ir_gateway.py"),
                *("--port", self.gateway_port, "--state", state, *self.gateway_options),
            ],
            "gateway",
        )
        self._wait_for(self.gateway_url + "/_control/counters", self.gateway)

    def start_odoo(self):
        self.odoo = self._spawn(
            [
                *json.loads(os.environ["CLUB_TEST_ODOO"]),
                *("-d", self.db),
                *("--http-port", self.port, "--gevent-port", self.gevent_port),
                *("--workers", self.workers, "--max-cron-threads", 2),
            ],
            "odoo",
            PYTHONPATH=os.environ["CLUB_TEST_PYTHONPATH"],
        )
        self._wait_for(self.url + "/web/health", self.odoo)

    def kill_odoo(self):
        """Pull the plug: every process of the server at once, no goodbye."""
        self._kill(self.odoo)
        self.odoo = None

    def shell(self, code, **env):
        """Run ``code`` in Odoo's shell on this database; again if it collided with a job."""
        python, program, *options = json.loads(os.environ["CLUB_TEST_ODOO"])
        lines = "".join(f"    {line}\n" for line in code.splitlines())
        for _try in range(5):
            done = subprocess.run(
                [python, program, "shell", *options, "-d", self.db, "--no-http"],
                input=f"try:\n{lines}except Exception:\n    import traceback\n"
                "    traceback.print_exc()\n    import os\n    os._exit(3)\n",
                env={**os.environ, "PYTHONPATH": os.environ["CLUB_TEST_PYTHONPATH"], **env},
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
            )
            if not done.returncode:
                return done.stdout
            if "SerializationFailure" not in done.stderr:
                break
        raise AssertionError(f"odoo shell failed:\n{done.stdout}\n{done.stderr[-4000:]}")

    def _spawn(self, argv, name, **env):
        with (self.logs / f"{self.db}.{name}.log").open("ab") as log:
            return subprocess.Popen(
                [str(word) for word in argv],
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @staticmethod
    def _kill(process):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    @staticmethod
    def _wait_for(url, process, seconds=90):
        deadline = time.monotonic() + seconds
        while True:
            if process.poll() is not None:
                raise AssertionError(f"the process for {url} ended with {process.returncode}")
            try:
                with urllib.request.urlopen(url, timeout=5):
                    return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    @staticmethod
    def _postgres(program, *arguments):
        subprocess.run(
            [Path(os.environ["CLUB_TEST_PGBIN"]) / program, "-U", "odoo", *arguments], check=True
        )

    # What happened -----------------------------------------------------------------------------

    def query(self, sql, *values):
        """Return the rows of ``sql``."""
        with (
            closing(
                psycopg2.connect(dbname=self.db, user="odoo", host=os.environ["CLUB_TEST_PGHOST"])
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values or None)
            return cursor.fetchall()

    def until(self, sql, *values, seconds=60, expect=lambda rows: rows and rows[0][0]):
        """Wait until the rows of ``sql`` are as expected, and return them."""
        deadline = time.monotonic() + seconds
        while True:
            self.wake_crons()
            rows = self.query(sql, *values)
            if expect(rows):
                return rows
            if time.monotonic() > deadline:
                raise AssertionError(f"after {seconds} s still {rows} for {sql} {values}")
            time.sleep(0.5)

    def wake_crons(self):
        """Let Odoo look for due jobs now. It does so by itself, but only once a minute for those
        that were ordered for a later time; no test should wait for that minute."""
        with closing(
            psycopg2.connect(dbname="postgres", user="odoo", host=os.environ["CLUB_TEST_PGHOST"])
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.db])

    def phone(self, mobile=None):
        """Return the messages that the gateway accepted (for one number), oldest first."""
        suffix = f"?mobile={mobile}" if mobile else ""
        with urllib.request.urlopen(
            f"{self.gateway_url}/_control/messages{suffix}", timeout=20
        ) as answer:
            found = json.load(answer)
        return found if isinstance(found, list) else found["messages"]

    def keypad(self, **options):
        """Return a reference keypad that is paired with this shop."""
        sys.path.insert(0, str(FAKES))
        try:
            from keypad import Keypad
        finally:
            sys.path.remove(str(FAKES))
        return Keypad(self.url, SERIAL, SECRET, **options)

    @staticmethod
    def send(keypad, events):
        """Send events as they are; return one result each. Raises when there is no answer."""
        answer, _headers = keypad.call("POST", "/direct/v1/events", {"events": events})
        return answer["results"]
