"""How a person overrides a tier, as given, when, then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.scoring.override.decide import (
    OVERRIDE,
    UNTIL,
    EndOverride,
    LapseOverride,
    OverrideNotOver,
    OverrideTier,
    OverrideUnknown,
    OverrideUntilOutOfBounds,
)
from services.scoring.override.events import OverrideEvent, TierOverridden, TierOverrideEnded
from services.scoring.override.published import publish
from services.scoring.override.use_cases import CODEC
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.support.spec import specify

given = specify(OVERRIDE)

CUSTOMER = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a001")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
UNTIL_AT = NOW + timedelta(days=30)
DEADLINE = f"override-{CUSTOMER}/until"
AT, AT_END = '"occurred_at":"2026-11-24T09:00:00Z"', "2026-12-24T09:00:00Z"

SET = TierOverridden(CUSTOMER, "key", "strategic", UNTIL_AT, "chen.yu", NOW)
ENDED = TierOverrideEnded(CUSTOMER, "li.na", NOW)
LAPSED = TierOverrideEnded(CUSTOMER, None, UNTIL_AT)
OVERRIDE_IT = OverrideTier(CUSTOMER, "key", "strategic", UNTIL_AT, "chen.yu", NOW + timedelta(days=366), NOW)


def test_a_class_is_set_until_its_deadline_and_the_same_again_changes_nothing() -> None:
    given().when(OVERRIDE_IT).then(SET).then_deadlines(SetDeadline(DEADLINE, UNTIL, UNTIL_AT))
    given(SET).when(OVERRIDE_IT).then_nothing()
    given(SET, ENDED).when(OVERRIDE_IT).then(SET)


def test_another_class_takes_its_place_and_moves_the_deadline() -> None:
    later = UNTIL_AT + timedelta(days=1)
    told = given(SET).when(replace(OVERRIDE_IT, tier="ordinary", until=later))
    told.then(replace(SET, tier="ordinary", until=later)).then_deadlines(SetDeadline(DEADLINE, UNTIL, later))


def test_an_override_without_an_end_within_a_year_is_refused() -> None:
    for until in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=367)):
        given().when(replace(OVERRIDE_IT, until=until)).then_rejected(
            OverrideUntilOutOfBounds, until=until.isoformat()
        )


def test_it_is_ended_once_and_what_never_was_is_not_ended() -> None:
    over = CancelDeadline(DEADLINE)
    given(SET).when(EndOverride("li.na", NOW)).then(ENDED).then_deadlines(over)
    given(SET, ENDED).when(EndOverride("li.na", NOW)).then_nothing()
    given().when(EndOverride("li.na", NOW)).then_rejected(OverrideUnknown)


def test_it_ends_by_itself_at_its_time_however_late_that_is_noticed_and_never_before() -> None:
    given(SET).when(LapseOverride(UNTIL_AT)).then(LAPSED)
    given(SET).when(LapseOverride(UNTIL_AT + timedelta(days=3))).then(LAPSED)
    given(SET).when(EndOverride("li.na", UNTIL_AT + timedelta(days=3))).then(LAPSED)
    given(SET).when(LapseOverride(NOW)).then_rejected(OverrideNotOver)
    given(SET, ENDED).when(LapseOverride(UNTIL_AT)).then().then_deadlines(CancelDeadline(DEADLINE))


@pytest.mark.parametrize("event", [SET, ENDED, LAPSED])
def test_the_world_hears_of_it_under_the_customers_key(event: OverrideEvent) -> None:
    assert publish(event).key == str(CUSTOMER)


WHO = '"customer_id":"018f3f6e-7c1a-7b52-9a3e-2f60c1d4a001"'
STORED: list[tuple[OverrideEvent, str]] = [
    (SET, f'{{{WHO},"tier":"key","reason":"strategic","until":"{AT_END}","overridden_by":"chen.yu",{AT}}}'),
    (LAPSED, f'{{{WHO},"ended_by":null,"occurred_at":"{AT_END}"}}'),
]


@pytest.mark.parametrize(("event", "stored"), STORED)
def test_what_was_ever_stored_can_be_read_for_ever(event: OverrideEvent, stored: str) -> None:
    assert CODEC.decode(event.TYPE, event.VERSION, stored.encode()) == event
