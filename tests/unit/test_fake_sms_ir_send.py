"""Sending through REST v1 of the stand-in gateway: limits, codes, positions, schedules."""

import sys
import time
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402

LINE, ADS = 30001234, 10005678


@pytest.fixture(scope="module")
def server():
    with GatewayProcess("--delivery-seconds", "5") as running:
        yield running
        assert running.stop() == "", "the gateway wrote errors"


@pytest.fixture
def gateway(server):
    server.control("POST", "reset")
    return server


def like(gateway, texts, mobiles, line=LINE, **more):
    body = {"lineNumber": line, "messageTexts": texts, "mobiles": mobiles, **more}
    return gateway.rest("POST", "/send/likeToLike", body)


@pytest.mark.parametrize(
    ("key", "http", "status"),
    [
        ("", 401, 10),
        ("wrong", 401, 10),
        ("club-inactive-key", 401, 11),
        ("club-ip-key", 401, 12),
        ("club-account-inactive-key", 401, 13),
        ("club-suspended-key", 401, 14),
        ("club-free-plan-key", 403, 15),
    ],
)
def test_keys(gateway, key, http, status):
    answer = gateway.bulk(["09121234567"], key=key)
    assert (answer.http, answer.status, answer.data) == (http, status, None)
    assert answer.json["message"]
    assert gateway.messages() == []


def test_bulk_answers_by_position(gateway):
    gateway.control("POST", "blacklist", {"mobiles": ["09120000002"], "kind": "system"})
    answer = gateway.bulk(
        ["09120000001", "9120000002", "+989120000003", "0912", "989120000004"], line=ADS
    )
    assert (answer.http, answer.status, answer.json["message"]) == (200, 1, "موفق")
    first, blacklisted, third, *wrong = answer.data["messageIds"]
    assert blacklisted == 0 and wrong == [None, None]
    assert third == first + 1
    assert answer.data["cost"] == 2.0
    assert str(uuid.UUID(answer.data["packId"])) == answer.data["packId"]
    assert [message["position"] for message in gateway.messages()] == [0, 2]
    assert [row["reason"] for row in gateway.control("GET", "refused")] == [
        "blacklist",
        "number",
        "number",
    ]


def test_the_service_line_reaches_the_blacklisted(gateway):
    gateway.control("POST", "blacklist", {"mobiles": ["09120000002"], "kind": "system"})
    assert gateway.bulk(["09120000002"], line=LINE).data["messageIds"][0]
    gateway.settings(blacklist_scope="all")
    assert gateway.bulk(["09120000002"], line=LINE).data["messageIds"] == [0]


def test_the_whole_request_can_be_refused(gateway):
    gateway.control("POST", "blacklist", {"mobiles": ["09120000002"], "kind": "system"})
    gateway.settings(bad_numbers="refuse")
    assert gateway.bulk(["09120000001", "12"]).status == 104
    assert gateway.bulk(["09120000001", "09120000002"], line=ADS).status == 115
    assert gateway.messages() == []
    assert gateway.rest("GET", "/credit").data == 100000


def test_like_to_like(gateway):
    answer = like(gateway, ["یک", "دو", "سه"], ["09120000001", "x", "09120000003"])
    assert answer.data["messageIds"][1] is None
    assert [(m["mobile"], m["text"]) for m in gateway.messages()] == [
        ("+989120000001", "یک"),
        ("+989120000003", "سه"),
    ]


@pytest.mark.parametrize(
    ("texts", "mobiles", "status"),
    [
        ([], ["09120000001"], 108),
        (["a"] * 101, ["09120000001"] * 101, 106),
        (["a"], [], 107),
        (["a"], ["09120000001"] * 101, 105),
        (["a"], ["09120000001"] * 2, 110),
        (["a", " "], ["09120000001"] * 2, 103),
        (["a", None], ["09120000001"] * 2, 103),
    ],
)
def test_like_to_like_limits(gateway, texts, mobiles, status):
    answer = like(gateway, texts, mobiles)
    assert (answer.http, answer.status) == (400, status)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"lineNumber": 1}, 101),
        ({"lineNumber": None}, 101),
        ({"lineNumber": 30004321}, 101),  # of another account
        ({"lineNumber": 20009999}, 123),
        ({"messageText": " \n"}, 103),
        ({"messageText": None}, 103),
        ({"mobiles": []}, 107),
        ({"mobiles": None}, 107),
        ({"mobiles": ["09120000001"] * 101}, 105),
    ],
)
def test_bulk_limits(gateway, change, status):
    body = {"lineNumber": LINE, "messageText": "a", "mobiles": ["09120000001"]} | change
    answer = gateway.rest("POST", "/send/bulk", body)
    assert (answer.http, answer.status) == (400, status)


