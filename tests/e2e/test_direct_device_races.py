"""Two keypads with the same new number at the same moment, again and again, on a real server."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from uuid import uuid4

import pytest
from stack import FAKES, SECRET, SERIAL, Shop

ROUNDS = int(os.environ.get("CLUB_RACES", "500"))
SECOND = "E2E-KEYPAD-2"


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("races", empty_template) as shop:
        shop.shell(
            "import os\n"
            "first = env['direct.device'].search([('serial', '=', os.environ['FIRST'])])\n"
            "second = first.copy({'name': 'دوم', 'serial': os.environ['SECOND']})\n"
            "second._install_secret(os.environ['SECRET'])\n"
            "env.cr.commit()",
            FIRST=SERIAL,
            SECOND=SECOND,
            SECRET=SECRET,
        )
        yield shop


def test_one_new_number_on_two_keypads(shop):
    sys.path.insert(0, str(FAKES))
    try:
        from keypad import Keypad
    finally:
        sys.path.remove(str(FAKES))
    keypads = [Keypad(shop.url, serial, SECRET) for serial in (SERIAL, SECOND)]
    meeting = threading.Barrier(2, timeout=60)

    def send(keypad, number):
        press = {
            "id": str(uuid4()),
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "mobile": number,
            "tag": 1,
        }
        meeting.wait()
        [result] = Shop.send(keypad, [press])  # raises for anything but 200
        return result["status"]

    with ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS):
            number = f"0933{turn:07d}"
            found = sorted(pool.map(send, keypads, [number] * 2))
            assert found == ["accepted", "merged"], f"round {turn}: {found}"
    rows = shop.query(
        """
        SELECT count(*), count(DISTINCT p.id), count(DISTINCT p.club_mobile),
               (SELECT count(*) FROM direct_event), (SELECT count(*) FROM club_message)
          FROM club_visit v JOIN res_partner p ON p.id = v.partner_id
         WHERE p.club_mobile LIKE '+98933%%'
        """
    )
    assert rows == [(ROUNDS, ROUNDS, ROUNDS, 2 * ROUNDS, ROUNDS)]
