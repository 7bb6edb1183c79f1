"""Debug logs of other libraries, all of them switched on: no key, no password, no whole number."""

import http.client
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from pure.sms_ir.tools.errors import SmsIrError
from pure.sms_ir.tools.wire.rest_client import RestClient

pytest.importorskip("zeep")

from pure.sms_ir.tools.wire.soap_client import SoapClient  # noqa: E402

GATEWAY = Path(__file__).resolve().parents[1] / "fakes" / "sms_ir_gateway.py"
LINE = "30001234"
NUMBERS = ("09123456789", "09127654321")


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
def everything(monkeypatch, capfd):
    """Switch on all that can be, and return a function that gives all that was written."""
    records = []

    class Keep(logging.Handler):
        def emit(self, record):
            records.append(self.format(record))

    handler = Keep()
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    names = ["", *(n for n in logging.Logger.manager.loggerDict if n.startswith(TALKATIVE))]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    yield lambda: "\n".join(records) + capfd.readouterr().out
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


TALKATIVE = ("urllib3", "requests", "zeep", "http")


def check(text, secret):
    assert secret not in text
    for number in NUMBERS:
        for shown in (number, number[1:], f"98{number[1:]}"):
            assert shown not in text


def test_rest(url, everything):
    client = RestClient(f"{url}/v1", "club-demo-key")
    client.send_bulk(LINE, "سلام", NUMBERS)
    client.send_like_to_like(LINE, ["یک", "دو"], NUMBERS)
    list(client.live())
    list(client.receive_live())
    with pytest.raises(SmsIrError):
        client.report(NUMBERS[0])
    with pytest.raises(SmsIrError):
        RestClient("http://127.0.0.1:9/v1", "club-demo-key").credit()
    with pytest.raises(SmsIrError):
        RestClient(f"{url}/v1", "club-demo-key", proxy="http://a:club-demo-key@127.0.0.1:9").lines()
    text = everything()
    assert "urllib3.connectionpool" in text, "it is really switched on"
    check(text, "club-demo-key")


def test_soap(url, everything):
    client = SoapClient(f"{url}/ws/SendReceive.asmx?wsdl", "club", "club-demo")
    client.send_bulk(LINE, "سلام", NUMBERS)
    client.credit()
    client.live()
    with pytest.raises(SmsIrError):
        SoapClient(f"{url}/ws/SendReceive.asmx?wsdl", "club", "<wrong&secret>").credit()
    text = everything()
    assert "HTTP Post to" in text and "<soap-env:Envelope" in text, "it is really switched on"
    check(text, "club-demo")
    check(text, "wrong&amp;secret")


def test_nobody_else_is_touched(url, everything):
    client = RestClient(f"{url}/v1", "club-demo-key")
    client.credit()
    requests.get(f"{url}/09123456789?key=club-demo-key", timeout=10)
    text = everything()
    assert "/09123456789?key=club-demo-key" in text