def test_a_hundred_numbers_are_taken(gateway):
    ids = gateway.bulk([f"0912{i:07d}" for i in range(100)]).data["messageIds"]
    assert len(set(ids)) == 100


def test_names_without_case_and_numbers_as_text(gateway):
    body = {"LineNumber": str(LINE), "MessageText": "a", "MOBILES": ["09120000001"]}
    for path in ("/send/bulk", "/Send/BULK", "/send/bulk/"):
        assert gateway.rest("POST", path, body).status == 1
    body = {"lineNumber": LINE, "messagetexts": ["a"], "mobiles": ["09120000001"]}
    for path in ("/send/liketolike", "/send/likeTolike/"):
        assert gateway.rest("POST", path, body).status == 1
    assert len(gateway.messages()) == 5


@pytest.mark.parametrize(
    "body",
    [
        {"lineNumber": "x", "messageText": "a", "mobiles": ["09120000001"]},
        {"lineNumber": LINE, "messageText": 5, "mobiles": ["09120000001"]},
        {"lineNumber": LINE, "messageText": "a", "mobiles": "09120000001"},
        {"lineNumber": LINE, "messageText": "a", "mobiles": [9120000001]},
        {"lineNumber": True, "messageText": "a", "mobiles": ["09120000001"]},
        {"lineNumber": 2**63, "messageText": "a", "mobiles": ["09120000001"]},
        {"lineNumber": LINE, "messageText": "a", "mobiles": ["1"], "sendDateTime": 17e11},
        {"lineNumber": LINE, "messageText": "\ud800", "mobiles": ["09120000001"]},
        [],
        b"",
        b"{",
        b"NaN",
        b"\xff\xfe",
    ],
)
def test_wrong_types_are_problem_details(gateway, body):
    answer = gateway.rest("POST", "/send/bulk", body)
    assert answer.http == 400
    assert answer.json["title"] == "One or more validation errors occurred."
    assert answer.json["status"] == 400 and answer.json["errors"]
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_content_type_matters(gateway):
    headers = {"X-API-KEY": "club-demo-key", "Content-Type": "text/plain"}
    assert gateway.request("POST", "/v1/send/bulk", {"a": 1}, headers).http == 415


def test_unknown_paths_and_methods(gateway):
    assert gateway.rest("GET", "/nothing").http == 404
    answer = gateway.rest("GET", "/send/bulk/x")
    assert answer.http == 404
    answer = gateway.rest("PUT", "/credit", {})
    assert answer.http == 405 and answer.headers["Allow"] == "GET"


def test_credit_goes_by_parts(gateway):
    gateway.settings(latin_part_cost=2.5)
    assert gateway.bulk(["09120000001"], "س" * 70).data["cost"] == 1
    assert gateway.bulk(["09120000001"], "س" * 71).data["cost"] == 2
    assert gateway.bulk(["09120000001"], "س" * 134 + "🎉").data["cost"] == 3
    assert gateway.bulk(["09120000001"], "a" * 160).data["cost"] == 2.5
    assert gateway.bulk(["09120000001"], "a" * 160 + "€").data["cost"] == 5
    assert gateway.rest("GET", "/credit").data == 100000 - 13.5
    assert [m["parts"] for m in gateway.messages()] == [1, 2, 3, 1, 2]


def test_no_credit(gateway):
    gateway.control("POST", "credit", {"credit": 1.5})
    assert gateway.bulk(["09120000001", "09120000002"]).status == 102
    assert gateway.bulk(["09120000001"]).status == 1
    assert gateway.bulk(["09120000001"]).status == 102
    assert gateway.rest("GET", "/credit").data == 0.5
    assert gateway.bulk(["09120000001"], line=30000000, key="club-poor-key").status == 102


