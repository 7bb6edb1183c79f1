"""The main job: number, key, visit, text, rung. From an empty database to the phone."""

import random
import subprocess
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone

from stack import FAKES, SECRET, SERIAL, Shop


def press(shop, number, tag):
    """Press a key on the keypad's command line; return what the display says."""
    done = subprocess.run(
        ["python3", str(FAKES / "keypad.py"), "--url", shop.url, "--serial", SERIAL,
         "--secret", SECRET, number, str(tag)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def event(mobile, at=None, tag=1):
    """Return one key press as a keypad sends it."""
    at = at or datetime.now(timezone.utc)
    return {"id": str(uuid.uuid4()), "at": at.isoformat(), "mobile": mobile, "tag": tag}


def _until_rung(shop, partner, rung):
    shop.until(
        """
        SELECT d.name FROM res_partner p
          JOIN ir_model_data d ON d.model = 'ladder.rung' AND d.res_id = p.ladder_rung_id
                              AND d.module = 'crm_ladder'
         WHERE p.id = %s
        """,
        partner,
        expect=lambda rows: rows == [(rung,)],
    )


def test_two_key_presses_from_an_empty_database(empty_template):
    with Shop("main", empty_template, merge_minutes=0) as shop:
        keypad = shop.keypad()
        started = time.time()
        display = press(shop, "۰۹۱۲۱۲۳۴۵۶۷", 1)
        assert "نخستین بازدید" in display, display
        first = shop.until(
            "SELECT state FROM club_message WHERE number = '+989121234567' ORDER BY id",
            expect=lambda rows: rows and rows[0][0] in ("sent", "delivered"),
        )
        assert len(first) == 1
        assert time.time() - started < 20
        display = press(shop, "0912 123 4567", 1)
        assert "۲" in display, display

        [[partner, visits]] = shop.query(
            "SELECT id, club_visit_count FROM res_partner WHERE club_mobile = '+989121234567'"
        )
        assert visits == 2
        shop.until(
            "SELECT count(*) FROM club_message WHERE partner_id = %s AND state = 'delivered'",
            partner,
            seconds=90,
            expect=lambda rows: rows[0][0] == 2,
        )
        texts = [message["text"] for message in shop.phone("09121234567")]
        assert texts == ["سلام مشتری، به کافه نادری خوش آمدید", "مشتری عزیز، بازدید ۲ شما"]

        # Every state of the way has its time, in order.
        for times in shop.query(
            "SELECT planned_at, queued_at, sending_at, sent_at, delivered_at FROM club_message"
        ):
            assert all(times) and list(times) == sorted(times)

        # What one person buys on one day is one purchase; a visit two days ago makes it two.
        _until_rung(shop, partner, "rung_customer")
        earlier = datetime.now(timezone.utc) - timedelta(days=2)
        [result] = shop.send(keypad, [event("09121234567", earlier)])
        assert (result["status"], result["visit"]) == ("accepted", 3)
        _until_rung(shop, partner, "rung_repeat")
        assert len(shop.phone("09121234567")) == 2, "a greeting two days late would be absurd"
        [[late]] = shop.query("SELECT reason_code FROM club_message WHERE state = 'cancelled'")
        assert late == "late"
        out = shop.shell(
            f"print('REASON', env['res.partner'].with_context(lang='fa_IR')"
            f".browse({partner}).ladder_reason)"
        )
        assert "REASON" in out and "False" not in out.split("REASON")[1], out
        moves = shop.query("SELECT count(*) FROM ladder_move WHERE partner_id = %s", partner)
        assert moves[0][0] >= 2


def _plan(people, presses):
    """``presses`` different key presses of ``people`` customers, an hour apart for each person."""
    base = datetime.now(timezone.utc) - timedelta(hours=20)
    events = []
    for number in range(presses):
        person, turn = number % people, number // people
        at = base + timedelta(hours=turn * 3, seconds=person)
        events.append(event(f"0935{person:07d}", at))
    return events


def _send(shop, batches, lock, answers):
    """A keypad's connection: sends batches until each was answered, whatever happens between."""
    keypad = shop.keypad()
    while True:
        with lock:
            if not batches:
                return
            batch = batches.pop()
        deadline = time.monotonic() + 240
        while True:
            try:
                results = shop.send(keypad, batch)
                break
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0.05, 0.5))
        with lock:
            answers.extend(zip(batch, results, strict=True))


