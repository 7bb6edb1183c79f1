#!/usr/bin/env python3
"""A keypad in one file: the reference client of the direct_device protocol, version 1.

Standard library only; meant to be read in ten minutes and ported to any hardware. Three things
matter, all else is detail:

1.  Every key press gets an id **once** and is on disk before anything is sent. The queue file
    has one line per fact, is only ever appended to, and is flushed to the disk each time: power
    can go at any moment.
2.  Whatever is not answered with ``200`` is sent again, later, **with the same id**. The server
    counts an id once, so sending too often is always safe and sending too rarely is the only fault.
3.  Requests are signed with the device's secret (``Keypad.signature``). A ``401`` can mean that
    the clock is wrong: the ``Date`` header of the answer puts it right.

From the command line::

    keypad.py --url http://localhost:8069 --serial S --secret X 09121234567 1
    keypad.py --url http://localhost:8069 --pair 12345678 --state keypad.queue
    keypad.py --url … --state keypad.queue --flush
"""

import argparse
import base64
import email.utils
import hashlib
import hmac
import http.client
import json
import os
import random
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

BATCH = 200
TIMEOUT = 20


class KeypadError(Exception):
    """The server refused the request as a whole; ``status`` and ``error`` say how."""

    def __init__(self, status, error, retry_after=None):
        super().__init__(f"{status} {error}")
        self.status, self.error, self.retry_after = status, error, retry_after


class Queue:
    """Key presses that are not settled yet, in a file that survives a power cut.

    Lines: ``{"press": event}``, ``{"done": id}``, ``{"keep": {…}}`` (serial, secret, clock). A
    line that was cut short by the end of power is the last one and is ignored: its key press was
    never shown as taken.
    """

    def __init__(self, path=None):
        self.path = path
        self.events = {}
        self.kept = {}
        self._lock = threading.RLock()
        self._file = None
        if path:
            self._load()

    def _load(self):
        try:
            with open(self.path, encoding="utf-8") as lines:
                for line in lines:
                    if line.endswith("\n"):
                        self._apply(json.loads(line))
        except FileNotFoundError:
            pass
        self._compact()

    def _apply(self, fact):
        if "press" in fact:
            self.events[fact["press"]["id"]] = fact["press"]
        elif "done" in fact:
            self.events.pop(fact["done"], None)
        else:
            self.kept |= fact["keep"]

    def _compact(self):
        """Write what is still needed to a new file and put it in the old one's place."""
        fresh = f"{self.path}.new"
        with open(fresh, "w", encoding="utf-8") as file:
            os.chmod(fresh, 0o600)  # it holds the secret
            facts = [{"keep": self.kept}, *({"press": event} for event in self.events.values())]
            file.writelines(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)
        self._file = open(self.path, "a", encoding="utf-8")  # noqa: SIM115 kept open on purpose

    def write(self, *facts):
        """Remember facts; they are on disk when this returns."""
        with self._lock:
            for fact in facts:
                self._apply(fact)
            if self._file:
                lines = (json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts)
                self._file.write("".join(lines))
                self._file.flush()
                os.fsync(self._file.fileno())

    def waiting(self, limit=BATCH):
        """The oldest key presses, in order."""
        with self._lock:
            return list(self.events.values())[:limit]


