"""From key press to text accepted by the gateway: one event a second, as a busy counter has.

Against the running site, whole: door, Odoo, scheduled actions, gateway. The time runs from the
moment before the signed request to the moment at which the gateway says that it took the text.
Every second customer is new, the others were here two hours ago. At the end all of them are taken
out of the site's database again.
"""

import json
import os
import random
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import database
import psycopg2
from figures import below, percentile, table
from load import encode_secret

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from keypad import Keypad  # noqa: E402

AIM_P95 = 2.0
PATIENCE = 60
AGO = timedelta(hours=2)

CLEAN_UP = """
CREATE TEMP TABLE gone ON COMMIT DROP AS
    SELECT id FROM res_partner WHERE club_mobile = ANY(%(mobiles)s);
CREATE TEMP TABLE visit ON COMMIT DROP AS
    SELECT id FROM club_visit WHERE partner_id IN (SELECT id FROM gone);
DELETE FROM direct_event WHERE visit_id IN (SELECT id FROM visit);
DELETE FROM sms_sms WHERE partner_id IN (SELECT id FROM gone);
DELETE FROM club_message WHERE partner_id IN (SELECT id FROM gone);
DELETE FROM club_visit WHERE id IN (SELECT id FROM visit);
DELETE FROM res_partner WHERE id IN (SELECT id FROM gone);
"""


class Counter:
    """The shop's counter with its keypad, and what became of each key press."""

    def __init__(self, seconds):
        self.db, self.gateway = os.environ["CLUB_BENCH_DB"], os.environ["CLUB_BENCH_GATEWAY"]
        secret = encode_secret(database.secret(self.db))
        self.keypad = Keypad(os.environ["CLUB_BENCH_URL"], database.SERIAL, secret)
        self.tag = self._tag()
        self.mobiles = self._free_numbers(seconds)
        self.known = set(random.sample(self.mobiles, seconds // 2))
        self.pressed, self.answered, self.failed = {}, {}, []

    def _tag(self):
        """Return a key whose tag has a text for newcomers and one for those who come again."""
        with database.transaction(self.db) as cursor:
            cursor.execute(
                """
                SELECT t.key FROM club_tag t JOIN direct_device d ON d.company_id = t.company_id
                 WHERE d.serial = %s AND t.active AND t.key > 0
                   AND (t.group_id IS NULL OR t.group_id = d.group_id)
                   AND length(trim(t.welcome_text)) > 0 AND length(trim(t.repeat_text)) > 0
                 ORDER BY t.group_id NULLS LAST, t.key LIMIT 1
                """,
                [database.SERIAL],
            )
            row = cursor.fetchone()
        if not row:
            raise SystemExit("No tag of the demo keypad has both a welcome and a repeat text.")
        return row[0]

    def _free_numbers(self, count):
        first = random.randrange(10**7 - count)
        numbers = [f"0990{first + place:07d}" for place in range(count)]
        with database.transaction(self.db) as cursor:
            cursor.execute(
                "SELECT count(*) FROM res_partner WHERE club_mobile = ANY(%(e164)s)"
                " OR phone_sanitized = ANY(%(e164)s)",
                {"e164": [_e164(number) for number in numbers]},
            )
            taken = cursor.fetchone()[0]
        return self._free_numbers(count) if taken else numbers

    def earlier(self):
        """Let the known customers come for the first time, and wait for their texts."""
        for mobile in self.known:
            self.keypad.add(mobile, self.tag, datetime.now().astimezone() - AGO)
        results = self.keypad.flush()
        if {result["status"] for result in results.values()} - {"accepted"}:
            raise SystemExit(f"The site did not count the first visits: {results}")
        self.wait(self.known)

    def press(self, mobile):
        """Press the key once and note when it was and when the display answered."""
        self.pressed[mobile] = time.time()
        try:
            result = self.keypad.press(mobile, self.tag)
        except Exception as error:  # shown in the table: a bench does not stop for one event
            result = {"status": str(error)}
        self.answered[mobile] = time.time()
        if (result or {}).get("status") != "accepted":
            self.failed.append((mobile, result))

    def wait(self, mobiles, since=0.0):
        """Wait for texts. :return: dict mobile → time at which the gateway took the text"""
        until = time.monotonic() + PATIENCE
        while True:
            took = {
                message["mobile"]: message["time"]
                for message in self._control("messages", since=since)
            }
            found = {mobile: took[_e164(mobile)] for mobile in mobiles if _e164(mobile) in took}
            if len(found) == len(mobiles) or time.monotonic() > until:
                return found
            time.sleep(0.5)

    def clock_offset(self):
        """Return by how many seconds the gateway's clock was set ahead."""
        return self._control("clock")["offset"]

    def _control(self, name, **query):
        url = f"{self.gateway}/_control/{name}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)

    def leave(self):
        """Take the customers of this run out of the database again, with all that they led to."""
        for _attempt in range(20):
            try:
                with database.transaction(self.db) as cursor:
                    cursor.execute(CLEAN_UP, {"mobiles": [_e164(one) for one in self.mobiles]})
            except psycopg2.errors.OperationalError:  # a scheduled action is at one of them
                time.sleep(0.5)
            else:
                return
        sys.stdout.write("The customers 0990… of this run could not be removed again.\n")


def _e164(mobile):
    return f"+98{mobile[1:]}"


def run(options):
    """Press once a second, wait for the texts, print."""
    counter = Counter(options.seconds)
    try:
        counter.earlier()
        offset = counter.clock_offset()
        began, threads = time.time() + offset, []
        start = time.monotonic()
        for second, mobile in enumerate(counter.mobiles):
            time.sleep(max(0.0, start + second - time.monotonic()))
            thread = threading.Thread(target=counter.press, args=[mobile])
            thread.start()
            threads.append(thread)
        for thread in threads:
            thread.join()
        took = counter.wait(counter.mobiles, began - 0.001)
        _show(counter, {mobile: moment - offset for mobile, moment in took.items()})
    finally:
        counter.leave()


def _show(counter, took):
    def times(group, ends):
        return [ends[one] - counter.pressed[one] for one in group if one in ends] or [0.0]

    new = [mobile for mobile in counter.mobiles if mobile not in counter.known]
    display, texts = times(counter.mobiles, counter.answered), times(counter.mobiles, took)
    p95, lost = percentile(texts, 0.95), len(counter.mobiles) - len(took)
    table(
        f"From key press to text accepted by the gateway, one a second, {len(counter.mobiles)} s",
        [
            ("text, median", f"{median(texts):.2f} s", ""),
            ("text, p95", f"{p95:.2f} s", below(p95, AIM_P95, " s")),
            ("text, longest", f"{max(texts):.2f} s", ""),
            ("  newcomers, median", f"{median(times(new, took)):.2f} s", f"{len(new)} of them"),
            (
                "  known, median",
                f"{median(times(counter.known, took)):.2f} s",
                f"{len(counter.known)} of them",
            ),
            (
                "answer on the display, median",
                f"{median(display):.3f} s",
                f"p95 {percentile(display, 0.95):.3f} s, longest {max(display):.3f} s",
            ),
            ("texts lost", lost, f"aim: 0{', MISSED' if lost else ''}"),
        ],
    )
    for mobile, result in counter.failed:
        sys.stdout.write(f"  not counted: {mobile} {result}\n")
