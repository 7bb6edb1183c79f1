"""Never a nuisance: quiet, caps and what would come together, as properties."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pure.customer_club.tools.nuisance import Letter, Pace, Sent, judge, quiet

TEHRAN = ZoneInfo("Asia/Tehran")
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 24, 8, 30)  # in Tehran
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
halves = st.integers(0, 47).map(lambda half: half / 2)
paces = st.builds(
    Pace,
    tz=st.sampled_from([TEHRAN, BERLIN, timezone.utc]),
    quiet_from=halves,
    quiet_to=halves,
    quiet_weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    quiet_dates=st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=3),
    quiet_service=st.booleans(),
    cap=st.integers(0, 4),
    cap_days=st.integers(1, 60),
    together_minutes=st.sampled_from([0, 30, 60, 1440]),
    join=st.booleans(),
)


def letters_at(now):
    return st.lists(
        st.builds(
            Letter,
            ref=st.integers(),
            advertising=st.booleans(),
            planned_at=st.integers(0, 5000).map(lambda m: now - timedelta(minutes=m)),
            instant=st.booleans(),
            expires_at=st.none()
            | st.integers(-600, 6000).map(lambda m: now + timedelta(minutes=m)),
        ),
        max_size=6,
        unique_by=lambda letter: letter.ref,
    )


@st.composite
def situations(draw):
    now = draw(moments)
    past = st.builds(
        Sent, st.integers(0, 90_000).map(lambda m: now - timedelta(minutes=m)), st.booleans()
    )
    return now, draw(paces), draw(letters_at(now)), draw(st.lists(past, max_size=6))


def local(moment, pace):
    return moment.replace(tzinfo=timezone.utc).astimezone(pace.tz)


def is_quiet(moment, pace):
    """The same said in another way: minute by minute."""
    wall = local(moment, pace)
    if wall.weekday() in pace.quiet_weekdays or wall.date() in pace.quiet_dates:
        return True
    start, end, hour = pace.quiet_from, pace.quiet_to, wall.hour + wall.minute / 60
    if start == end:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end


@settings(max_examples=120)
@given(moments, paces)
def test_quiet_ends_when_it_says(moment, pace):
    code, until = quiet(moment, pace)
    assert bool(code) == is_quiet(moment, pace) == (until > moment)
    assert not is_quiet(until, pace)
    if code and until - moment < timedelta(days=2):
        steps = int((until - moment) / timedelta(minutes=15))
        assert all(is_quiet(moment + timedelta(minutes=15 * n), pace) for n in range(steps))


@settings(max_examples=120)
@given(situations())
def test_every_letter_gets_one_verdict_that_says_why(situation):
    now, pace, letters, past = situation
    verdicts = judge(letters, past, now, pace)
    assert verdicts.keys() == {letter.ref for letter in letters}
    for letter in letters:
        verdict = verdicts[letter.ref]
        assert (verdict.code is None) == (verdict.action == "go")
        if verdict.action == "hold":
            assert verdict.until > now
            assert not letter.expires_at or verdict.until <= letter.expires_at
        if verdict.action == "join":
            assert verdicts[verdict.host].action == "go"
            [host] = [other for other in letters if other.ref == verdict.host]
            assert host.advertising == letter.advertising


@settings(max_examples=120)
@given(situations())
def test_nobody_is_disturbed(situation):
    now, pace, letters, past = situation
    verdicts = judge(letters, past, now, pace)
    going = [letter for letter in letters if verdicts[letter.ref].action == "go"]
    answers = [letter for letter in going if letter.is_instant(now)]
    others = [letter for letter in going if not letter.is_instant(now)]
    if is_quiet(now, pace):
        assert not [o for o in others if o.advertising or pace.quiet_service]
    ads = [letter for letter in others if letter.advertising]
    span = timedelta(days=pace.cap_days)
    before = sum(sent.advertising and sent.at > now - span for sent in past)
    before += sum(letter.advertising for letter in answers)
    if pace.cap and ads:
        assert before + len(ads) <= pace.cap
    if pace.together_minutes and others:
        assert len(others) == 1
        assert not answers
        window = timedelta(minutes=pace.together_minutes)
        assert all(sent.at + window <= now for sent in past)


@settings(max_examples=120)
@given(situations())
def test_answers_to_a_visit_go_at_once(situation):
    now, pace, letters, past = situation
    verdicts = judge(letters, past, now, pace)
    for letter in letters:
        alive = not letter.expires_at or letter.expires_at > now
        if letter.is_instant(now):
            assert (verdicts[letter.ref].action == "go") == alive
        if not alive:
            assert verdicts[letter.ref].code == "expired"


@settings(max_examples=50)
@given(situations())
def test_whoever_waits_is_written_to_in_the_end(situation):
    now, pace, letters, past = situation
    waiting, past, rounds = list(letters), list(past), 0
    while waiting:
        rounds += 1
        assert rounds < 60, "somebody waits for ever"
        verdicts = judge(waiting, past, now, pace)
        past += [Sent(now, x.advertising) for x in waiting if verdicts[x.ref].action == "go"]
        waiting = [x for x in waiting if verdicts[x.ref].action == "hold"]
        if waiting:
            now = min(verdicts[x.ref].until for x in waiting)


def test_an_answer_that_comes_late_waits_like_any_other():
    pace = Pace(tz=TEHRAN, quiet_from=22, quiet_to=8)
    night = datetime(2026, 11, 24, 20, 30)
    fresh = Letter(1, False, night - timedelta(minutes=5), instant=True)
    stale = Letter(2, False, night - timedelta(hours=2), instant=True)
    verdicts = judge([fresh, stale], [], night, pace)
    assert verdicts[1].action == "go"
    assert (verdicts[2].code, verdicts[2].until) == ("quiet_hours", datetime(2026, 11, 25, 4, 30))


def test_the_hour_that_comes_twice_and_the_one_that_is_left_out():
    pace = Pace(tz=BERLIN, quiet_from=22, quiet_to=2.5)
    for night in (datetime(2026, 10, 25, 0, 0), datetime(2026, 3, 29, 0, 30)):
        code, until = quiet(night, pace)
        assert code == "quiet_hours"
        assert timedelta(0) < until - night < timedelta(hours=4)
        assert not is_quiet(until, pace)
