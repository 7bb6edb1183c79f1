"""Each thing is built once, and a broken build is never taken for a whole one."""

import subprocess
import sys
from pathlib import Path

import pytest

from launcher import steps
from launcher.console import Failure

CONFIG = Path(__file__).resolve().parents[2] / "config"


def test_a_build_is_made_once(tmp_path):
    calls = []

    def make(folder):
        calls.append(folder)
        (folder / "file").write_text("whole")

    for _again in range(2):
        built = steps.build(tmp_path / "thing", "a thing", make)
    assert (built / "file").read_text() == "whole"
    assert len(calls) == 1


@pytest.mark.parametrize("build", [steps.build, steps.build_in_place])
def test_a_build_that_breaks_is_made_anew(tmp_path, build):
    def breaks(folder):
        (folder / "half").touch()
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        build(tmp_path / "thing", "a thing", breaks)
    built = build(tmp_path / "thing", "a thing", lambda folder: (folder / "whole").touch())
    assert (built / "whole").exists()
    assert not (built / "half").exists()


def test_a_digest_tells_parts_apart():
    assert steps.digest("ab", "c") != steps.digest("a", "bc")
    assert steps.digest("a", 1) == steps.digest("a", "1")


def test_a_link_moves_in_one_stroke(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        steps.point(tmp_path / "current", tmp_path / name)
        assert (tmp_path / "current").resolve().name == name


def test_a_lock_held_by_another_launcher_is_told(tmp_path):
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys\n"
            "from launcher import steps\n"
            "with steps.lock(pathlib.Path(sys.argv[1]), 'busy'):\n"
            "    print('held', flush=True)\n"
            "    sys.stdin.read()\n",
            str(path),
        ],
        env={"PYTHONPATH": str(CONFIG), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        told = pytest.raises(Failure, match=rf"busy \(process {holder.pid}\)")
        with told, steps.lock(path, "busy"):
            pass
    finally:
        holder.communicate()
    with steps.lock(path, "busy"):
        assert path.read_text()
