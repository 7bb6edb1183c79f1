"""A copy of the running site for benchmarks: own database, own Odoo, nothing that sends.

The site's own database is only read. The copy's Odoo has two workers, as ``./club up`` has, and no
cron: what is queued stays queued, and even the gateway's address is taken away.
"""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import ExitStack, closing
from pathlib import Path

import database

PASSWORD = "bench"  # noqa: S105 of a database that lives for a minute, on this machine only
READY = """
UPDATE sms_ir_account SET base_url = 'http://127.0.0.1:9/v1';
UPDATE direct_device SET merge_minutes = 0, rate_limit = 0 WHERE serial = %(serial)s;
INSERT INTO ir_config_parameter (key, value) VALUES ('direct_device.address_rate', '0')
    ON CONFLICT (key) DO UPDATE SET value = '0';
UPDATE club_tag SET welcome_text = 'سلام {name}، به {company} خوش آمدید',
       repeat_text = '{name} عزیز، بازدید {visits} شما' WHERE key = 1;
UPDATE res_users SET password = %(password)s WHERE id = 2 RETURNING login
"""


class Site:
    """Use as a context manager. ``port`` and ``db`` say where it is, ``login`` who may do all."""

    workers = 2

    def __init__(self):
        self.db = f"bench_{os.getpid()}"
        self.port, gevent_port = _free_port(), _free_port()
        self._options = [
            # No filter: with one, Odoo asks PostgreSQL for the list of databases at every request
            # without a session, over a new connection each time. ``-d`` alone is as strict.
            *("-d", self.db),
            *("--http-port", str(self.port), "--gevent-port", str(gevent_port)),
            *("--workers", str(self.workers), "--max-cron-threads", "0"),
        ]
        self._exit = ExitStack()

    def __enter__(self):
        with self._exit:
            self._exit.callback(database.drop, self.db)
            database.copy(os.environ["CLUB_BENCH_DB"], self.db)
            with database.transaction(self.db) as cursor:
                cursor.execute(READY, {"serial": database.SERIAL, "password": PASSWORD})
                self.login = cursor.fetchone()[0]
            self.secret = database.secret(self.db)
            folder = self._exit.enter_context(tempfile.TemporaryDirectory())
            self._start(Path(folder))
            self._exit = self._exit.pop_all()  # all went well: clean up in ``__exit__``
        return self

    def __exit__(self, *_error):
        self._exit.close()

    def _start(self, folder):
        log = self._exit.enter_context((folder / "odoo.log").open("wb"))
        words = json.loads(os.environ["CLUB_BENCH_ODOO"])
        env = {**os.environ, "PYTHONPATH": os.environ["CLUB_BENCH_PYTHONPATH"]}
        self._odoo = subprocess.Popen(
            [*words, *self._options, "--data-dir", str(folder), "--log-level", "warn"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._exit.callback(self._stop)
        deadline = time.monotonic() + 90
        while not self._answers():
            if self._odoo.poll() is not None or time.monotonic() > deadline:
                said = (folder / "odoo.log").read_text(encoding="utf-8")[-3000:]
                raise SystemExit(f"The copy of the site did not start:\n{said}")
            time.sleep(0.2)

    def _answers(self):
        # The login page answers once the database is loaded, in each worker for itself.
        try:
            for _worker in range(3 * self.workers):
                url = f"http://127.0.0.1:{self.port}/web/login"
                urllib.request.urlopen(url, timeout=60).close()
        except OSError:
            return False
        return True

    def _stop(self):
        os.killpg(self._odoo.pid, signal.SIGTERM)
        try:
            self._odoo.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._odoo.pid, signal.SIGKILL)
            self._odoo.wait(15)


def _free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
