"""``kill -9`` of Odoo and of PostgreSQL while keypads send: nothing is lost, nothing doubled.

PostgreSQL is a server of this test's own, with the durability of production. ``CLUB_POWER_CUTS``
sets the number of cuts (100 take half an hour on a busy machine: ``CLUB_TEST_PATIENCE`` as well).
"""

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from stack import Shop

from launcher import postgres

CUTS = int(os.environ.get("CLUB_POWER_CUTS", "10"))
KEYPADS = 4
CUSTOMERS = 60


class Cluster:
    """A durable PostgreSQL with a copy of a database from the tests' server."""

    def __init__(self, template):
        binaries = Path(os.environ["CLUB_TEST_PGBIN"])
        place = postgres.Place(binaries.parents[3], binaries, postgres.server_user())
        self.server = postgres.Cluster(place, "postgres-power-cuts")
        self.template = template

    def __enter__(self):
        shutil.rmtree(self.server.data.parent, ignore_errors=True)
        self.server.start()
        self.server.create(self.template)
        programs = self.server.place.binaries
        dump = subprocess.Popen(
            [programs / "pg_dump", "-U", "odoo", self.template], stdout=subprocess.PIPE
        )
        subprocess.run(
            [programs / "psql", "-XqU", "odoo", "-d", self.template],
            env={**os.environ, "PGHOST": str(self.server.socket)},
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        assert not dump.wait()
        return self

    def __exit__(self, *_error):
        with suppress(Exception):
            self.server.stop()
        shutil.rmtree(self.server.data.parent, ignore_errors=True)
        shutil.rmtree(self.server.socket, ignore_errors=True)

    def cut_power(self):
        """Kill every process of the server at once, and start it anew."""
        postmaster = int((self.server.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(
            ["pgrep", "-P", str(postmaster)], capture_output=True, text=True, check=False
        )
        pids = [postmaster, *map(int, children.stdout.split())]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.5))
        self.server.start()


@pytest.fixture
def cluster(empty_template, monkeypatch):
    with Cluster(empty_template) as cluster:
        old, new = os.environ["CLUB_TEST_PGHOST"], str(cluster.server.socket)
        odoo = json.loads(os.environ["CLUB_TEST_ODOO"])
        monkeypatch.setenv("CLUB_TEST_PGHOST", new)
        monkeypatch.setenv("PGHOST", new)
        monkeypatch.setenv(
            "CLUB_TEST_ODOO", json.dumps([new if word == old else word for word in odoo])
        )
        yield cluster


def _until_taken(shop, settled):
    """Wait until keypads are answered again."""
    before, deadline = len(settled), time.monotonic() + 60
    while len(settled) < before + 5:
        assert time.monotonic() < deadline, "nothing is taken any more"
        if shop.odoo.poll() is not None:
            # Odoo gives up when its job workers find no database; whoever supervises it
            # (systemd, Docker, here: we) starts it anew.
            shop.kill_odoo()
            shop.start_odoo()
        time.sleep(0.02)


def test_power_cuts_during_ingestion(cluster, empty_template, tmp_path):
    pressed, settled = {}, {}
    stop = threading.Event()
    with Shop("cuts", empty_template, merge_minutes=0) as shop:

        def work(number):
            keypad = shop.keypad(state_file=tmp_path / f"keypad{number}")
            keypad.on_answer = lambda event, result: settled.update({event["id"]: result})
            chance = random.Random(number)
            while not stop.is_set():
                event = keypad.add(f"0933000{chance.randrange(CUSTOMERS):04d}", 1)
                pressed[event["id"]] = event
                with suppress(Exception):  # whatever it is: it stays in the queue
                    keypad.flush(wait=False)
                stop.wait(chance.uniform(0, 0.05))
            keypad.flush(patience=45)
            assert not keypad.queue.events

        threads = [
            threading.Thread(target=work, args=(number,), daemon=True) for number in range(KEYPADS)
        ]
        for thread in threads:
            thread.start()
        try:
            for cut in range(CUTS):
                _until_taken(shop, settled)
                time.sleep(random.uniform(0, 0.4))
                if cut % 4 == 3:
                    shop.kill_odoo()
                    shop.start_odoo()
                else:
                    cluster.cut_power()
            _until_taken(shop, settled)
        finally:
            stop.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()

        assert set(settled) == set(pressed)
        assert {result["status"] for result in settled.values()} <= {"accepted", "duplicate"}
        assert shop.query("SELECT count(*) FROM direct_event") == [(len(pressed),)]
        assert shop.query("SELECT count(*) FROM club_visit") == [(len(pressed),)]
        told = {event_id: result["visit"] for event_id, result in settled.items()}
        counted = dict(
            shop.query(
                "SELECT e.uuid, v.number FROM direct_event e JOIN club_visit v ON v.id = e.visit_id"
            )
        )
        assert counted == told, "what the keypad was told is what is on disk"
        for visits, top, carried in shop.query(
            """
            SELECT count(*), max(v.number), max(p.club_visit_count)
              FROM club_visit v JOIN res_partner p ON p.id = v.partner_id GROUP BY p.id
            """
        ):
            assert visits == top == carried
        # each visit has its due message, once
        assert shop.query("SELECT count(*), count(DISTINCT visit_id) FROM club_message") == [
            (len(pressed), len(pressed))
        ]
