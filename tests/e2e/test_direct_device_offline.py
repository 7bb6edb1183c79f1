"""A day without a network, from the real tablet page and from the reference keypad."""

import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from stack import FAKES, SECRET, SERIAL, Shop
from test_main_job import event

PRESSES = 2000
# Presses keys faster than any hand: each number is typed digit by digit and closed with a tag key.
TYPE_A_DAY = """
async ([first, last]) => {
    const { queue } = await import("/direct_device/static/keypad/store.js");
    const key = (name) => document.dispatchEvent(
        new KeyboardEvent("keydown", { key: name, bubbles: true }));
    for (let place = first; place < last; place++) {
        [...`0937${String(place).padStart(7, "0")}`].forEach(key);
        key("F1");
        if (place % 50 === 49) {
            while ((await queue.count()) < place + 1) {
                await new Promise((resolve) => setTimeout(resolve, 5));
            }
        }
    }
    while ((await queue.count()) < last) {
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return queue.count();
}
"""
COUNT = """
() => import("/direct_device/static/keypad/store.js").then(({ queue }) => queue.count())
"""


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("offline", empty_template, merge_minutes=0) as shop:
        yield shop


def _each_once_in_order(shop, prefix, count):
    """Every press is there once, as one visit, and arrived in the order of the presses."""
    rows = shop.query(
        "SELECT mobile, state, visit_id FROM direct_event WHERE mobile LIKE %s ORDER BY id",
        f"{prefix}%",
    )
    assert len(rows) == count
    assert [mobile for mobile, _state, _visit in rows] == sorted({row[0] for row in rows})
    assert {state for _mobile, state, _visit in rows} == {"accepted"}
    assert len({visit for _mobile, _state, visit in rows}) == count


def _tablet(playwright, profile):
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=os.environ["CLUB_TEST_CHROMIUM"],
        args=["--no-sandbox"],
        locale="fa-IR",
        timezone_id="Asia/Tehran",
    )