class Keypad:
    """One device. Thread-safe; ``on_answer(event, result)`` hears of every settled key press."""

    def __init__(self, base_url, serial=None, secret=None, state_file=None, database=None):
        url = urlsplit(base_url)
        self._secure = url.scheme == "https"
        self._host, self._port = url.hostname, url.port
        self._prefix = url.path.rstrip("/")
        self.database = database
        self.queue = Queue(state_file)
        self.serial = serial or self.queue.kept.get("serial")
        self.secret = secret or self.queue.kept.get("secret")
        self.clock = self.queue.kept.get("clock", 0)  # seconds to add to our own clock
        self.on_answer = lambda event, result: None
        self._sending = threading.Lock()

    # Talking ------------------------------------------------------------------------------------

    def signature(self, method, target, timestamp, body):
        """HMAC-SHA256 over method, path with query, timestamp and the body's SHA-256."""
        key = base64.urlsafe_b64decode(self.secret + "=" * (-len(self.secret) % 4))
        digest = hashlib.sha256(body).hexdigest()
        message = f"{method}\n{target}\n{timestamp}\n{digest}".encode()
        return "v1=" + hmac.new(key, message, hashlib.sha256).hexdigest()

    def request(self, method, path, data=None, headers=None, signed=True):
        """Send one request. :return: status, headers, decoded JSON body (or None)"""
        body = b"" if data is None else json.dumps(data, ensure_ascii=False).encode()
        target = self._prefix + path
        timestamp = str(int(time.time() + self.clock))
        headers = {"Content-Type": "application/json", **(headers or {})}
        if self.database:
            headers["X-Odoo-Database"] = self.database
        if signed:
            headers |= {
                "X-Direct-Device": self.serial,
                "X-Direct-Timestamp": timestamp,
                "X-Direct-Signature": self.signature(method, target, timestamp, body),
            }
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=TIMEOUT)
        try:
            connection.request(method, target, body or None, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        return response.status, response.headers, json.loads(content) if content else None

    def call(self, method, path, data=None, headers=None):
        """Send a signed request; put the clock right and try once more if that was the reason."""
        status, answer_headers, answer = self.request(method, path, data, headers)
        if status == 401 and self._set_clock(answer_headers.get("Date")):
            status, answer_headers, answer = self.request(method, path, data, headers)
        if status not in (200, 304):
            error = answer.get("error", "") if isinstance(answer, dict) else ""
            raise KeypadError(status, error, answer_headers.get("Retry-After"))
        return answer, answer_headers

    def _set_clock(self, date):
        if not date:
            return False
        server = email.utils.parsedate_to_datetime(date).timestamp()
        clock = round(server - time.time())
        if abs(clock - self.clock) < 5:
            return False  # the clock was not the reason
        self.clock = clock
        self.queue.write({"keep": {"clock": clock}})
        return True

    # What a keypad does -------------------------------------------------------------------------

    def pair(self, code, model="reference client", firmware="1"):
        """Trade the code that Odoo shows for a serial and a secret, and keep them."""
        data = {"code": code, "model": model, "firmware": firmware}
        status, headers, answer = self.request("POST", "/direct/v1/pair", data, signed=False)
        if status != 200:
            raise KeypadError(status, answer["error"], headers.get("Retry-After"))
        self.serial, self.secret = answer["serial"], answer["secret"]
        self.queue.write({"keep": {"serial": self.serial, "secret": self.secret}})
        return answer

    def config(self):
        """Tags, language and rules of this device; kept for the time without a network."""
        known = self.queue.kept.get("config")
        etag = {"If-None-Match": self.queue.kept.get("etag", "")} if known else {}
        answer, headers = self.call("GET", "/direct/v1/config", headers=etag)
        if answer is None:
            return known
        self.queue.write({"keep": {"config": answer, "etag": headers.get("ETag", "")}})
        return answer

    def add(self, mobile, tag=None, at=None, origin=None):
        """Take a key press: give it an id and put it on disk. Nothing is sent yet.

        :param origin: what a till's entry came from, its receipt; each counts once
        """
        at = at or datetime.now().astimezone() + timedelta(seconds=self.clock)
        event = {"id": str(uuid.uuid4()), "at": at.isoformat(timespec="seconds"), "mobile": mobile}
        if tag is not None:
            event["tag"] = tag
        if origin is not None:
            event["origin"] = origin
        self.queue.write({"press": event})
        return event

    def press(self, mobile, tag=None, at=None):
        """Take a key press and send it with what waits.

        :return: its result; ``None`` when it stays in the queue for now
        """
        event = self.add(mobile, tag, at)
        try:
            return self.flush(wait=False).get(event["id"])
        except (OSError, http.client.HTTPException, ValueError):
            return None
        except KeypadError as error:
            if error.status in (401, 403, 413, 422):
                raise  # waiting will not help; the key press stays in the queue
            return None

    def flush(self, wait=True, patience=120):
        """Send what waits, oldest first.

        :param wait: keep trying through lost connections and "later" answers, up to ``patience``
            seconds; else raise at the first one
        :return: dict id → result
        """
        results = {}
        pause, until = 0.2, time.monotonic() + patience
        with self._sending:
            while events := self.queue.waiting():
                health = {"queued": len(self.queue.events) - len(events), "firmware": "1"}
                try:
                    data = {"events": events, "health": health}
                    answer, _headers = self.call("POST", "/direct/v1/events", data)
                    found = answer["results"]
                except (OSError, http.client.HTTPException, ValueError) as error:
                    failure, retry_after = error, 0
                except KeypadError as error:
                    if error.status < 429:
                        raise
                    failure, retry_after = error, float(error.retry_after or 0)
                else:
                    for event, result in zip(events, found, strict=True):
                        results[event["id"]] = result
                        self.on_answer(event, result)
                    # Every result settles its event: a rejected one is in the server's inbox.
                    self.queue.write(*({"done": event["id"]} for event in events))
                    pause = 0.2
                    continue
                if not wait or time.monotonic() > until:
                    raise failure
                time.sleep(max(retry_after, pause * random.uniform(0.5, 1.5)))
                pause = min(pause * 2, 30)
        return results


def main(argv=None):
    """Press one key, pair, or send what waits, and print what the display shows."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--url", required=True, help="address of the Odoo server")
    parser.add_argument("--serial")
    parser.add_argument("--secret")
    parser.add_argument("--state", help="queue file; without it nothing survives the program")
    parser.add_argument("--database", help="where one server has several databases")
    parser.add_argument("--pair", metavar="CODE", help="pair with a code from the device's form")
    parser.add_argument("--config", action="store_true", help="print the device's configuration")
    parser.add_argument("--flush", action="store_true", help="send what waits in the queue file")
    parser.add_argument("--json", action="store_true", help="print the whole result")
    parser.add_argument("mobile", nargs="?")
    parser.add_argument("tag", nargs="?", type=int)
    options = parser.parse_args(argv)
    keypad = Keypad(options.url, options.serial, options.secret, options.state, options.database)
    try:
        if options.pair:
            print(f"paired: {keypad.pair(options.pair)['serial']}")
        if not (keypad.serial and keypad.secret):
            parser.error("--serial and --secret, or --pair, or a --state file of a paired keypad")
        if options.config:
            print(json.dumps(keypad.config(), ensure_ascii=False, indent=1))
        if options.flush:
            print(f"settled: {len(keypad.flush())}")
        if options.mobile:
            result = keypad.press(options.mobile, options.tag)
            if result is None:
                print("no connection: kept, will be sent later" if options.state else "not sent")
                return 2
            shown = result.get("display") or result.get("message")
            print(json.dumps(result, ensure_ascii=False) if options.json else shown)
            return 1 if result["status"] == "rejected" else 0
    except KeypadError as error:
        print(f"refused: {error}", file=sys.stderr)
        return 3
    except (OSError, http.client.HTTPException) as error:
        print(f"no connection: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