def test_a_thousand_events_from_twenty_connections_through_three_power_cuts(empty_template):
    rng = random.Random(7)
    events = _plan(people=130, presses=667)
    repeated = [*events, *rng.sample(events, 333)]  # a third of the thousand comes twice
    rng.shuffle(repeated)
    batches = []
    while repeated:
        size = rng.choice([1, 1, 2, 5, 20])
        batches.append(repeated[:size])
        repeated = repeated[size:]
    answers, lock = [], threading.Lock()
    options = ("--delivery-seconds", "1")
    with Shop("storm", empty_template, merge_minutes=10, gateway_options=options) as shop:
        threads = [
            threading.Thread(target=_send, args=(shop, batches, lock, answers)) for _n in range(20)
        ]
        for thread in threads:
            thread.start()
        for part in (1, 2, 3):
            while len(answers) < part * 240 and any(thread.is_alive() for thread in threads):
                time.sleep(0.02)
            shop.kill_odoo()
            shop.start_odoo()
        for thread in threads:
            thread.join(300)
            assert not thread.is_alive()

        # Every press was answered, the same whenever it was repeated.
        assert len(answers) == 1000
        verdicts = {}
        for sent, result in answers:
            assert result["status"] in ("accepted", "duplicate"), result
            verdicts.setdefault(sent["id"], set()).add(result["visit"])
        assert len(verdicts) == 667 and all(len(numbers) == 1 for numbers in verdicts.values())

        # Each counted once, with numbers that have no gap.
        assert shop.query("SELECT count(*) FROM club_visit") == [(667,)]
        assert shop.query("SELECT count(*) FROM direct_event") == [(667,)]
        for visits, top, lowest, carried in shop.query(
            """
            SELECT count(*), max(v.number), min(v.number), max(p.club_visit_count)
              FROM club_visit v JOIN res_partner p ON p.id = v.partner_id GROUP BY p.id
            """
        ):
            assert visits == top == carried and lowest == 1
        assert shop.query("SELECT count(*) FROM res_partner WHERE club_mobile LIKE '+98935%%'") == [
            (130,)
        ]

        # Each due text was sent once and arrived; none is lost.
        shop.until(
            "SELECT count(*) FROM club_message WHERE state = 'delivered'",
            seconds=300,
            expect=lambda rows: rows[0][0] == 667,
        )
        sent = [(message["mobile"], message["text"]) for message in shop.phone()]
        planned = shop.query("SELECT number, body FROM club_message")
        assert len(sent) == len(planned) == 667
        digits = sorted((str(mobile)[-10:], text) for mobile, text in sent)
        assert digits == sorted((number[-10:], body) for number, body in planned)


def test_two_keypads_with_the_same_new_number_at_the_same_moment(empty_template):
    with Shop("twins", empty_template, workers=4, merge_minutes=0) as shop:
        for round_no in range(25):
            number = f"0936{round_no:07d}"
            barrier = threading.Barrier(2)
            results = []

            def together(number=number, barrier=barrier, results=results):
                keypad, press = shop.keypad(), event(number)
                barrier.wait(20)
                results.extend(shop.send(keypad, [press]))

            threads = [threading.Thread(target=together) for _n in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            assert sorted(result["visit"] for result in results) == [1, 2], results
        rows = shop.query(
            "SELECT club_mobile, count(*) FROM res_partner WHERE club_mobile LIKE '+98936%%'"
            " GROUP BY club_mobile"
        )
        assert len(rows) == 25 and all(count == 1 for _mobile, count in rows)
