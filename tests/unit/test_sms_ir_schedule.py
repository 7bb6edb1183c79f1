"""Sending later: what the gateway takes ahead of its time, and what its log says of it."""

import pytest

from pure.sms_ir.tools import digits, errors, results, retry_policy, schedule, settle
from pure.sms_ir.tools.status_codes import Kind

HOUR = 3600


@pytest.mark.parametrize(
    ("ahead", "taken"),
    [(0, False), (-5, False), (HOUR, False), (HOUR + 599, False), (HOUR + 600, True)]
    + [(364 * 86400, True), (365 * 86400, False)],
)
def test_what_can_be_handed_over(ahead, taken):
    assert schedule.can_hand_over(1000, 1000 + ahead) is taken


def test_what_can_be_withdrawn():
    assert schedule.can_withdraw(0, 240)
    assert not schedule.can_withdraw(0, 239)
    assert not schedule.can_withdraw(300, 0)


def test_withdrawals_are_tried_ever_more_seldom():
    assert [schedule.retry_delay(tries) for tries in (0, 1, 2, 3, 4, 99)] == [5, 5, 15, 30, 60, 60]


def test_a_refused_time_is_kept_for_later():
    error = errors.SmsIrRejected(kind=Kind.REQUEST, code=109)
    for size in (1, 100):
        decision = retry_policy.decide(error, size=size, failures=0, jitter=0, scheduled=True)
        assert decision.action == retry_policy.KEEP
    decision = retry_policy.decide(error, size=100, failures=0, jitter=0)
    assert decision.action == retry_policy.SPLIT


def _open(send_at=0):
    return settle.Open(1, 1, "3000", "9120000000", "سلام", 1000.0, 1005.0, send_at)


def _report(sent_at, message_id=5):
    return results.Report(message_id, "9120000000", "سلام", sent_at, "3000", 1, None, None)


@pytest.mark.parametrize(
    ("send_at", "sent_at", "same"),
    [
        (0, 1001, True),
        (0, 9000, False),
        (9000, 9000, True),
        (9000, 9100, True),
        (9000, 1001, False),
    ],
)
def test_a_report_belongs_to_the_time_of_its_call(send_at, sent_at, same):
    assert bool(settle.match([_open(send_at)], [_report(sent_at)])) is same


def test_a_call_for_later_is_not_absent_before_its_time():
    def verdict(now):
        judged = settle.judge([_open(9000)], {}, now=now, settle_after=100, absent_reads={1: 5})
        return judged.calls[1]

    assert verdict(2000) == settle.WAIT
    assert verdict(9050) == settle.WAIT
    assert verdict(9100) == settle.ABSENT


def test_a_call_for_later_is_looked_for_when_its_time_comes():
    assert settle.next_look(-7200, 120) == 3600
    assert settle.next_look(-600, 120) == 600
    assert settle.next_look(-2, 120) == 15


def test_numbers_in_sentences_are_in_the_readers_digits():
    assert digits.number(100000, "en_US") == "100,000"
    assert digits.number(100000, "fa_IR") == "۱۰۰٬۰۰۰"
    assert digits.number(2.5, "fa_IR") == "۲٫۵"
    assert digits.number(0, None) == "0"
