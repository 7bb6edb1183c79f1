"""The SOAP client against the stand-in's service, whose namespace nobody may assume."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import soap_errors
from pure.sms_ir.tools.errors import (
    SmsIrError,
    SmsIrOutcomeUnknown,
    SmsIrRejected,
    SmsIrUnreachable,
)
from pure.sms_ir.tools.status_codes import STATUSES, Kind

zeep = pytest.importorskip("zeep")

from pure.sms_ir.tools.wire.soap_client import SoapClient  # noqa: E402

GATEWAY = Path(__file__).resolve().parents[1] / "fakes" / "sms_ir_gateway.py"
LINE = "30001234"


@pytest.fixture(scope="module", params=["urn:one", "http://tempuri.org/"])
def url(request):
    process = subprocess.Popen(
        [
            sys.executable,
            str(GATEWAY),
            *("--port", "0", "--delivery-seconds", "0", "--soap-namespace", request.param),
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
def control(url):
    def call(path, order=None):
        data = json.dumps(order or {}).encode()
        request = urllib.request.Request(f"{url}/_control/{path}", data=data, method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    call("reset")
    return call


def connect(url, password="club-demo"):
    return SoapClient(f"{url}/ws/SendReceive.asmx?wsdl", "club", password, timeout=(1, 1))


@pytest.fixture
def client(url, control):
    return connect(url)


def test_send_and_report(client):
    pack = client.send_bulk(LINE, "سلام & <b>", ["09121234567", "09121234568"])
    assert len(set(pack.message_ids)) == 2
    assert client.report(pack.message_ids[0]).text == "سلام & <b>"
    assert {row.message_id for row in client.live()} == set(pack.message_ids)
    pair = client.send_like_to_like(LINE, ["یک", "دو"], ["09121234567", "09121234568"])
    assert client.report(pair.message_ids[1]).text == "دو"
    now = client.report(pair.message_ids[1]).sent_at
    assert len(client.archive(now - 60, now + 60)) == 4
    assert client.credit() > 0
    assert LINE in client.lines()


def test_inbound(client, control):
    control("inbound", {"mobile": "09121234567", "text": "لغو", "line": int(LINE)})
    (row,) = client.receive_live()
    assert (row.mobile, row.text, row.line) == ("9121234567", "لغو", LINE)
    assert client.receive_latest() == []


def test_refusals(url, client, control):
    with pytest.raises(SmsIrRejected) as caught:
        connect(url, "wrong-password").credit()
    assert caught.value.kind is Kind.CREDENTIALS
    assert "wrong-password" not in str(caught.value)
    control("credit", {"credit": 0})
    with pytest.raises(SmsIrRejected) as caught:
        client.send_bulk(LINE, "سلام", ["09121234567"])
    assert caught.value.kind is Kind.CREDIT
    with pytest.raises(SmsIrRejected):
        client.send_bulk("1", "سلام", ["09121234567"])


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate_limit", SmsIrRejected),
        ("server_error", SmsIrOutcomeUnknown),
        ("html", SmsIrOutcomeUnknown),
        ("empty", SmsIrOutcomeUnknown),
        ("garbage", SmsIrOutcomeUnknown),
        ("truncated", SmsIrOutcomeUnknown),
        ("close_after", SmsIrOutcomeUnknown),
        ("hang", SmsIrOutcomeUnknown),
    ],
)
def test_faults(client, control, kind, error):
    control("faults", {"kind": kind, "path": "SendMessage", "seconds": 3})
    with pytest.raises(SmsIrError) as caught:
        client.send_bulk(LINE, "سلام", ["09121234567"])
    assert type(caught.value) is error


def test_without_a_wsdl_nothing_is_sent():
    client = SoapClient("http://127.0.0.1:9/?wsdl", "u", "pppp", timeout=(1, 1))
    with pytest.raises(SmsIrUnreachable):
        client.send_bulk(LINE, "سلام", ["09121234567"])
    with pytest.raises(SmsIrError):
        SoapClient("", "u", "p")
    with pytest.raises(SmsIrError):
        SoapClient("http://x", "", "p")


@given(st.text(max_size=60))
def test_any_sentence_has_a_reading(text):
    assert soap_errors.code_of(text) in {None, *STATUSES}