def test_too_long_quota_and_rejected_words(gateway):
    gateway.settings(max_parts=2, daily_quota=3, rejected_words=["قرعه"])
    assert gateway.bulk(["09120000001"], "س" * 135).data["messageIds"] == [None]
    assert gateway.bulk(["09120000001"], "برنده قرعه‌کشی").status == 117
    assert gateway.bulk(["09120000001"] * 3).status == 1
    assert gateway.bulk(["09120000001"]).status == 118
    gateway.control("POST", "clock", {"advance": 86400})
    assert gateway.bulk(["09120000001"]).status == 1


def test_lenient_numbers(gateway):
    gateway.settings(mobile_formats="lenient")
    ids = gateway.bulk(["989120000001", "00989120000001", "۰۹۱۲ ۰۰۰ ۰۰۰۱"]).data["messageIds"]
    assert all(ids)
    assert len(gateway.messages(mobile="+989120000001")) == 3


@pytest.mark.parametrize(
    ("ahead", "status"),
    [(3590, 109), (3700, 1), (-10, 109), (364 * 86400, 1), (366 * 86400, 109)],
)
def test_schedule_window(gateway, ahead, status):
    answer = gateway.bulk(["09120000001"], sendDateTime=int(time.time()) + ahead)
    assert answer.status == status


def test_scheduled_messages_wait_and_can_be_withdrawn(gateway):
    moment = int(time.time()) + 7200
    packs = [
        gateway.bulk(["09120000001", "09120000002"], sendDateTime=moment).data for _ in range(2)
    ]
    assert gateway.rest("GET", "/send/live").data == []
    assert gateway.rest("GET", "/credit").data == 100000 - 4
    one, two = packs[0]["packId"], packs[1]["packId"].replace("-", "").upper()
    answer = gateway.rest("DELETE", f"/send/scheduled/{one}")
    assert answer.data == {"returnedCreditCount": 2.0, "smsCount": 2}
    assert gateway.rest("GET", "/credit").data == 100000 - 2
    assert gateway.rest("DELETE", f"/send/scheduled/{one}").status == 112
    gateway.control("POST", "clock", {"advance": 7200 - 179})
    assert gateway.rest("DELETE", f"/send/scheduled/{two}").status == 112
    gateway.control("POST", "clock", {"advance": 200})
    assert len(gateway.messages()) == 2
    assert len(gateway.messages(deleted=1)) == 4
    assert gateway.rest("GET", f"/send/pack/{two}").data[0]["deliveryState"] == 1


def test_withdrawing_nothing(gateway):
    assert gateway.rest("DELETE", f"/send/scheduled/{uuid.uuid4()}").status == 112
    pack = gateway.bulk(["09120000001"]).data["packId"]
    assert gateway.rest("DELETE", f"/send/scheduled/{pack}").status == 112
    answer = gateway.rest("DELETE", "/send/scheduled/abc")
    assert answer.http == 400 and "packId" in answer.json["errors"]


def test_http_codes_can_be_changed(gateway):
    gateway.settings(http_status={"104": 200, "10": 403}, bad_numbers="refuse")
    answer = gateway.bulk(["1"])
    assert (answer.http, answer.status) == (200, 104)
    assert gateway.bulk(["1"], key="x").http == 403


def test_xml_on_demand(gateway):
    headers = {"X-API-KEY": "club-demo-key", "Accept": "application/xml"}
    answer = gateway.request("GET", "/v1/line", headers=headers)
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert b"<Item>30001234</Item>" in answer.body


def test_two_accounts_stay_apart(gateway):
    gateway.bulk(["09120000001"])
    answer = gateway.bulk(["09120000002"], line=30004321, key="club-second-key")
    assert answer.status == 1
    assert len(gateway.rest("GET", "/send/live", key="club-second-key").data) == 1
    number = gateway.messages(account="club")[0]["id"]
    assert gateway.rest("GET", f"/send/{number}", key="club-second-key").status == 111
    assert gateway.rest("GET", "/credit", key="club-second-key").data == 49999