def _kill_browsers(profile):
    """A dead battery: every process of the browser that uses this profile, at once."""
    found = subprocess.run(
        ["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=False
    )
    for pid in found.stdout.split():
        with suppress(ProcessLookupError):
            os.kill(int(pid), 9)


def test_the_tablet_through_a_day_without_a_network(shop, tmp_path):
    code = re.search(
        r"CODE (\d{8})",
        shop.shell(
            "device = env['direct.device'].create({'name': 'Tablet', 'merge_minutes': 0})\n"
            "code = device.action_pair()['context']['default_code'].replace(' ', '')\n"
            "env.cr.commit()\nprint('CODE', code)"
        ),
    )[1]
    with sync_playwright() as playwright:
        tablet = _tablet(playwright, tmp_path)
        page = tablet.new_page()
        page.goto(f"{shop.url}/direct/keypad#code={code}")
        page.click("#pairing-form button")
        page.wait_for_selector("#tags button")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(1000)  # the worker fills its cache

        tablet.set_offline(True)
        assert page.evaluate(TYPE_A_DAY, [0, PRESSES // 2]) == PRESSES // 2
        page.reload()  # from the tablet's own store
        page.wait_for_selector("#tags button")
        assert page.evaluate(TYPE_A_DAY, [PRESSES // 2, PRESSES]) == PRESSES
        _kill_browsers(tmp_path)
        with suppress(Exception):
            tablet.close()

        tablet = _tablet(playwright, tmp_path)
        tablet.set_offline(True)
        page = tablet.new_page()
        page.goto(f"{shop.url}/direct/keypad")
        page.wait_for_selector("#tags button")
        assert page.evaluate(COUNT) == PRESSES
        deadline = time.monotonic() + 180
        while page.evaluate(COUNT):  # the network comes and goes
            tablet.set_offline(random.random() < 0.4)
            page.wait_for_timeout(random.randrange(100, 700))
            assert time.monotonic() < deadline, page.evaluate(COUNT)
        tablet.close()
    _each_once_in_order(shop, "0937", PRESSES)


class Flapping:
    """A network between keypad and server that breaks: before, in and after a request."""

    def __init__(self, url, seed=5):
        self.target = (urlsplit(url).hostname, urlsplit(url).port)
        self.chance = random.Random(seed)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        fate = self.chance.choice(["well", "well", "refused", "cut", "deaf", "twice"])
        with suppress(OSError), client:
            if fate == "refused":
                return
            request = self._read(client)
            if fate == "cut":
                request = request[: len(request) // 2]
            for _time in range(2 if fate == "twice" else 1):
                with socket.create_connection(self.target, 30) as server:
                    server.sendall(request)
                    if fate == "cut":
                        return
                    answer = b"".join(iter(lambda: server.recv(65536), b""))  # noqa: B023
            if fate != "deaf":  # the server has it, the keypad does not know
                client.sendall(answer)

    @staticmethod
    def _read(client):
        data = b""
        while b"\r\n\r\n" not in data:
            data += client.recv(65536)
        head, _sep, body = data.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        while len(body) < length:
            body += client.recv(65536)
        return head + b"\r\n\r\n" + body


def test_the_reference_keypad_over_a_flapping_network(shop, tmp_path):
    """Two thousand presses of a day without a network; the keypad is killed twice on the way."""
    state = tmp_path / "keypad.queue"
    keypad = shop.keypad(state_file=state)
    start = datetime.now(timezone.utc) - timedelta(hours=12)
    keypad.queue.write(
        {"keep": {"serial": SERIAL, "secret": SECRET}},
        *(
            {"press": event(f"0938{place:07d}", start + timedelta(seconds=20 * place))}
            for place in range(PRESSES)
        ),
    )
    network = Flapping(shop.url)
    command = [sys.executable, FAKES / "keypad.py", "--url", network.url, "--state", state]
    for _life in range(2):
        process = subprocess.Popen([*map(str, command), "--flush"], stdout=subprocess.DEVNULL)
        time.sleep(1.5)
        process.kill()
        process.wait()
    with state.open("ab") as file:
        file.write(b'{"press": {"id": "cut sho')  # power went in the middle of a line
    subprocess.run([*map(str, command), "--flush"], check=True, timeout=300)
    network.listener.close()
    assert not shop.keypad(state_file=state).queue.events
    _each_once_in_order(shop, "0938", PRESSES)


def test_clocks_that_are_wrong(shop, tmp_path):
    """Off by minutes, days, and in another time zone: the server's time puts the keypad right."""
    for place, wrong in enumerate((timedelta(minutes=20), timedelta(days=-3), timedelta(days=400))):
        keypad = shop.keypad(state_file=tmp_path / f"clock{place}")
        keypad.clock = wrong.total_seconds()
        mobile = f"0934000000{place}"
        keypad.config()  # the first word with the server corrects the clock
        result = keypad.press(mobile, 1)
        assert result["status"] == "accepted", result
        assert abs(keypad.clock) < 5
    now = datetime.now(timezone.utc)
    for place, zone in enumerate((-12, -3.5, 3.5, 14)):
        at = now.astimezone(timezone(timedelta(hours=zone)))
        [result] = shop.send(shop.keypad(), [event(f"0934000001{place}", at)])
        assert result["status"] == "accepted", result
    [[spread]] = shop.query(
        "SELECT extract(epoch FROM max(at) - min(at)) FROM direct_event WHERE mobile LIKE %s",
        "0934000001%",
    )
    assert spread == 0


def test_the_server_keeps_the_protocol(shop):
    """The conformance run that makers of keypads point at a server."""
    done = subprocess.run(
        [
            *(sys.executable, FAKES / "keypad_conformance.py"),
            *("--url", shop.url, "--serial", SERIAL, "--secret", SECRET),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
