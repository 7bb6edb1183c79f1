"""The SOAP service through zeep, which reads everything from the WSDL."""

import datetime
import sys
import time
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402

zeep = pytest.importorskip("zeep")

NAMESPACE = "https://gateway.test/any/namespace"
LOGIN = {"userName": "club", "password": "club-demo", "message": ""}


@pytest.fixture(scope="module")
def server():
    with GatewayProcess("--soap-namespace", NAMESPACE, "--delivery-seconds", "0") as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture(scope="module")
def client(server):
    return zeep.Client(f"{server.url}/ws/SendReceive.asmx?wsdl")


@pytest.fixture
def gateway(server):
    server.control("POST", "reset")
    return server


@pytest.fixture
def service(gateway, client):
    return client.service


def tehran(seconds=0):
    zone = datetime.timezone(datetime.timedelta(hours=3, minutes=30))
    return (datetime.datetime.now(zone) + datetime.timedelta(seconds=seconds)).replace(tzinfo=None)


def send(service, mobiles=(9121234567,), texts=("سلام",), line="30001234", at=0, **login):
    return service.SendMessageWithLineNumber(
        **(LOGIN | login),
        mobileNos={"long": list(mobiles)},
        messages={"string": list(texts)},
        lineNumber=line,
        sendDateTime=tehran(at),
    )


def ids(answer):
    return answer.SendMessageWithLineNumberResult.long


def test_the_wsdl_tells_the_namespace(client):
    assert client.wsdl.types.prefix_map["ns0"] == NAMESPACE
    operations = next(iter(client.wsdl.services["SendReceive"].ports.values())).binding._operations
    assert {"SendMessageWithLineNumber", "SendMessage", "GetUserCredit"} <= operations.keys()


def test_send_with_line_number(gateway, service):
    gateway.control("POST", "blacklist", {"mobiles": ["09120000002"], "kind": "system"})
    answer = send(service, [9121234567, 9120000002, 12], ["یک", "دو", "سه"], "10005678")
    assert answer.message is None
    number, blacklisted, wrong = ids(answer)
    assert (blacklisted, wrong) == (0, -1)
    (message,) = gateway.messages(protocol="soap")
    assert message["id"] == number and message["text"] == "یک"
    assert message["method"] == "SendMessageWithLineNumber"
    assert gateway.rest("GET", f"/send/{number}").data["messageText"] == "یک", "one store"


def test_one_text_for_many(gateway, service):
    assert len(ids(send(service, [9120000001, 9120000002]))) == 2
    assert {message["text"] for message in gateway.messages()} == {"سلام"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"line": "1"}, "خط"),
        ({"line": "x"}, "خط"),
        ({"line": "20009999"}, "فعال"),
        ({"texts": []}, "متن"),
        ({"texts": [" "]}, "متن"),
        ({"mobiles": []}, "موبایل"),
        ({"mobiles": [9120000001] * 101}, "موبایل"),
        ({"texts": ["a", "b"]}, "برابر"),
        ({"at": 366 * 86400}, "زمان"),
        ({"password": "x"}, "رمز"),
        ({"userName": "suspended", "password": "suspended-demo"}, "تعلیق"),
    ],
)
def test_errors_are_in_the_message(gateway, service, change, word):
    answer = send(service, **change)
    assert word in answer.message
    assert answer.SendMessageWithLineNumberResult is None
    assert gateway.messages() == []


def test_no_credit(gateway, service):
    gateway.control("POST", "credit", {"credit": 0})
    assert "اعتبار" in send(service).message


def test_send_message_by_line_id(gateway, service):
    lines = service.GetSMSLines(**LOGIN).GetSMSLinesResult.SMSLineNumber
    assert {line.LineNumber for line in lines} == {"30001234", "10005678"}
    wanted = next(line.ID for line in lines if line.LineNumber == "30001234")
    details = [{"IsFlash": False, "MessageBody": "سلام", "MobileNo": 9121234567}]
    answer = service.SendMessage(
        **LOGIN,
        sendDetails={"WebServiceSmsSend": details},
        smsLineID=wanted,
        sendSince=None,
    )
    assert gateway.messages()[0]["id"] == answer.SendMessageResult.long[0]
    assert gateway.messages()[0]["line"] == 30001234
    answer = service.SendMessage(
        **LOGIN, sendDetails={"WebServiceSmsSend": details}, smsLineID=5, sendSince=tehran()
    )
    assert answer.SendMessageResult is None and answer.message


def test_later_messages_wait(gateway, service):
    send(service, at=3600)
    assert gateway.messages()[0]["sendTime"] == pytest.approx(time.time() + 3600, abs=5)
    assert gateway.control("GET", "phones")["phones"] == []


