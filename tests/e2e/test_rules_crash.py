"""Rules fire once, and their rewards and texts go once, wherever their worker is killed."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest
import sms_ir_worker

HERE = Path(__file__).resolve().parent
DAYS = int(os.environ.get("CLUB_RULES_DAYS", "8"))
KILLS_A_DAY = 4


@pytest.fixture
def database():
    name = f"test_rules_crash_{uuid.uuid4().hex[:8]}"
    programs = Path(os.environ["CLUB_TEST_PGBIN"])
    template = os.environ["CLUB_TEST_EMPTY_DB"]
    subprocess.run([programs / "createdb", "-U", "odoo", "-T", template, name], check=True)
    yield name
    subprocess.run([programs / "dropdb", "-U", "odoo", "--force", name], check=True)


def test_rules_survive_their_workers(database, tmp_path):
    result_file = tmp_path / "result.json"
    done = subprocess.run(
        [
            *sms_ir_worker.sub_command(os.environ["CLUB_TEST_ODOO"], "shell"),
            *("-d", database, "--no-http"),
        ],
        input=(HERE / "rules_worker.py").read_text(encoding="utf-8"),
        env=sms_ir_worker.environment(
            CLUB_E2E_FOLDER=str(HERE),
            RULES_PLAN=json.dumps({"days": DAYS, "kills": KILLS_A_DAY, "seed": 11}),
            RULES_RESULT=str(result_file),
        ),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    logs = os.environ.get("CLUB_TEST_LOGS")
    if logs:
        Path(logs, "rules_worker.log").write_text(done.stderr, encoding="utf-8")
    assert result_file.exists(), done.stderr[-6000:]
    result = json.loads(result_file.read_text(encoding="utf-8"))
    killed = sum(count for end, count in result["ends"].items() if str(end).endswith("killed"))
    print(f"{killed} workers killed: {result}")
    assert killed >= DAYS * KILLS_A_DAY * 0.6, result["ends"]
    assert result["ends"]["last"] == "exit 0"
    # No birthday missed, none kept twice.
    assert result["birthdays"] == result["expected_birthdays"] > 0
    assert result["persons_doubled"] == 0
    assert result["missed"] > 0
    assert result["states"] == ["done"]
    # Each firing brought one reward and one text; each text went to Odoo's queue once.
    assert result["coupons"] == result["tagged"] == result["birthdays"]
    assert result["points"] == 3 * result["missed"]
    assert result["messages"] == result["birthdays"] + result["missed"]
    assert result["message_states"] == ["queued"]
    assert result["queue"] == result["uuids"] == result["trackers"] == result["messages"]
