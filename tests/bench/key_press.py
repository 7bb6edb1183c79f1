"""From key press to text accepted by the gateway: one event a second, as a busy counter has.

Started by ``./club bench`` against the running site (``./club up --detach``). The time runs from
the moment before the signed HTTP request to the moment when the gateway lists the message. A bench
prints figures, it never fails a test run; an event whose text is lost is said loudly.

    ./club bench [--seconds 60]
"""

import argparse
import base64
import json
import os
import random
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timezone
from pathlib import Path
from statistics import median

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fakes"))

from keypad import Keypad  # noqa: E402

SERIAL = "DEMO-KEYPAD-1"
AIM_P95 = 2.0
PATIENCE = 60


def demo_keypad(url):
    """Return the demo keypad with its secret, which only the database's owner can read."""
    connection = psycopg2.connect(
        dbname=os.environ["CLUB_BENCH_DB"], user="odoo", host=os.environ["CLUB_BENCH_PGHOST"]
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM direct_device WHERE serial = %s", [SERIAL])
        [(secret,)] = cursor.fetchall()
    connection.close()
    return Keypad(url, SERIAL, base64.urlsafe_b64encode(bytes(secret)).decode().rstrip("="))


def accepted(gateway, mobile, text_count):
    """Return whether the gateway has accepted more than ``text_count`` messages for ``mobile``."""
    query = urllib.parse.urlencode({"mobile": mobile, "count": 1})
    with urllib.request.urlopen(f"{gateway}/_control/messages?{query}", timeout=10) as answer:
        found = json.load(answer)
    count = found if isinstance(found, int) else found.get("count", len(found))
    return count > text_count


def measure(gateway, keypad, mobile, known, times, lock):
    """Press one key and wait for its text."""
    event = {
        "id": str(uuid.uuid4()),
        "at": datetime.now(timezone.utc).isoformat(),
        "mobile": mobile,
        "tag": 1,
    }
    started = time.monotonic()
    answer, _headers = keypad.call("POST", "/direct/v1/events", {"events": [event]})
    answered = time.monotonic() - started
    while not accepted(gateway, mobile, known):
        if time.monotonic() - started > PATIENCE:
            with lock:
                times.append((answered, None, answer["results"][0]))
            return
        time.sleep(0.02)
    with lock:
        times.append((answered, time.monotonic() - started, answer["results"][0]))


def percentile(values, share):
    """Return the value below which ``share`` of the sorted values lie."""
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def main():
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    url, gateway = os.environ["CLUB_BENCH_URL"], os.environ["CLUB_BENCH_GATEWAY"]
    keypad, times, lock, threads = demo_keypad(url), [], threading.Lock(), []
    start = random.randrange(10**6)
    for second in range(options.seconds):
        began = time.monotonic()
        mobile = f"0990{(start + second) % 10**7:07d}"
        thread = threading.Thread(
            target=measure, args=(gateway, keypad, mobile, 0, times, lock), daemon=True
        )
        thread.start()
        threads.append(thread)
        time.sleep(max(0.0, 1 - (time.monotonic() - began)))
    for thread in threads:
        thread.join(PATIENCE + 5)
    arrived = [total for _answered, total, _result in times if total is not None]
    display = [answered for answered, _total, _result in times]
    press, text = percentile(display, 0.95), percentile(arrived, 0.95)
    sys.stdout.write(
        f"key presses            {len(threads)} (one a second, new customers)\n"
        f"answer on the display  median {median(display):.3f} s, p95 {press:.3f} s\n"
        f"text at the gateway    median {median(arrived):.2f} s, p95 {text:.2f} s, max"
        f" {max(arrived):.2f} s   (aim: p95 under {AIM_P95} s)\n"
        f"texts that never came  {len(threads) - len(arrived)}\n"
        f"load of the machine    {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
    )


if __name__ == "__main__":
    main()
