"""Faults on demand: each one happens as ordered, and only then."""

import http.client
import json
import sys
import threading
import time
import urllib.error
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402


@pytest.fixture(scope="module")
def server():
    with GatewayProcess("--delivery-seconds", "5") as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture
def gateway(server):
    server.control("POST", "reset")
    return server


BROKEN = (OSError, http.client.HTTPException, urllib.error.URLError)


def send(gateway, **more):
    return gateway.bulk(["09121234567"], **more)


def test_rate_limit(gateway):
    gateway.fault("rate_limit", retry_after=7)
    gateway.fault("rate_limit")
    first, second, third = send(gateway), send(gateway), send(gateway)
    assert (first.http, first.status, first.headers["Retry-After"]) == (429, 20, "7")
    assert second.http == 429 and "Retry-After" not in second.headers
    assert third.status == 1
    assert len(gateway.messages()) == 1


def test_count_skip_path_method_and_content(gateway):
    gateway.control(
        "POST",
        "faults",
        {
            "faults": [
                {"kind": "server_error", "count": 2, "skip": 1, "path": "/SEND/"},
                {"kind": "html", "contains": "نشانه", "count": 0},
                {"kind": "empty", "method": "DELETE"},
            ]
        },
    )
    assert [send(gateway).http for _ in range(4)] == [200, 500, 500, 200]
    assert [send(gateway, text="با نشانه").http for _ in range(3)] == [502, 502, 502]
    assert gateway.rest("GET", "/credit").status == 1
    answer = gateway.rest("DELETE", "/send/scheduled/00000000-0000-4000-8000-000000000000")
    assert (answer.http, answer.body) == (200, b"")
    assert [fault["kind"] for fault in gateway.control("GET", "faults")] == ["html"]
    gateway.control("DELETE", "faults")
    assert send(gateway, text="با نشانه").http == 200


def test_broken_answers(gateway):
    gateway.fault("server_error")
    gateway.fault("html")
    gateway.fault("empty")
    gateway.fault("garbage")
    answers = [send(gateway) for _ in range(4)]
    assert [answer.http for answer in answers] == [500, 502, 200, 200]
    assert answers[0].status == 0
    assert answers[1].body.startswith(b"<html>")
    assert answers[2].body == b""
    with pytest.raises(ValueError, match="."):
        json.loads(answers[3].body)
    assert gateway.messages() == [], "none of them accepted anything"


@pytest.mark.parametrize("kind", ["server_error", "html", "empty", "garbage", "rate_limit"])
def test_broken_answers_after_accepting(gateway, kind):
    gateway.fault(f"{kind}_after")
    gateway.fault(kind, accept=True)
    for _ in range(2):
        answer = send(gateway)
        assert answer.http != 200 or not answer.body.endswith(b"}")
    assert len(gateway.messages()) == 2


def test_any_status(gateway):
    gateway.fault("status", status=121, message="پیام سامانه")
    gateway.fault("status", status=117, http=200)
    gateway.fault("status", status=15)
    first, second, third = send(gateway), send(gateway), send(gateway)
    assert (first.http, first.status, first.json["message"]) == (400, 121, "پیام سامانه")
    assert (second.http, second.status) == (200, 117)
    assert (third.http, third.status) == (403, 15)


@pytest.mark.parametrize(("kind", "accepted"), [("close_before", 0), ("close_after", 1)])
def test_closed_connections(gateway, kind, accepted):
    gateway.fault(kind)
    with pytest.raises(BROKEN):
        send(gateway)
    assert len(gateway.messages()) == accepted
    assert send(gateway).status == 1
    requests = gateway.control("GET", "requests")
    assert requests[0]["http"] is None
    assert requests[0]["fault"] == {"kind": "close", "accept": bool(accepted)}


def test_half_an_answer(gateway):
    gateway.fault("truncated")
    with pytest.raises(http.client.IncompleteRead):
        send(gateway)
    assert len(gateway.messages()) == 1


@pytest.mark.parametrize(("kind", "accepted"), [("hang_before", 0), ("hang_after", 1)])
def test_hanging(gateway, kind, accepted):
    gateway.fault(kind)
    with pytest.raises((TimeoutError, urllib.error.URLError)):
        send(gateway, timeout=0.3)
    assert len(gateway.messages()) == accepted
    started = time.monotonic()
    gateway.fault("hang", seconds=0.2)
    with pytest.raises(BROKEN):
        send(gateway)
    assert 0.2 <= time.monotonic() - started < 2


def test_clearing_lets_go_who_hangs(gateway):
    gateway.fault("hang_after", seconds=60)
    ends = []

    def call():
        try:
            send(gateway)
        except BROKEN:
            ends.append(time.monotonic())

    thread = threading.Thread(target=call)
    thread.start()
    deadline = time.monotonic() + 5
    while not gateway.messages() and time.monotonic() < deadline:
        time.sleep(0.02)
    gateway.control("DELETE", "faults")
    thread.join(5)
    assert len(ends) == 1


def test_slow_answers_are_right(gateway):
    gateway.fault("slow", seconds=0.3)
    started = time.monotonic()
    assert send(gateway).status == 1
    assert time.monotonic() - started >= 0.3


def test_latency(gateway):
    gateway.settings(latency_ms=60)
    started = time.monotonic()
    for _ in range(3):
        send(gateway)
    assert time.monotonic() - started >= 0.18


def test_real_pace_limit(gateway):
    gateway.settings(rate_per_second=5, retry_after=1)
    answers = [send(gateway) for _ in range(8)]
    assert [answer.http for answer in answers[:5]] == [200] * 5
    limited = [answer for answer in answers if answer.http == 429]
    assert limited and limited[0].headers["Retry-After"] == "1" and limited[0].status == 20
    assert gateway.bulk(["09121234567"], line=30004321, key="club-second-key").http == 200
    time.sleep(1.05)
    assert send(gateway).http == 200


def test_counters(gateway):
    gateway.fault("close")
    with pytest.raises(BROKEN):
        send(gateway)
    number = send(gateway).data["messageIds"][0]
    gateway.rest("GET", f"/send/{number}")
    gateway.rest("GET", "/no/such")
    counters = gateway.control("GET", "counters")
    assert counters["by_path"] == {
        "POST /v1/send/bulk": 2,
        "GET /v1/send/{message_id}": 1,
        "GET /v1/?": 1,
    }
    assert counters["by_http"] == {"closed": 1, "200": 2, "404": 1}
    assert counters["by_fault"] == {"close": 1}
    assert counters["total"] == 4 and counters["running"] == 0
    assert gateway.control("GET", "requests", path="send/bulk", limit=1)[0]["status"] == 1
    assert gateway.control("DELETE", "counters")["total"] == 0


@pytest.mark.parametrize(
    "order",
    [
        {"kind": "nothing"},
        {},
        {"kind": ["hang"]},
        {"kind": "hang", "seconds": "x"},
        {"kind": "hang", "count": -1},
        {"kind": "hang", "path": 5},
        {"kind": "status", "http": 99},
        {"kind": "hang", "typo": 1},
        {"faults": 5},
        {"faults": [{"kind": "hang"}, {"kind": "x"}]},
    ],
)
def test_wrong_orders(gateway, order):
    with pytest.raises(ValueError, match="."):
        gateway.control("POST", "faults", order)
    assert gateway.control("GET", "faults") == []
