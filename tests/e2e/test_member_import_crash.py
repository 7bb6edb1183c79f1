"""An import of members goes on after ``kill -9``, wherever it comes, and nobody is doubled."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest
import sms_ir_worker

HERE = Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("CLUB_IMPORT_KILLS", "12")) // 6
ROWS = 1500


@pytest.fixture
def database():
    name = f"test_import_crash_{uuid.uuid4().hex[:8]}"
    programs = Path(os.environ["CLUB_TEST_PGBIN"])
    template = os.environ["CLUB_TEST_EMPTY_DB"]
    subprocess.run([programs / "createdb", "-U", "odoo", "-T", template, name], check=True)
    yield name
    subprocess.run([programs / "dropdb", "-U", "odoo", "--force", name], check=True)


def test_an_import_survives_its_workers(database, tmp_path):
    result_file = tmp_path / "result.json"
    done = subprocess.run(
        [
            *sms_ir_worker.sub_command(os.environ["CLUB_TEST_ODOO"], "shell"),
            *("-d", database, "--no-http"),
        ],
        input=(HERE / "member_import_worker.py").read_text(encoding="utf-8"),
        env=sms_ir_worker.environment(
            CLUB_E2E_FOLDER=str(HERE),
            IMPORT_PLAN=json.dumps({"rounds": ROUNDS, "seed": 5}),
            IMPORT_RESULT=str(result_file),
        ),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    logs = os.environ.get("CLUB_TEST_LOGS")
    if logs:
        Path(logs, "member_import_worker.log").write_text(done.stderr, encoding="utf-8")
    assert result_file.exists(), done.stderr[-6000:]
    result = json.loads(result_file.read_text(encoding="utf-8"))
    killed = sum(count for end, count in result["ends"].items() if end.endswith("killed"))
    print(f"{killed} workers killed: {result}")
    assert killed == ROUNDS * 6, result["ends"]
    assert (result["state"], result["done"]) == ("done", ROWS)
    # One person each with five visits; one of them had come once before.
    assert result["people"] == [ROWS, ROWS, 5, 6, 5 * ROWS + 1]
    assert result["visits"] == [2 * ROWS + 1, 5 * ROWS + 1, 2 * ROWS + 1]
    assert result["tags"] == ROWS
    assert result["messages"] == 0
