"""The pure rules: verdicts and schedule, breaker, window, slots, turns, filters, secrets, views."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from services.notify.delivery.breaker import FAULTS_TO_OPEN, OPEN_FIRST_S, OPEN_MAX_S, Breaker, State
from services.notify.delivery.congestion import LANE_CALLS_MAX, Window
from services.notify.delivery.decide import (
    DELIVERY_LIFETIME,
    RETRY_AFTER_MAX_S,
    RETRY_DELAYS_S,
    Answer,
    Delivered,
    Ended,
    EndpointGone,
    ErrorClass,
    Fault,
    Retry,
    Standing,
    decide,
    fault,
    quiet_s,
)
from services.notify.delivery.payload import MASK, mask
from services.notify.dispatch.slots import FAST_KEPT, Pace, Slots
from services.notify.endpoint.filters import is_pattern, matches, patterns_of
from services.notify.endpoint.secrets import Vault, shown
from services.notify.intake.model import Intake
from tests.notify.ledger import ENCRYPTION_KEY

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
FRESH = Standing(0, NOW + DELIVERY_LIFETIME)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_delivered(status: int) -> None:
    assert decide(FRESH, Answer(status), NOW, 0.0) == Delivered()


def test_gone_is_for_the_endpoint() -> None:
    assert decide(FRESH, Answer(410), NOW, 0.0) == EndpointGone()


@pytest.mark.parametrize(
    ("answer", "blamed"),
    [
        (Answer(404), Fault.MESSAGE),
        (Answer(422), Fault.MESSAGE),
        (Answer(408), Fault.LANE),
        (Answer(425), Fault.LANE),
        (Answer(429), Fault.LANE),
        (Answer(301), Fault.LANE),
        (Answer(500), Fault.LANE),
        (Answer(error=ErrorClass.TIMEOUT), Fault.LANE),
        (Answer(999), Fault.LANE),
    ],
)
def test_a_failure_speaks_of_the_message_or_of_the_lane(answer: Answer, blamed: Fault) -> None:
    assert fault(answer) is blamed


@given(
    step=st.integers(0, len(RETRY_DELAYS_S) - 1),
    jitter=st.floats(-1, 1),
    retry_after=st.none() | st.floats(-1e6, 1e9),
    status=st.sampled_from([None, 302, 400, 404, 429, 500, 503]),
)
def test_a_retry_comes_within_a_fifth_of_its_step_or_later_when_asked(
    step: int, jitter: float, retry_after: float | None, status: int | None
) -> None:
    verdict = decide(Standing(step, NOW + DELIVERY_LIFETIME), Answer(status, None, retry_after), NOW, jitter)
    assert isinstance(verdict, Retry)
    delay_s = (verdict.ready_at - NOW).total_seconds()
    assert verdict.step == step + 1
    assert delay_s >= 0.8 * RETRY_DELAYS_S[step] - 1e-3
    assert delay_s <= max(1.2 * RETRY_DELAYS_S[step], min(retry_after or 0, 86_400)) + 1e-3


@given(st.none() | st.floats(allow_nan=False))
def test_a_receiver_keeps_its_lane_quiet_for_a_day_at_most(retry_after: float | None) -> None:
    assert 0 <= quiet_s(Answer(429, None, retry_after)) <= RETRY_AFTER_MAX_S


def test_the_schedule_fits_into_a_deliverys_lifetime() -> None:
    assert timedelta(seconds=1.2 * sum(RETRY_DELAYS_S)) < DELIVERY_LIFETIME
    assert f"interval '{DELIVERY_LIFETIME.days} days'" in Intake.write


def test_a_schedule_ends_and_a_deadline_wins() -> None:
    exhausted = Standing(len(RETRY_DELAYS_S), NOW + DELIVERY_LIFETIME)
    assert decide(exhausted, Answer(500), NOW, 0.0) == Ended("failed", "attempts_exhausted")
    late = Standing(3, NOW + timedelta(seconds=1))
    assert decide(late, Answer(500), NOW, 0.0) == Ended("expired", "deadline_passed")


def test_a_breaker_opens_probes_once_and_waits_twice_as_long() -> None:
    breaker = Breaker()
    for _ in range(FAULTS_TO_OPEN):
        assert breaker.permits(0)
        breaker.began()
        breaker.failed(0)
    assert not breaker.permits(OPEN_FIRST_S - 0.1)
    assert breaker.permits(OPEN_FIRST_S)
    breaker.began()
    assert not breaker.permits(OPEN_FIRST_S), "one probe at a time"
    breaker.failed(OPEN_FIRST_S)
    assert not breaker.permits(OPEN_FIRST_S + 2 * OPEN_FIRST_S - 0.1)
    breaker.began()
    breaker.succeeded()
    assert breaker.state is State.CLOSED
    assert breaker.pause_s == OPEN_FIRST_S


def test_a_breakers_pause_is_bounded() -> None:
    breaker = Breaker(faults=FAULTS_TO_OPEN)
    for now in range(20):
        breaker.state = State.HALF_OPEN
        breaker.failed(now)
    assert breaker.pause_s == OPEN_MAX_S


def test_a_window_grows_by_rounds_and_halves_by_a_fault() -> None:
    window = Window()
    for _ in range(100):
        window.succeeded()
    assert window.calls_max == LANE_CALLS_MAX
    window.failed()
    assert window.calls_max == LANE_CALLS_MAX // 2


def test_slow_calls_never_hold_more_than_their_share_of_the_slots() -> None:
    slots = Slots()
    while slots.may_take(Pace.SLOW):
        slots.take(0, Pace.SLOW)
    assert slots.slow == 25
    while slots.may_take(Pace.FAST):
        slots.take(0, Pace.FAST)
    assert slots.in_flight == 64
    slots.age(1.1)
    assert slots.may_take(Pace.FAST), "what hangs no longer stands in the way of the fast"
    assert not slots.may_take(Pace.SLOW)
    while slots.may_take(Pace.UNKNOWN):
        slots.take(2, Pace.UNKNOWN)
    assert slots.in_flight == 64 + 39 - FAST_KEPT, "the unknown leave room for those known to be fast"
    while slots.may_take(Pace.FAST):
        slots.take(2, Pace.FAST)
    assert slots.in_flight == 64 + 39


words = st.text(st.sampled_from("abz09_-"), min_size=1, max_size=4)
types = st.lists(words, min_size=1, max_size=5).map(".".join)


@given(types)
def test_each_pattern_of_a_type_is_one_and_matches_it(event_type: str) -> None:
    assert all(is_pattern(pattern) and matches([pattern], event_type) for pattern in patterns_of(event_type))


@pytest.mark.parametrize("text", ["", "**", "tuoke.*.x", ".a", "a.", "a..b", "tuoke*", "a b", "a" * 201])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    assert not is_pattern(text)


def test_a_prefix_ends_at_a_dot() -> None:
    assert matches(["tuoke.leads.*"], "tuoke.leads.lead-captured")
    assert not matches(["tuoke.leads.*"], "tuoke.leadsx.lead-captured")
    assert not matches(["tuoke.leads.*"], "tuoke.leads")


def test_a_sealed_secret_opens_in_its_own_row_only() -> None:
    vault, endpoint, key = Vault(ENCRYPTION_KEY), uuid4(), uuid4()
    sealed = vault.seal(b"secret", endpoint, key)
    assert b"secret" not in sealed
    assert vault.open(sealed, endpoint, key) == b"secret"
    with pytest.raises(InvalidTag):
        vault.open(sealed, uuid4(), key)
    assert shown(b"\x00" * 32).startswith("whsec_AAAA")


def test_a_mask_shows_only_what_is_known_to_be_impersonal() -> None:
    data = {
        "customer_id": "c",
        "name": "王小姐",
        "amount_minor": 990,
        "before": "potential",
        "happened_at": "2026-01-05T01:00:00Z",
        "content": {"kind": "birthday", "born_on": "1990-01-01"},
        "reasons": [{"event_id": "e", "points": 3, "note": "likes tea"}],
        "phones": ["13800000000"],
        "evidence": None,
    }
    assert mask(data) == {
        "customer_id": "c",
        "name": MASK,
        "amount_minor": 990,
        "before": "potential",
        "happened_at": "2026-01-05T01:00:00Z",
        "content": MASK,
        "reasons": [{"event_id": "e", "points": 3, "note": MASK}],
        "phones": [MASK],
        "evidence": None,
    }
