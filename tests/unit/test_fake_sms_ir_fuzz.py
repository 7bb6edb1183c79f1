"""Whatever is sent: an answer comes, and never a traceback or a dropped connection."""

import http.client
import json
import socket
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402

PATHS = [
    ("POST", "/v1/send/bulk"),
    ("POST", "/v1/send/likeToLike"),
    ("POST", "/v1/send/verify"),
    ("POST", "/v1/send"),
    ("POST", "/ws/SendReceive.asmx"),
    ("POST", "/_control/faults"),
    ("POST", "/_control/settings"),
    ("POST", "/_control/inbound"),
    ("POST", "/_control/keys"),
    ("POST", "/_control/blacklist"),
    ("POST", "/_control/templates"),
]
FIELDS = ["lineNumber", "messageText", "messageTexts", "mobiles", "mobile", "templateId"]
FIELDS += ["parameters", "name", "value", "sendDateTime", "kind", "text", "line", "at", "id"]
EXAMPLES = settings(
    max_examples=700, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["09121234567", 30001234, "30001234", 100001, "hang", "CODE", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)
nearly_right = st.fixed_dictionaries(
    {},
    optional={
        "lineNumber": st.just(30001234) | anything,
        "messageText": st.text() | anything,
        "messageTexts": st.lists(st.text(), max_size=3) | anything,
        "mobiles": st.lists(st.just("09121234567") | st.text(), max_size=3) | anything,
        "sendDateTime": st.none() | st.integers() | anything,
        "mobile": st.just("09121234567") | anything,
        "templateId": st.just(100001) | anything,
        "parameters": st.just([{"name": "CODE", "value": "1"}]) | anything,
    },
)
bodies = st.binary(max_size=200) | (anything | nearly_right).map(
    lambda value: json.dumps(value).encode()
)


@pytest.fixture(scope="module")
def gateway():
    with GatewayProcess() as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture(scope="module")
def connection(gateway):
    """One kept-alive connection: it must never have to be opened again."""
    link = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
    link.auto_open = True
    link.connect()
    link.auto_open = False
    yield link
    link.close()


def ask(link, method, path, body=None, headers=None):
    link.request(
        method,
        path,
        body,
        {"X-API-KEY": "club-demo-key", "Content-Type": "application/json"} | (headers or {}),
    )
    answer = link.getresponse()
    content = answer.read()
    assert b"Traceback" not in content
    assert not content.startswith(b'{"status":0,'), "an error of the gateway itself"
    return answer, content


@EXAMPLES
@given(where=st.sampled_from(PATHS), body=bodies)
def test_bodies(gateway, connection, where, body):
    headers = {}
    if where[1].startswith("/ws"):
        headers = {"Content-Type": "text/xml", "SOAPAction": '"x"'}
    answer, content = ask(connection, *where, body, headers)
    if answer.headers["Content-Type"] == "application/json; charset=utf-8":
        json.loads(content)
    if where[1] == "/_control/faults":
        ask(connection, "DELETE", "/_control/faults")
    if where[1] == "/_control/settings":
        ask(connection, "POST", "/_control/reset")


@EXAMPLES
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]),
    path=st.lists(
        st.sampled_from(["v1", "send", "pack", "live", "receive", "archive", "_control", "phones"])
        | st.sampled_from(
            ["messages", "latest", "scheduled", "1", "..", "%00", "%ff", "", "?", "="]
        )
        | st.sampled_from(["?pageSize=-1", "?pageNumber=0", "?count=9", "?mobile=x", "&limit=-1"]),
        max_size=6,
    ),
)
def test_paths(gateway, connection, method, path):
    ask(connection, method, "/" + "/".join(path))


@EXAMPLES
@given(
    name=st.sampled_from(["SendMessageWithLineNumber", "SendMessage", "GetSentMessages", "X"]),
    inner=st.lists(
        st.tuples(
            st.sampled_from(
                ["mobileNos", "messages", "lineNumber", "sendDateTime", "sendDetails", "fromDate"]
            ),
            st.sampled_from(
                ["", "x", "<long>9121234567</long>", "<long>x</long>", "<string>a</string>", "7"]
            )
            | st.sampled_from(["2024-01-01T00:00:00.1234567Z", "0001-01-01T00:00:00", "&#65;"])
            | st.sampled_from(
                ["30001234", "9999-12-31T23:59:59-14:00", "<string/>", "<a><b/></a>"]
            ),
        ),
        max_size=5,
    ),
)
def test_envelopes(gateway, connection, name, inner):
    space = "urn:sms-ir-stand-in:send-receive"
    login = "<userName>club</userName><password>club-demo</password>"
    content = "".join(f"<{tag}>{value}</{tag}>" for tag, value in inner)
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<{name} xmlns="{space}">{login}{content}</{name}></e:Body></e:Envelope>'
    )
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{space}/{name}"'}
    answer, content = ask(connection, "POST", "/ws/SendReceive.asmx", body.encode(), headers)
    assert content.endswith(b"</soap:Envelope>")
    assert answer.status in (200, 500)


@pytest.mark.parametrize(
    ("raw", "http"),
    [
        (b"POST /v1/send/bulk HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST /v1/send/bulk HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST /v1/send/bulk HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"nonsense\r\n\r\n", 400),
        (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ],
)
def test_broken_http(gateway, raw, http):
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as link:
        link.sendall(raw)
        answer = link.recv(65536).decode()
        assert answer.startswith(f"HTTP/1.1 {http}") or f"Error code: {http}" in answer


def test_chunked_bodies(gateway):
    body = json.dumps({"lineNumber": 30001234, "messageText": "a", "mobiles": ["09120000001"]})
    head = b"POST /v1/send/bulk HTTP/1.1\r\nHost: x\r\nX-API-KEY: club-demo-key\r\n"
    head += b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    half = len(body) // 2
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as link:
        link.sendall(head)
        for part in (body[:half], body[half:], ""):
            link.sendall(f"{len(part):x}\r\n{part}\r\n".encode())
        assert b'"status":1' in link.recv(65536)


def test_a_client_that_leaves_early(gateway):
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as link:
        link.sendall(b"POST /v1/send/bulk HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
    assert gateway.control("GET", "health") == {"ok": True}
