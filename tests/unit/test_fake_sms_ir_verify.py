"""Templates, the URL call and sandbox keys of the stand-in gateway."""

import sys
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402

LINE = 30001234


@pytest.fixture(scope="module")
def server():
    with GatewayProcess("--delivery-seconds", "5") as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture
def gateway(server):
    server.control("POST", "reset")
    return server


def verify(gateway, template=100001, parameters=None, mobile="09121234567", key=None):
    parameters = [{"name": "CODE", "value": "12345"}] if parameters is None else parameters
    body = {"mobile": mobile, "templateId": template, "parameters": parameters}
    return gateway.rest("POST", "/send/verify", body, key)


def test_verify(gateway):
    answer = verify(gateway, parameters=[{"Name": "code", "VALUE": "۱۲۳"}])
    assert answer.data["cost"] == 1
    (message,) = gateway.messages()
    assert message["id"] == answer.data["messageId"]
    assert message["text"] == "کد تایید شما: ۱۲۳"
    assert (message["method"], message["purpose"], message["packId"]) == ("verify", "service", None)
    assert message["line"] not in gateway.rest("GET", "/line").data


@pytest.mark.parametrize(
    ("template", "parameters", "status"),
    [
        (999, None, 113),
        (200001, None, 113),  # of another account
        (100119, [{"name": "NAME", "value": "x"}], 119),
        (100124, [{"name": "NAME", "value": "x"}], 124),
        (100001, [{"name": "CODE", "value": "1" * 26}], 114),
        (100001, [], 116),
        (100001, [{"name": "", "value": "x"}], 116),
        (100001, [{"name": "#CODE#", "value": "x"}], 116),
        (100001, [{"name": "CODE", "value": "1" * 25}], 1),
    ],
)
def test_verify_rules(gateway, template, parameters, status):
    assert verify(gateway, template, parameters).status == status


def test_verify_shapes(gateway):
    assert verify(gateway, parameters={"name": "CODE", "value": "1"}).json["status"] == 400
    assert verify(gateway, parameters=["CODE"]).json["errors"]
    assert verify(gateway, mobile="0912").status == 104
    gateway.control("POST", "templates", {"id": 7, "text": "#A# و #B#"})
    pairs = [{"name": "a", "value": "یک"}, {"name": "B", "value": "#A#"}]
    assert verify(gateway, 7, pairs).status == 1
    assert gateway.messages()[-1]["text"] == "یک و #A#"
    gateway.control("DELETE", "templates", {"id": 7})
    assert verify(gateway, 7, pairs).status == 113


def test_send_by_url(gateway):
    query = {"username": "club", "password": "club-demo-key", "line": LINE, "text": "سلام"}
    answer = gateway.rest("GET", "/send", key="", mobile="09120000001", **query)
    assert answer.data["cost"] == 1
    assert gateway.messages()[0]["id"] == answer.data["messageId"]
    assert gateway.rest("POST", "/send", key="", mobile="09120000001", **query).status == 1
    assert gateway.rest("GET", "/send", key="", mobile="1", **query).status == 104
    wrong = query | {"username": "x"}
    assert gateway.rest("GET", "/send", key="", mobile="1", **wrong).status == 10
    wrong = query | {"line": "x"}
    assert gateway.rest("GET", "/send", key="", mobile="1", **wrong).json["errors"]
    assert all("password" not in r["query"] for r in gateway.control("GET", "requests"))


def test_sandbox_leaves_no_trace(gateway):
    key = "club-sandbox-key"
    answer = gateway.bulk(["09120000001", "x"], key=key)
    assert answer.data["messageIds"][0] and answer.data["messageIds"][1] is None
    assert answer.data["cost"] == 1
    assert gateway.bulk([], key=key).status == 107
    assert verify(gateway, 123456, key=key).status == 1
    assert verify(gateway, 100001, key=key).status == 113
    assert verify(gateway, 123456).status == 113  # not with a production key
    assert gateway.messages() == []
    assert gateway.rest("GET", "/credit").data == 100000
    number = answer.data["messageIds"][0]
    assert gateway.rest("GET", f"/send/{number}", key=key).data["messageId"] == number
    for path in ("/send/live", "/send/archive", "/receive/latest", "/send/pack"):
        assert len(gateway.rest("GET", path, key=key).data) == 1
        assert gateway.rest("GET", path, key=key, pageNumber=2).status == 1
    gateway.settings(sandbox_reports="empty")
    assert gateway.rest("GET", "/send/live", key=key).data == []
    delete = gateway.rest("DELETE", f"/send/scheduled/{uuid.uuid4()}", key=key)
    assert delete.data["smsCount"] == 1
