"""No message is sent twice and none is lost, wherever a worker dies.

Needs the environment of ``./club test``:

* ``CLUB_TEST_ODOO``: the command that runs Odoo with its configuration (a JSON list, or words)
* ``CLUB_TEST_EMPTY_DB``: a database with ``sms_ir`` installed, which is copied
* ``CLUB_TEST_PGBIN`` (``createdb``, ``dropdb``; default: the path), ``CLUB_TEST_PYTHONPATH``

``CLUB_TEST_KILLS`` sets the number of kills for each protocol (default 66).
"""

import json
import os
import random
import subprocess
import sys
import urllib.request
import uuid
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import sms_ir_worker  # noqa: E402

ODOO = os.environ.get("CLUB_TEST_ODOO")
TEMPLATE = os.environ.get("CLUB_TEST_EMPTY_DB")
PGBIN = os.environ.get("CLUB_TEST_PGBIN")
KILLS = int(os.environ.get("CLUB_TEST_KILLS", "66"))
GATEWAY = Path(__file__).resolve().parents[1] / "fakes" / "sms_ir_gateway.py"

pytestmark = pytest.mark.skipif(
    not (ODOO and TEMPLATE), reason="CLUB_TEST_ODOO and CLUB_TEST_EMPTY_DB are not set"
)

PROTOCOLS = {
    "rest": {
        "send_path": "/v1/send/",
        "account": lambda url: {"api_key": "club-demo-key", "base_url": f"{url}/v1"},
    },
    "rest_scheduled": {
        "protocol": "rest",
        "ahead": 5400,
        "send_path": "/v1/send/",
        "account": lambda url: {"api_key": "club-demo-key", "base_url": f"{url}/v1"},
    },
    "soap": {
        "send_path": "SendMessage",
        "account": lambda url: {
            "soap_wsdl": f"{url}/ws/SendReceive.asmx?wsdl",
            "soap_username": "club",
            "soap_password": "club-demo",
        },
    },
}


@pytest.fixture
def gateway(tmp_path):
    """Start a gateway; its own log on disk is what the messages are counted by."""
    process = subprocess.Popen(
        [
            sys.executable,
            str(GATEWAY),
            *("--port", "0", "--delivery-seconds", "0", "--state", str(tmp_path / "state.db")),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().split("listening on ")[1].strip().rstrip("/")
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def database():
    """Copy the template, and drop the copy afterwards."""
    name = f"smsir_crash_{uuid.uuid4().hex[:8]}"
    tool = (lambda program: str(Path(PGBIN) / program)) if PGBIN else str
    subprocess.run([tool("createdb"), "-T", TEMPLATE, name], check=True, timeout=120)
    try:
        yield name
    finally:
        subprocess.run([tool("dropdb"), "--force", name], check=False, timeout=120)


def read(url, path):
    with urllib.request.urlopen(f"{url}/_control/{path}", timeout=30) as answer:
        return json.load(answer)


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
def test_nothing_doubled_nothing_lost(gateway, database, protocol):
    settings = PROTOCOLS[protocol]
    points = [sms_ir_worker.POINTS[i % len(sms_ir_worker.POINTS)] for i in range(KILLS)]
    random.Random(7).shuffle(points)
    plan = {
        "gateway": gateway,
        "protocol": settings.get("protocol", protocol),
        "ahead": settings.get("ahead", 0),
        "points": points,
        "batch": 5,
        "seed": 7,
        "send_path": settings["send_path"],
        "account": settings["account"](gateway),
    }
    result = sms_ir_worker.run_plan(ODOO, database, plan)
    sent = Counter((row["mobile"], row["text"]) for row in read(gateway, "messages"))
    killed = sum(count for end, count in result["ends"].items() if end.endswith("killed"))
    print(f"{protocol}: {killed} of {KILLS} workers killed, {result}")
    assert result["left"] == 0, result
    assert {key: times for key, times in sent.items() if times > 1} == {}, "sent twice"
    assert len(sent) == result["queued"], "lost"
    assert set(result["states"]) <= {"pending", "sent"}
    assert sum(result["states"].values()) == result["queued"]
    assert result["accepted"] == result["queued"]
    assert result["untold"] == 0
    assert killed >= KILLS * 0.6, "the kills must really happen"
    points_killed = {end.split(":")[0] for end in result["ends"] if end.endswith("killed")}
    assert points_killed >= set(sms_ir_worker.POINTS) - {"any_time"} or KILLS < 40
