#!/usr/bin/env python3
"""Does a server keep the keypad protocol, version 1? Point this at it and read.

    keypad_conformance.py --url https://club.example --serial S --secret X

Standard library only. Needs a keypad with at least one tag; every number used lies in a range that
no operator has given out (0999 999 …), and every visit made is one of the *test* customers. Prints
a line for each rule and ends with the number of rules kept and broken.

Makers of keypads find here, in code, what a server answers; makers of servers, what is expected.
"""

import argparse
import http.client
import json
import random
import re
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone

from keypad import Keypad, KeypadError

EVENTS = "/direct/v1/events"
CONFIG = "/direct/v1/config"
PAIR = "/direct/v1/pair"
RULES = []


def rule(check):
    """Register a check; its docstring is the rule."""
    RULES.append(check)
    return check


class Client:
    """A keypad that can also misbehave."""

    def __init__(self, url, serial, secret, database=None):
        self.keypad = Keypad(url, serial, secret, database=database)
        self.config, _headers = self.keypad.call("GET", CONFIG)
        self.tag = self.config["tags"][0]["key"]

    def event(self, mobile=None, **changes):
        event = {
            "id": str(uuid.uuid4()),
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "mobile": mobile or f"0999999{random.randrange(10**4):04d}",
            "tag": self.tag,
        }
        return {name: value for name, value in {**event, **changes}.items() if value is not ...}

    def send(self, *events):
        while True:
            try:
                answer, _headers = self.keypad.call("POST", EVENTS, {"events": list(events)})
                break
            except KeypadError as error:
                if error.status != 429:
                    raise
                time.sleep(float(error.retry_after or 1))
        assert len(answer["results"]) == len(events), "one result for each event"
        return answer["results"]

    def raw(self, method, path, body=b"", headers=None, **wrong):
        """Send bytes; ``wrong``: serial, secret or timestamp to use instead of the right ones."""
        while True:
            status, answer, found = self._raw(method, path, body, headers, **wrong)
            if status != 429 or path == PAIR:
                return status, answer, found
            time.sleep(float(found["Retry-After"]))  # we ask faster than the device may

    def _raw(self, method, path, body, headers, **wrong):
        keypad = self.keypad
        right = keypad.secret
        timestamp = wrong.get("timestamp", str(int(time.time() + keypad.clock)))
        keypad.secret = wrong.get("secret", right)
        try:
            sign = keypad.signature(method, keypad._prefix + path, timestamp, body)
        finally:
            keypad.secret = right
        kind = http.client.HTTPSConnection if keypad._secure else http.client.HTTPConnection
        connection = kind(keypad._host, keypad._port, timeout=20)
        connection.request(
            method,
            keypad._prefix + path,
            body or None,
            {
                "Content-Type": "application/json",
                "X-Direct-Device": wrong.get("serial", keypad.serial),
                "X-Direct-Timestamp": timestamp,
                "X-Direct-Signature": sign,
                **({"X-Odoo-Database": keypad.database} if keypad.database else {}),
                **(headers or {}),
            },
        )
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if content:
            assert response.headers["Content-Type"].startswith("application/json"), content[:200]
        return response.status, json.loads(content) if content else None, response.headers


