"""Reports, delivery, inbound messages and time travel of the stand-in gateway."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402

DAY = 86400


@pytest.fixture(scope="module")
def server():
    with GatewayProcess("--delivery-seconds", "5") as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture
def gateway(server):
    server.control("POST", "reset")
    return server


def advance(gateway, seconds):
    gateway.control("POST", "clock", {"advance": seconds})


def to_noon(gateway):
    """Go to tomorrow's noon in Tehran, so that no test runs across midnight."""
    offset = 3.5 * 3600
    noon = ((time.time() + offset) // DAY + 1) * DAY - offset + DAY / 2
    gateway.control("POST", "clock", {"set": noon})
    return noon


def report(gateway, number):
    return gateway.rest("GET", f"/send/{number}").data


def test_report_object(gateway):
    number = gateway.bulk(["+989121234567"], "متن").data["messageIds"][0]
    found = report(gateway, number)
    assert abs(found.pop("sendDateTime") - time.time()) < 5
    assert found == {
        "messageId": number,
        "mobile": 9121234567,
        "messageText": "متن",
        "lineNumber": 30001234,
        "cost": 1.0,
        "deliveryState": None,
        "deliveryDateTime": None,
    }
    assert gateway.rest("GET", "/send/1").status == 111
    answer = gateway.rest("GET", "/send/abc")
    assert answer.http == 400 and answer.json["errors"]


def test_delivery_goes_by_time(gateway):
    gateway.settings(delivery_seconds=100)
    number = gateway.bulk(["09121234567"]).data["messageIds"][0]
    states = []
    for _ in range(11):
        states.append(report(gateway, number)["deliveryState"])
        advance(gateway, 11)
    assert [s for i, s in enumerate(states) if i == 0 or s != states[i - 1]] == [None, 3, 5, 1]
    found = report(gateway, number)
    assert found["deliveryDateTime"] == pytest.approx(found["sendDateTime"] + 100, abs=1)


@pytest.mark.parametrize("final", [0, 1, 2, 3, 4, 5, 6, 7, 8, None])
def test_final_states(gateway, final):
    gateway.settings(delivery_mobiles={"9121234567": final})
    number = gateway.bulk(["09121234567"]).data["messageIds"][0]
    advance(gateway, 10)
    assert report(gateway, number)["deliveryState"] == final


def test_operator_blacklist(gateway):
    gateway.control("POST", "blacklist", {"mobiles": ["09121234567"]})
    ads = gateway.bulk(["09121234567"], line=10005678).data["messageIds"][0]
    service = gateway.bulk(["09121234567"]).data["messageIds"][0]
    advance(gateway, 10)
    assert report(gateway, ads)["deliveryState"] == 7
    assert report(gateway, service)["deliveryState"] == 1
    gateway.control("DELETE", "blacklist", {"mobiles": ["09121234567"]})
    ads = gateway.bulk(["09121234567"], line=10005678).data["messageIds"][0]
    advance(gateway, 10)
    assert report(gateway, ads)["deliveryState"] == 1


def test_mixed_outcomes_and_forced_ones(gateway):
    gateway.settings(delivery_weights={"1": 80, "2": 20}, delivery_seconds=0)
    gateway.bulk([f"0912{i:07d}" for i in range(100)])
    states = [message["deliveryState"] for message in gateway.messages()]
    assert 5 <= states.count(2) <= 40 and states.count(1) + states.count(2) == 100
    first, second = gateway.messages()[:2]
    assert gateway.control("POST", "delivery", {"id": first["id"], "state": 6})["changed"] == 1
    forced = gateway.control("POST", "delivery", {"mobile": second["mobile"], "state": None})
    assert forced["changed"] == 1
    assert report(gateway, first["id"])["deliveryState"] == 6
    assert report(gateway, second["id"])["deliveryState"] is None
    assert gateway.control("POST", "delivery", {"state": 4})["changed"] == 100


def test_live_archive_and_pages(gateway):
    noon = to_noon(gateway)
    ids = gateway.bulk([f"0912{i:07d}" for i in range(100)]).data["messageIds"]
    ids += gateway.bulk([f"0913{i:07d}" for i in range(5)]).data["messageIds"]
    assert gateway.rest("GET", "/send/archive").data == []
    first = gateway.rest("GET", "/send/live").data
    second = gateway.rest("GET", "/send/live", pageNumber=2).data
    assert [row["messageId"] for row in first + second] == ids
    assert len(gateway.rest("GET", "/send/live", pageSize=1000).data) == 100
    assert len(gateway.rest("GET", "/send/live", pageSize=7, pageNumber=15).data) == 7
    newest = gateway.rest("GET", "/send/live", sortByNewest="true", pageSize=1).data
    assert newest[0]["messageId"] == ids[-1]
    gateway.control("POST", "clock", {"set": noon + DAY})
    assert gateway.rest("GET", "/send/live").data == []
    assert len(gateway.rest("GET", "/send/archive", pageNumber=2).data) == 5
    span = {"fromDate": int(noon) - 10, "toDate": int(noon) + 10}
    assert len(gateway.rest("GET", "/send/archive", **span).data) == 100
    span = {"fromDate": int(noon) + 10}
    assert gateway.rest("GET", "/send/archive", **span).data == []
    for query in ({"pageSize": "x"}, {"fromDate": "2024-01-01"}, {"pageNumber": 2**31}):
        answer = gateway.rest("GET", "/send/archive", **query)
        assert answer.http == 400 and answer.json["errors"]
    assert gateway.rest("GET", "/send/live", pageNumber=0).status == 16


def test_packs(gateway):
    to_noon(gateway)
    pack = gateway.bulk(["09120000001", "x"]).data["packId"]
    (row,) = gateway.rest("GET", "/send/pack").data
    assert row["packId"] == pack and row["recipientCount"] == 2
    gateway.settings(pack_list_dashes=False)
    (row,) = gateway.rest("GET", "/send/pack").data
    assert row["packId"] == pack.replace("-", "")
    assert len(gateway.rest("GET", f"/send/pack/{row['packId']}").data) == 1
    unknown = "00000000-0000-4000-8000-000000000000"
    assert gateway.rest("GET", f"/send/pack/{unknown}").status == 111
    advance(gateway, DAY)
    assert gateway.rest("GET", "/send/pack").data == []


def test_reports_can_lag(gateway):
    to_noon(gateway)
    gateway.settings(report_lag_seconds=60)
    sent = gateway.bulk(["09120000001"]).data
    number, pack = sent["messageIds"][0], sent["packId"]
    assert gateway.rest("GET", "/send/live").data == []
    assert gateway.rest("GET", f"/send/{number}").status == 111
    assert gateway.rest("GET", f"/send/pack/{pack}").status == 111
    assert len(gateway.messages()) == 1
    advance(gateway, 61)
    assert len(gateway.rest("GET", "/send/live").data) == 1


def write(gateway, text="لغو", mobile="09121234567", **more):
    return gateway.control("POST", "inbound", {"mobile": mobile, "text": text, **more})


def test_latest_gives_each_message_once(gateway):
    ids = [write(gateway, str(i))["id"] for i in range(3)]
    first = gateway.rest("GET", "/receive/latest", count=2).data
    assert [row["receiveReturnId"] for row in first] == ids[:2]
    assert first[0] | {"receivedDateTime": 0} == {
        "receiveReturnId": ids[0],
        "messageText": "0",
        "number": 30001234,
        "mobile": 9121234567,
        "receivedDateTime": 0,
    }
    assert [r["receiveReturnId"] for r in gateway.rest("GET", "/receive/latest").data] == ids[2:]
    assert gateway.rest("GET", "/receive/latest").data == []
    assert all(row["read"] for row in gateway.control("GET", "inbound"))
    gateway.settings(latest_repeats=True)
    write(gateway)
    for _ in range(2):
        assert len(gateway.rest("GET", "/receive/latest").data) == 1
    assert gateway.rest("GET", "/receive/latest", count=0).status == 16


def test_inbound_live_and_archive(gateway):
    noon = to_noon(gateway)
    write(gateway, "یک")
    write(gateway, "دو", mobile="+989350000000", line=10005678)
    gateway.rest("GET", "/receive/latest")
    texts = [row["messageText"] for row in gateway.rest("GET", "/receive/live").data]
    assert texts == ["یک", "دو"]
    newest = gateway.rest("GET", "/receive/live", sortByNewest="true").data
    assert newest[0]["messageText"] == "دو" and newest[0]["number"] == 10005678
    only = gateway.rest("GET", "/receive/live", mobile="09350000000").data
    assert [row["messageText"] for row in only] == ["دو"]
    assert gateway.rest("GET", "/receive/archive").data == []
    gateway.settings(live_has_ids=False)
    assert gateway.rest("GET", "/receive/live").data[0]["receiveReturnId"] == 0
    gateway.control("POST", "clock", {"set": noon + DAY / 2 + 3600})
    assert len(gateway.rest("GET", "/receive/live").data) == 2, "the first hours show yesterday"
    assert len(gateway.rest("GET", "/receive/archive").data) == 2
    gateway.control("POST", "clock", {"set": noon + DAY})
    assert gateway.rest("GET", "/receive/live").data == []
    assert gateway.rest("GET", "/receive/archive", fromDate=int(noon) + 60).data == []
    assert len(gateway.rest("GET", "/receive/archive", pageSize=1, pageNumber=2).data) == 1


def test_answers_go_to_the_line_that_wrote_last(gateway):
    gateway.bulk(["09121234567"], line=10005678)
    assert write(gateway)["line"] == 10005678
    assert write(gateway, mobile="09350000000")["line"] == 30001234
    assert write(gateway, line=30004321)["line"] == 30004321
    rows = gateway.rest("GET", "/receive/latest", key="club-second-key").data
    assert [row["number"] for row in rows] == [30004321]


def test_lines(gateway):
    assert gateway.rest("GET", "/line").data == [10005678, 30001234]
    gateway.control("POST", "lines", {"number": 5000, "purpose": "advertising"})
    assert 5000 in gateway.rest("GET", "/line").data
    assert gateway.bulk(["09121234567"], line=5000).status == 1
    assert gateway.messages()[0]["purpose"] == "advertising"
