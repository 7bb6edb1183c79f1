"""A group message goes on after ``kill -9``, wherever it comes, and reaches each person once."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest
import sms_ir_worker

HERE = Path(__file__).resolve().parent
# So many times each: two points of the freeze, five of the queuing, twice (sample and rest).
ROUNDS = int(os.environ.get("CLUB_BROADCAST_ROUNDS", "3"))
PEOPLE, REFUSED = 1200, 100


@pytest.fixture
def database():
    name = f"test_broadcast_crash_{uuid.uuid4().hex[:8]}"
    programs = Path(os.environ["CLUB_TEST_PGBIN"])
    template = os.environ["CLUB_TEST_EMPTY_DB"]
    subprocess.run([programs / "createdb", "-U", "odoo", "-T", template, name], check=True)
    yield name
    subprocess.run([programs / "dropdb", "-U", "odoo", "--force", name], check=True)


def test_a_group_message_survives_its_workers(database, tmp_path):
    result_file = tmp_path / "result.json"
    done = subprocess.run(
        [
            *sms_ir_worker.sub_command(os.environ["CLUB_TEST_ODOO"], "shell"),
            *("-d", database, "--no-http"),
        ],
        input=(HERE / "broadcast_worker.py").read_text(encoding="utf-8"),
        env=sms_ir_worker.environment(
            CLUB_E2E_FOLDER=str(HERE),
            BROADCAST_PLAN=json.dumps({"rounds": ROUNDS, "seed": 7}),
            BROADCAST_RESULT=str(result_file),
        ),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    logs = os.environ.get("CLUB_TEST_LOGS")
    if logs:
        Path(logs, "broadcast_worker.log").write_text(done.stderr, encoding="utf-8")
    assert result_file.exists(), done.stderr[-6000:]
    result = json.loads(result_file.read_text(encoding="utf-8"))
    killed = sum(count for end, count in result["ends"].items() if end.endswith("killed"))
    print(f"{killed} workers killed: {result}")
    assert killed >= 20, result["ends"]
    arms = result["arms"]
    assert all(rows == people for rows, people, _texts in arms.values())
    assert sum(people for _rows, people, _texts in arms.values()) == PEOPLE
    assert arms["skipped"] == [REFUSED, REFUSED, 0]
    assert arms["holdout"][2] == 0
    written = sum(arms[arm][1] for arm in ("a", "b", "winner"))
    assert written == PEOPLE - REFUSED - arms["holdout"][1]
    # One line of the ledger, one personal link and one text in Odoo's queue for each of them.
    assert [arms[arm][2] for arm in ("a", "b", "winner")] == [
        arms[arm][1] for arm in ("a", "b", "winner")
    ]
    assert result["ledger"] == [written] * 3
    assert result["links"] == [written] * 2
    assert result["queue"] == [written] * 2
    assert result["state"] == "done"
    assert result["counts"] == [PEOPLE, written, written]
