"""Controls, the state file, the command line and the files of the phone page."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import (
    PROGRAM,  # noqa: E402
    GatewayProcess,  # noqa: E402
)


@pytest.fixture(scope="module")
def server():
    with GatewayProcess("--delivery-seconds", "5") as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture
def gateway(server):
    server.control("POST", "reset")
    return server


def test_messages_and_their_filters(gateway):
    gateway.bulk(["09120000001", "09120000002"], "یک")
    middle = gateway.messages()[-1]["id"]
    pack = gateway.bulk(["09120000001"], "دو دو", line=10005678).data["packId"]
    gateway.bulk(["09120000001"], line=30004321, key="club-second-key")
    assert len(gateway.messages()) == 4
    assert len(gateway.messages(mobile="0912 000 0001")) == 3
    assert len(gateway.messages(text="یک")) == 2
    assert len(gateway.messages(contains="دو")) == 1
    assert len(gateway.messages(line=10005678)) == 1
    assert len(gateway.messages(purpose="advertising")) == 1
    assert len(gateway.messages(packId=pack)) == 1
    assert len(gateway.messages(account="second")) == 1
    assert len(gateway.messages(protocol="soap")) == 0
    assert len(gateway.messages(method="bulk", after=middle)) == 2
    assert len(gateway.messages(limit=1)) == 1
    assert len(gateway.messages(since=time.time() + 60)) == 0
    assert gateway.messages(count=1, mobile="9120000001") == {"count": 3}
    message = gateway.messages(packId=pack)[0]
    assert message["mobile"] == "+989120000001" and message["parts"] == 1
    assert abs(message["time"] - time.time()) < 10
    for wrong in ({"typo": 1}, {"mobile": "x"}, {"line": "x"}):
        with pytest.raises(ValueError, match="."):
            gateway.messages(**wrong)


def test_duplicates(gateway):
    gateway.bulk(["09120000001", "09120000002"], "یک")
    assert gateway.control("GET", "duplicates") == []
    gateway.bulk(["09120000001"], "یک")
    (found,) = gateway.control("GET", "duplicates")
    assert (found["mobile"], found["text"], found["times"]) == ("+989120000001", "یک", 2)
    assert len(found["ids"]) == 2


def test_accounts_keys_and_lines_can_be_made(gateway):
    gateway.control("POST", "accounts", {"name": "third", "credit": 3})
    gateway.control("POST", "keys", {"key": "k3", "account": "third", "ips": ["127.0.0.1"]})
    gateway.control("POST", "lines", {"number": 777, "account": "third"})
    assert gateway.bulk(["09120000001"], line=777, key="k3").status == 1
    assert gateway.control("GET", "credit")["third"] == 2
    gateway.control("POST", "keys", {"key": "k3", "account": "third", "status": 11})
    assert gateway.bulk(["09120000001"], line=777, key="k3").status == 11
    gateway.control("POST", "lines", {"number": 777, "account": "third", "active": False})
    gateway.control("POST", "keys", {"key": "k3", "account": "third"})
    assert gateway.bulk(["09120000001"], line=777, key="k3").status == 123
    gateway.control("POST", "accounts", {"name": "third", "status": 14})
    assert gateway.bulk(["09120000001"], line=777, key="k3").status == 14


def test_state_and_index(gateway):
    gateway.bulk(["09120000001"])
    state = gateway.control("GET", "state")
    assert state["messages"] == 1 and state["counters"]["total"] == 1
    assert {line["number"] for line in state["lines"]} >= {30001234, 10005678}
    index = gateway.control("GET", "")
    assert "messages" in index["controls"] and "hang" in index["fault_kinds"]
    assert gateway.control("GET", "health") == {"ok": True}
    assert gateway.control("GET", "settings") == state["settings"]


def test_reset(gateway):
    first = gateway.bulk(["09120000001"]).data["messageIds"][0]
    gateway.settings(max_parts=1)
    gateway.fault("close", count=0)
    gateway.control("POST", "clock", {"advance": 1000})
    gateway.control("POST", "blacklist", {"mobiles": ["09120000001"]})
    gateway.control("POST", "reset", {"keep_configuration": True})
    assert gateway.messages() == [] and gateway.control("GET", "faults") == []
    assert gateway.control("GET", "settings")["max_parts"] == 1
    gateway.control("POST", "reset")
    assert gateway.control("GET", "settings")["max_parts"] == 10
    assert gateway.control("GET", "settings")["delivery_seconds"] == 5, "the command line's"
    assert gateway.control("GET", "clock")["offset"] == 0
    assert gateway.control("GET", "blacklist") == {"system": [], "operator": []}
    assert gateway.control("GET", "credit")["club"] == 100000
    assert gateway.bulk(["09120000001"]).data["messageIds"][0] > first


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("settings", {"typo": 1}),
        ("settings", {"max_parts": -1}),
        ("settings", {"bad_numbers": "x"}),
        ("settings", {"delivery_weights": {"9": 1}}),
        ("settings", {"delivery_default": True}),
        ("settings", {"http_status": {"1": 1000}}),
        ("clock", {}),
        ("clock", {"advance": "x"}),
        ("clock", {"advance": 1e300}),
        ("credit", {"credit": -1}),
        ("credit", {"credit": 1, "account": "nobody"}),
        ("keys", {"key": ""}),
        ("keys", {"key": "k", "ips": "x"}),
        ("lines", {"number": "x"}),
        ("lines", {"number": 5, "purpose": "x"}),
        ("accounts", {"name": "x", "username": "club"}),
        ("templates", {"id": 5}),
        ("blacklist", {"mobiles": ["1"]}),
        ("blacklist", {"mobiles": ["09121234567"], "kind": "x"}),
        ("blacklist", {"mobiles": "09121234567"}),
        ("inbound", {"mobile": "x", "text": "a"}),
        ("inbound", {"mobile": "09121234567"}),
        ("inbound", {"mobile": "09121234567", "text": "a", "line": 1}),
        ("inbound", {"mobile": "09121234567", "text": "\ud800"}),
        ("delivery", {"state": 9}),
        ("nothing", {}),
        ("reset", b"["),
        ("reset", b"[]"),
    ],
)
def test_wrong_controls_explain_themselves(gateway, path, body):
    with pytest.raises(ValueError, match="."):
        gateway.control("POST", path, body)


def test_controls_are_not_for_other_sites(gateway):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert gateway.request("POST", "/_control/reset", {}, headers).http == 403
    assert gateway.request("DELETE", "/_control/reset", headers={}).http == 405


def test_phone_files(gateway):
    page = gateway.request("GET", "/")
    assert page.http == 200 and 'dir="rtl"' in page.body.decode()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for path, kind in (("/phone.css", "text/css"), ("/phone.js", "text/javascript")):
        answer = gateway.request("GET", path)
        assert answer.http == 200 and answer.headers["Content-Type"].startswith(kind)
        assert b"http://" not in answer.body.replace(b"http://www.w3.org/", b"")
    assert gateway.request("POST", "/", b"x").http == 405
    assert gateway.request("GET", "/../store.py").http == 404


def test_phones_show_what_has_arrived(gateway):
    now = int(time.time())
    gateway.bulk(["09120000001", "09120000002"], "یک")
    gateway.bulk(["09120000003"], "بعد", sendDateTime=now + 7200)
    gateway.control("POST", "inbound", {"mobile": "09120000001", "text": "لغو"})
    shown = gateway.control("GET", "phones")
    assert [phone["mobile"] for phone in shown["phones"]] == ["+989120000001", "+989120000002"]
    assert shown["phones"][0]["last"] == "لغو" and shown["accepted"] == 3
    assert (shown["phones"][0]["sent"], shown["phones"][0]["received"]) == (1, 1)
    found = gateway.control("GET", "phones", q="۰۹۱۲۰۰۰۰۰۰۲")
    assert [phone["mobile"] for phone in found["phones"]] == ["+989120000002"]
    talk = gateway.control("GET", "phones/09120000001")["messages"]
    assert [(m["direction"], m["text"]) for m in talk] == [("out", "یک"), ("in", "لغو")]
    gateway.control("POST", "clock", {"advance": 7201})
    assert gateway.control("GET", "phones")["phones"][0]["mobile"] == "+989120000003"


def test_kill_minus_nine_loses_nothing(tmp_path):
    gateway = GatewayProcess(state=tmp_path / "state.sqlite").start()
    gateway.settings(max_parts=3)
    gateway.control("POST", "clock", {"advance": 500})
    gateway.control("POST", "inbound", {"mobile": "09120000009", "text": "11"})
    answered = []
    stop = threading.Event()

    def client(part):
        number = 0
        while not stop.is_set():
            number += 1
            text = f"{part}/{number}"
            try:
                ids = gateway.bulk(["09120000001", "09120000002"], text).data["messageIds"]
            except OSError:
                time.sleep(0.01)  # not answered: may or may not have been accepted
            else:
                answered.append((text, ids))

    threads = [threading.Thread(target=client, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(0.25)
        gateway.kill()
        gateway.start()  # on the same port, from the same file
    time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    gateway.kill()
    with gateway:
        kept = {message["id"]: message["text"] for message in gateway.messages()}
        assert len(answered) > 50
        for text, ids in answered:
            assert [kept[number] for number in ids] == [text, text]
        assert gateway.control("GET", "duplicates") == []
        assert gateway.rest("GET", "/credit").data == 100000 - len(kept)
        assert gateway.control("GET", "settings")["max_parts"] == 3
        assert gateway.control("GET", "clock")["offset"] == 500
        assert gateway.rest("GET", "/receive/latest").data[0]["messageText"] == "11"
        assert gateway.bulk(["09120000001"]).data["messageIds"][0] > max(kept)


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(PROGRAM), *arguments], capture_output=True, text=True, timeout=20
    )


def test_command_line(gateway, tmp_path):
    assert "--state" in run("--help").stdout
    busy = run("--port", str(gateway.port))
    assert busy.returncode == 1 and "cannot listen" in busy.stderr
    broken = tmp_path / "broken"
    broken.write_text("this is no database, " * 100)
    answer = run("--port", "0", "--state", str(broken))
    assert answer.returncode == 1 and "cannot use the state file" in answer.stderr
    assert run("--latency-ms", "-1").returncode == 2
    assert "Traceback" not in busy.stderr + answer.stderr


def test_one_gateway_a_state_file(tmp_path):
    with GatewayProcess(state=tmp_path / "state.sqlite"):
        second = run("--port", "0", "--state", str(tmp_path / "state.sqlite"))
    assert second.returncode == 1 and "locked" in second.stderr


def test_it_ends_when_asked_to():
    for number in (signal.SIGTERM, signal.SIGINT):
        with GatewayProcess() as gateway:
            gateway.process.send_signal(number)
            assert gateway.process.wait(5) == 0
            assert gateway.process.communicate()[1] == ""
