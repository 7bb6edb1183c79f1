"""What is done next: after a failure, for a delivery report, for an unknown outcome."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pure.sms_ir.tools import delivery, retry_policy, settle
from pure.sms_ir.tools.errors import SmsIrOutcomeUnknown, SmsIrRejected, SmsIrUnreachable
from pure.sms_ir.tools.results import Report
from pure.sms_ir.tools.settle import Open
from pure.sms_ir.tools.status_codes import STATUSES, Kind, status_of


def decide(code, size=1, kind=None, **kwargs):
    error = SmsIrRejected("x", code=code, kind=kind or status_of(code).kind)
    return retry_policy.decide(error, size=size, failures=0, jitter=0.5, **kwargs)


@pytest.mark.parametrize(
    ("code", "size", "action"),
    [
        (10, 50, "stop"),
        (13, 1, "stop"),
        (102, 1, "stop"),
        (101, 9, "block_line"),
        (123, 1, "block_line"),
        (20, 9, "retry"),
        (118, 9, "split"),
        (118, 1, "retry"),
        (104, 9, "split"),
        (104, 1, "fail"),
        (115, 1, "fail"),
        (117, 2, "split"),
        (121, 2, "split"),
        (121, 1, "fail"),
        (16, 1, "fail"),
    ],
)
def test_actions(code, size, action):
    assert decide(code, size).action == action


def test_template_codes_are_about_the_template():
    assert decide(113, by_template=True).action == "block_template"
    assert decide(114, by_template=True).action == "fail"
    assert decide(119, by_template=True).action == "block_template"


@given(st.sampled_from(sorted(STATUSES)), st.integers(1, 100), st.integers(0, 50), st.floats(0, 1))
def test_only_unknown_outcomes_may_have_been_sent(code, size, failures, jitter):
    kind = status_of(code).kind
    lost = SmsIrOutcomeUnknown("x", code=code, kind=kind)
    decision = retry_policy.decide(lost, size=size, failures=failures, jitter=jitter)
    assert decision.action == "unknown"
    refused = SmsIrRejected("x", code=code, kind=kind)
    decision = retry_policy.decide(refused, size=size, failures=failures, jitter=jitter)
    assert decision.action != "unknown"
    assert 0 <= decision.pause <= 3600


def test_unreachable_is_tried_again():
    error = SmsIrUnreachable("x", kind=Kind.TRANSIENT)
    assert retry_policy.decide(error, size=5, failures=3, jitter=0).action == "retry"


def test_retry_after_is_respected():
    error = SmsIrRejected("x", kind=Kind.TRANSIENT, code=20, retry_after=42)
    assert retry_policy.decide(error, size=1, failures=0, jitter=0).pause == 42


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_backoff_grows_and_is_bounded(attempt, jitter):
    delay = retry_policy.backoff(attempt, jitter)
    assert 2.5 <= delay <= 900
    assert retry_policy.backoff(attempt + 1, jitter) >= delay
    with pytest.raises(ValueError, match="jitter"):
        retry_policy.backoff(0, 2)


def test_delivery_states():
    meanings = {state: delivery.meaning(state) for state in (None, *range(10))}
    assert meanings[1] == "delivered"
    assert {meanings[state] for state in (2, 4, 6)} == {"failed"}
    assert meanings[7] == "blocked"
    assert {meanings[state] for state in (None, 0, 3, 5, 8, 9)} == {"waiting"}


def test_delivery_schedule():
    delays = [delivery.next_delay(polls) for polls in range(delivery.LAST_POLL)]
    assert delays == sorted(delays)
    assert sum(delays) > 30 * 3600, "reports may come a day later"
    assert delivery.next_delay(delivery.LAST_POLL) is None
    assert delivery.cheaper_by_log(10, 150)
    assert not delivery.cheaper_by_log(1, 0)


def message(key, *, call=1, text="متن", mobile="9121234567", at=1000, since=1010):
    return Open(key, call, "3000", mobile, text, at, since)


def report(message_id, *, text="متن", mobile="9121234567", at=1005, line="3000"):
    return Report(message_id, mobile, text, at, line, Decimal(1), None, None)


def test_match_by_line_number_text_and_time():
    open_message = message(1)
    assert settle.match([open_message], [report(7)])[1].message_id == 7
    for other in (
        report(7, text="دیگر"),
        report(7, mobile="9120000000"),
        report(7, line="1000"),
        report(7, at=1000 - settle.SKEW - 1),
        report(7, at=1010 + settle.LATE + 1),
    ):
        assert settle.match([open_message], [other]) == {}
    assert settle.match([open_message], [report(7)], taken={7}) == {}
    assert settle.match([open_message], [report(7, text=" متن \n")])


@given(st.lists(st.integers(0, 3), max_size=12), st.integers(0, 12))
def test_a_report_belongs_to_one_message(texts, reports):
    messages = [message(i, text=str(text)) for i, text in enumerate(texts)]
    log = [report(100 + i, text=str(i % 4)) for i in range(reports)]
    found = settle.match(messages, log)
    ids = [item.message_id for item in found.values()]
    assert len(ids) == len(set(ids))
    for key, item in found.items():
        assert item.text == messages[key].text


def judge(messages, found, now, reads=0, **kwargs):
    return settle.judge(
        messages, found, now=now, settle_after=120, absent_reads={1: reads}, **kwargs
    )


def test_verdicts():
    both = [message(1), message(2, text="دو")]
    assert judge(both, {}, 1100).calls == {1: "wait"}, "too early"
    assert judge(both, {}, 1200).calls == {1: "wait"}, "seen once only"
    assert judge(both, {}, 1200, 1).calls == {1: "absent"}
    assert judge(both, {}, 1100, 5).calls == {1: "wait"}, "too early, however often"
    half = judge(both, {1: report(7)}, 1200, 0)
    assert half.calls == {1: "accepted"}
    assert half.unlisted == set(), "it may be slow to appear"
    assert judge(both, {1: report(7)}, 1200, 1).unlisted == {2}
    rest = judge(both[1:], {}, 1200, 1, taken_calls={1})
    assert rest.calls == {1: "accepted"}, "never sent again: the call was taken"
    assert rest.unlisted == {2}


@given(st.floats(0, 10**6), st.integers(1, 10**4))
def test_looks_are_planned(age, settle_after):
    assert 1 <= settle.next_look(age, settle_after) <= 900