def test_status(gateway, service):
    number = ids(send(service, [9120000001, 9120000002, 9120000003]))[0]
    one = service.GetSentMessageStatusByID(**LOGIN, messageID=number)
    found = one.GetSentMessageStatusByIDResult
    assert (found.ID, found.MobileNo, found.DeliveryStateID) == (number, 9120000001, 1)
    assert found.SMSMessageBody == "سلام" and found.DeliveryStatus == "رسیده به گوشی"
    assert abs((found.SendDateTime - tehran()).total_seconds()) < 5
    assert service.GetSentMessageStatusByID(**LOGIN, messageID=1).message
    page = {"requestedPageNumber": 2, "rowsPerPage": 2, "countOfAll": 0, "sendDateTime": None}
    batch = service.GetSentMessageStatus(**LOGIN, batchKey=found.BatchKey, **page)
    assert batch.countOfAll == 3
    assert [row.MobileNo for row in batch.GetSentMessageStatusResult.SentMessage] == [9120000003]
    assert service.GetSentMessageStatus(**LOGIN, batchKey=str(uuid.uuid4()), **page).message


def test_sent_and_received_between_two_times(gateway, service):
    send(service)
    gateway.bulk(["09121234567"], "از REST")
    gateway.control("POST", "inbound", {"mobile": "09121234567", "text": "لغو"})
    span = {"fromDate": tehran(-60), "toDate": tehran(60)}
    sent = service.GetSentMessages(**LOGIN, **span).GetSentMessagesResult.SentMessage
    assert [row.SMSMessageBody for row in sent] == ["سلام", "از REST"]
    for _ in range(2):  # nothing is used up by reading
        answer = service.GetReceivedMessages(**LOGIN, **span)
        (row,) = answer.GetReceivedMessagesResult.ReceivedMessage
        assert (row.SMSMessageBody, row.MobileNo) == ("لغو", 9121234567)
        assert row.LineNumber == "30001234" and row.ID
    early = {"fromDate": tehran(-60), "toDate": tehran(-30)}
    assert not service.GetReceivedMessages(**LOGIN, **early).GetReceivedMessagesResult
    assert len(gateway.rest("GET", "/receive/latest").data) == 1


def test_credit(gateway, service):
    send(service)
    assert service.GetUserCredit(**LOGIN).GetUserCreditResult == 99999
    wrong = service.GetUserCredit(**(LOGIN | {"userName": "x"}))
    assert wrong.message and wrong.GetUserCreditResult == 0


def test_faults_meet_soap_too(gateway, service):
    gateway.fault("close_after", path="SendReceive")
    with pytest.raises(Exception, match="."):
        send(service)
    assert len(gateway.messages()) == 1
    gateway.fault("server_error", path="SendMessageWithLineNumber")
    assert service.GetUserCredit(**LOGIN).GetUserCreditResult
    with pytest.raises(zeep.exceptions.Fault):
        send(service)
    gateway.fault("status", status=117)
    assert "تایید" in send(service).message
    for kind in ("rate_limit", "html", "garbage", "empty"):
        gateway.fault(kind)
        with pytest.raises(zeep.exceptions.Error):
            send(service)
    assert len(gateway.messages()) == 1
    gateway.fault("close")  # reading the WSDL does not use it up
    zeep.Client(f"{gateway.url}/ws/sendreceive.asmx?WSDL")
    assert len(gateway.control("GET", "faults")) == 1
    gateway.control("DELETE", "faults")
    gateway.fault("html", path="?wsdl")
    with pytest.raises(Exception, match="."):
        zeep.Client(f"{gateway.url}/ws/SendReceive.asmx?wsdl")
    routes = gateway.control("GET", "counters")["by_path"]
    assert routes["POST /ws/SendReceive.asmx#SendMessageWithLineNumber"] == 7
    assert routes["GET /ws/SendReceive.asmx?wsdl"] == 2


@pytest.mark.parametrize(
    ("body", "action"),
    [
        (b"", "x"),
        (b"<a/>", "x"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x"),
        (b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>', "x"),
    ],
)
def test_unreadable_envelopes(gateway, body, action):
    headers = {"Content-Type": "text/xml", "SOAPAction": action}
    answer = gateway.request("POST", "/ws/SendReceive.asmx", body, headers)
    assert answer.http == 500 and b"soap:Client" in answer.body
    assert gateway.request("POST", "/ws/SendReceive.asmx", body, {}).http == 415


def test_the_action_must_match(gateway, service):
    client = zeep.Client(f"{gateway.url}/ws/SendReceive.asmx?wsdl")
    wrong = {"SOAPAction": '"urn:other/GetUserCredit"'}
    with (
        client.settings(extra_http_headers=wrong),
        pytest.raises(zeep.exceptions.Fault, match="SOAPAction"),
    ):
        client.service.GetUserCredit(**LOGIN)