def equal(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


@rule
def config_is_complete(client):
    """config: device, company, group, lang, server_time, tags, tag_required, merge_minutes"""
    names = {"device", "company", "group", "lang", "server_time", "tags", "tag_required"}
    assert names | {"merge_minutes"} <= set(client.config), client.config
    tags = client.config["tags"]
    assert 1 <= len(tags) <= 8
    equal([tag["key"] for tag in tags], sorted({tag["key"] for tag in tags}))
    for tag in tags:
        assert tag["title"] and re.fullmatch("#[0-9a-fA-F]{6}", tag["color"]), tag
    assert abs(client.config["server_time"] - time.time() - client.keypad.clock) < 60


@rule
def config_has_an_etag(client):
    """config: If-None-Match with the ETag gives 304 without a body"""
    _status, _body, headers = client.raw("GET", CONFIG)
    status, body, _headers = client.raw("GET", CONFIG, headers={"If-None-Match": headers["ETag"]})
    equal((status, body), (304, None))


@rule
def accepted(client):
    """events: a key press is accepted with visit, first and display"""
    event = client.event()
    [result] = client.send(event)
    assert result["status"] in ("accepted", "merged"), result
    equal(set(result), {"id", "status", "visit", "first", "display"})
    equal(result["id"], event["id"])
    assert type(result["visit"]) is int and type(result["first"]) is bool and result["display"]


@rule
def duplicate(client):
    """events: the same id with the same content is a duplicate with the first answer"""
    event = client.event()
    [first] = client.send(event)
    for _turn in range(2):
        equal(client.send(event), [{**first, "status": "duplicate"}])
    equal([result["status"] for result in client.send(event, event)], ["duplicate"] * 2)


@rule
def merged(client):
    """events: the same number within merge_minutes is merged into the visit"""
    if not client.config["merge_minutes"]:
        return
    mobile = f"0999998{random.randrange(10**4):04d}"
    [first], [second] = client.send(client.event(mobile)), client.send(client.event(mobile))
    equal(second["status"], "merged")
    equal(second["visit"], first["visit"])


@rule
def a_till_s_receipt(client):
    """events: an origin counts once, whatever the id; an origin that is none is a bad_event"""
    origin, mobile = f"check-{uuid.uuid4()}", f"0999991{random.randrange(10**4):04d}"
    [first] = client.send(client.event(mobile, origin=origin))
    [again] = client.send(client.event(mobile, origin=origin))
    equal((again["status"], again["visit"]), ("merged", first["visit"]))
    [bad] = client.send(client.event(mobile, origin=""))
    equal((bad["status"], bad["code"]), ("rejected", "bad_event"))


@rule
def spellings(client):
    """events: every spelling of a mobile number is the same customer"""
    end = f"{random.randrange(10**4):04d}"
    persian = end.translate({ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)})
    numbers = [f"0999997{end}", f"999997{end}", f"98999997{end}", f"+98 999 997 {end}"]
    numbers += [f"0098999997{end}", f"۰۹۹۹۹۹۷{persian}", f"(0999) 997-{end}"]
    results = client.send(*(client.event(number) for number in numbers))
    assert {result["status"] for result in results} <= {"accepted", "merged"}, results
    if client.config["merge_minutes"]:
        equal(len({result["visit"] for result in results}), 1)
    else:
        equal(len({result["visit"] for result in results}), len(numbers))


@rule
def codes(client):
    """events: each unusable event is rejected with its code, the others are unaffected"""

    def shifted(**delta):
        return (datetime.now(timezone.utc) + timedelta(**delta)).isoformat()

    taken = client.event()
    client.send(taken)
    cases = {
        "bad_event": [5, None, [], {}, client.event(id=...), client.event(at=7)],
        "bad_id": [client.event(id="12345")],
        "id_conflict": [{**taken, "mobile": "09999990000x"}],
        "bad_mobile": [client.event("12"), client.event("02188776655"), client.event("hello")],
        "bad_tag": [client.event(tag=9), client.event(tag="1"), client.event(tag=True)],
        "bad_time": [
            client.event(at="noon"),
            client.event(at="2026-01-01T00:00:00"),
            client.event(at=shifted(minutes=7)),
            client.event(at=shifted(days=-4000)),
        ],
    }
    if client.config["tag_required"]:
        cases["bad_tag"].append(client.event(tag=None))
    expected = [code for code, events in cases.items() for _event in events]
    sent = [event for events in cases.values() for event in events]
    results = client.send(*sent, client.event())
    equal([result.get("code") for result in results[:-1]], expected)
    assert all(result["status"] == "rejected" and result["message"] for result in results[:-1])
    assert results[-1]["status"] in ("accepted", "merged"), "the good one"


