"""The client over real HTTP, against the stand-in gateway."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from pure.sms_ir.tools.errors import (
    SmsIrError,
    SmsIrOutcomeUnknown,
    SmsIrRejected,
    SmsIrUnreachable,
)
from pure.sms_ir.tools.status_codes import Kind
from pure.sms_ir.tools.wire.rest_client import RestClient

GATEWAY = Path(__file__).resolve().parents[1] / "fakes" / "sms_ir_gateway.py"
LINE = "30001234"
KEY = "club-demo-key"


@pytest.fixture(scope="module")
def url():
    process = subprocess.Popen(
        [sys.executable, str(GATEWAY), "--port", "0", "--delivery-seconds", "0"],
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
def control(url):
    def call(path, order=None):
        response = requests.post(f"{url}/_control/{path}", data=json.dumps(order or {}), timeout=10)
        response.raise_for_status()
        return response.json()

    call("reset")
    return call


@pytest.fixture
def client(url, control):
    return RestClient(f"{url}/v1", KEY, timeout=(1, 1))


def test_send_and_report(client):
    pack = client.send_bulk(LINE, "سلام", ["09121234567", "09121234568", "0912"])
    assert len(pack.message_ids) == 3
    assert pack.message_ids[2] is None
    first = client.report(pack.message_ids[0])
    assert (first.mobile, first.text, first.line) == ("9121234567", "سلام", LINE)
    assert [row.message_id for row in client.pack_reports(pack.pack_id)] == list(
        pack.message_ids[:2]
    )
    assert [row.message_id for row in client.live()] == list(pack.message_ids[:2])
    assert list(client.archive()) == []
    assert next(client.packs()).recipient_count >= 2
    pair = client.send_like_to_like(LINE, ["یک", "دو"], ["09121234567", "09121234568"])
    assert len(pair.message_ids) == 2


def test_pages_are_followed(client):
    numbers = [f"0912{i:07}" for i in range(250)]
    for start in range(0, 250, 100):
        client.send_bulk(LINE, "سلام", numbers[start : start + 100])
    assert len(list(client.live())) == 250


def test_verify_schedule_and_account(client, control):
    assert client.send_verify("09121234567", 100001, {"CODE": "1234"}).message_id
    with pytest.raises(SmsIrRejected) as caught:
        client.send_verify("09121234567", 100001, {"CODE": "x" * 26})
    assert caught.value.code == 114
    now = requests.get(f"{client._base_url[:-3]}/_control/clock", timeout=10).json()["now"]
    pack = client.send_bulk(LINE, "بعدا", ["09121234567"], send_at=now + 7200)
    assert client.cancel_scheduled(pack.pack_id).sms_count == 1
    with pytest.raises(SmsIrRejected) as caught:
        client.cancel_scheduled(pack.pack_id)
    assert caught.value.kind is Kind.NOT_FOUND
    assert client.credit() > 0
    assert LINE in client.lines()


def test_inbound(client, control):
    control("inbound", {"mobile": "09121234567", "text": "لغو", "line": 30001234})
    (first,) = client.receive_latest()
    assert (first.mobile, first.text, first.line) == ("9121234567", "لغو", LINE)
    assert client.receive_latest() == []
    assert [row.return_id for row in client.receive_live()] == [first.return_id]
    assert list(client.receive_archive()) == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate_limit", SmsIrRejected),
        ("server_error", SmsIrOutcomeUnknown),
        ("html", SmsIrOutcomeUnknown),
        ("empty", SmsIrOutcomeUnknown),
        ("garbage", SmsIrOutcomeUnknown),
        ("truncated", SmsIrOutcomeUnknown),
        ("close", SmsIrOutcomeUnknown),
        ("close_after", SmsIrOutcomeUnknown),
        ("hang", SmsIrOutcomeUnknown),
    ],
)
def test_faults(client, control, kind, error):
    control("faults", {"kind": kind, "path": "/send/", "seconds": 3})
    with pytest.raises(SmsIrError) as caught:
        client.send_bulk(LINE, "سلام", ["09121234567"])
    assert type(caught.value) is error
    assert KEY not in f"{caught.value!r} {caught.value.__cause__} {caught.value.__context__}"
    control("faults", {"kind": "close", "path": "/credit"})
    with pytest.raises(SmsIrUnreachable):
        client.credit()


def test_nobody_listens():
    client = RestClient("http://127.0.0.1:9/v1", KEY, timeout=(1, 1))
    with pytest.raises(SmsIrUnreachable):
        client.send_bulk(LINE, "سلام", ["09121234567"])
    client = RestClient("http://name.invalid/v1", KEY, timeout=(1, 1))
    with pytest.raises(SmsIrUnreachable):
        client.send_bulk(LINE, "سلام", ["09121234567"])


def test_proxy_that_is_down_sent_nothing():
    client = RestClient("http://192.0.2.1/v1", KEY, timeout=(1, 1), proxy="http://127.0.0.1:9")
    with pytest.raises(SmsIrUnreachable):
        client.send_bulk(LINE, "سلام", ["09121234567"])


@pytest.mark.parametrize("base_url", ["", "ftp://x/v1", "http://", "http://[", "api.sms.ir/v1"])
def test_bad_addresses(base_url):
    with pytest.raises(SmsIrError) as caught:
        RestClient(base_url, KEY)
    assert caught.value.kind is Kind.CONFIGURATION


@pytest.mark.parametrize("key", ["", None, "کلید", "a\nb"])
def test_bad_keys(key):
    with pytest.raises(SmsIrError) as caught:
        RestClient("http://127.0.0.1/v1", key)
    assert caught.value.kind is Kind.CREDENTIALS


def test_threads_share_a_client(client):
    ids = []

    def send(number):
        ids.extend(client.send_bulk(LINE, "سلام", [f"0912{number:07}"]).message_ids)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 8