@rule
def order_of_time(client):
    """events: within one request, visit numbers follow the time of the key press"""
    if client.config["merge_minutes"] > 60:
        return
    mobile = f"0999996{random.randrange(10**4):04d}"
    now = datetime.now(timezone.utc)
    hours = (2, 6, 4)
    events = [client.event(mobile, at=(now - timedelta(hours=hour)).isoformat()) for hour in hours]
    visits = [result["visit"] for result in client.send(*events)]
    equal([visits[1] < visits[2], visits[2] < visits[0]], [True, True])


@rule
def strangers(client):
    """401 with one and the same body for unknown serial, wrong signature and stale time"""
    late = str(int(time.time() + client.keypad.clock) - 400)
    for wrong in ({"serial": "NOBODY"}, {"secret": "A" * 43}, {"timestamp": late}):
        status, body, headers = client.raw("POST", EVENTS, b'{"events": []}', **wrong)
        equal((status, body), (401, {"error": "unauthorized"}))
        assert headers["Date"], "the server's time"


@rule
def envelopes(client):
    """400 bad_json, 422 bad_envelope, 413 too_large"""
    many = json.dumps({"events": [1] * 501}).encode()
    for body, status, error in (
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[]", 422, "bad_envelope"),
        (b'{"events": []}', 422, "bad_envelope"),
        (b'{"events": 1}', 422, "bad_envelope"),
        (many, 413, "too_large"),
        (b'"' + b"x" * (1024 * 1024) + b'"', 413, "too_large"),
    ):
        found, answer, _headers = client.raw("POST", EVENTS, body)
        equal((found, answer["error"]), (status, error))


@rule
def json_always(client):
    """wrong methods and unknown addresses are answered in JSON"""
    equal(client.raw("GET", EVENTS)[0], 405)
    equal(client.raw("DELETE", CONFIG)[0], 405)
    equal(client.raw("GET", "/direct/v1/no-such-thing")[0], 404)


@rule
def wrong_pairing_code(client):
    """pair: a wrong code is 404 bad_code (or 429 after many)"""
    status, body, _headers = client.raw("POST", PAIR, b'{"code": "00000000"}')
    assert (status, body["error"]) in ((404, "bad_code"), (429, "slow_down")), body


@rule
def at_the_same_moment(client):
    """the same event from eight connections at once counts once"""
    event = client.event(f"0999995{random.randrange(10**4):04d}")
    barrier, results = threading.Barrier(8), []

    def send():
        barrier.wait(20)
        results.extend(client.send(event))

    threads = [threading.Thread(target=send) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    equal(sorted(result["status"] for result in results)[1:], ["duplicate"] * 7)
    equal(len({(result["visit"], result["display"]) for result in results}), 1)


@rule
def nonsense(client):
    """a thousand senseless requests: no 5xx, always JSON"""
    chance = random.Random(1)
    good = json.dumps({"events": [client.event()]}).encode()
    for _turn in range(1000):
        body = bytearray(good)
        for _change in range(chance.randint(1, 6)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        signed = chance.random() < 0.5
        wrong = {} if signed else {"secret": "B" * 43}
        status, _body, _headers = client.raw("POST", EVENTS, bytes(body), **wrong)
        assert status < 500, status


def run(client, out=print):
    """Check every rule. :return: number kept, number broken"""
    kept = 0
    for check in RULES:
        try:
            check(client)
        except Exception as failure:
            out(f"BROKEN  {check.__doc__}\n        {type(failure).__name__}: {failure}")
        else:
            kept += 1
            out(f"kept    {check.__doc__}")
    return kept, len(RULES) - kept


def main(argv=None):
    """Check the server named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for name in ("url", "serial", "secret"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--database", help="where one server has several databases")
    options = parser.parse_args(argv)
    client = Client(options.url, options.serial, options.secret, options.database)
    kept, broken = run(client)
    print(f"{kept} rules kept, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
