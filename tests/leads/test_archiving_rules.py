"""Archiving's rules: announced, archived at the deadline, taken back; each says so once (S4-12)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import strategies as st

from services.leads.customer.decide import (
    CUSTOMER,
    AnnounceArchiving,
    ArchiveCustomer,
    ArchivingRule,
    Customer,
    CustomerCommand,
    LastFact,
    TakeBackArchiving,
)
from services.leads.customer.decide.archiving import ARCHIVE, years_after
from services.leads.customer.events import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    CustomerArchived,
    CustomerRestored,
)
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.support.spec import specify

given = specify(CUSTOMER)

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NOTICE = 30 * DAY
RULE = ArchivingRule(3, NOTICE, "2026-01")
VISIT, PURCHASE = "tuoke.visits.visit-logged", "tuoke.leads.purchase-recorded"

QUIET_SINCE = datetime(2023, 3, 20, tzinfo=UTC)
DUE = NOW + NOTICE
NAME = f"customer-{ZHANG}/{ARCHIVE}"
OVER = CancelDeadline(NAME)

ANNOUNCED = ArchivingAnnounced(ZHANG, QUIET_SINCE, VISIT, DUE, "2026-01", NOW)
ARCHIVED = CustomerArchived(ZHANG, QUIET_SINCE, VISIT, 3, DUE, "2026-01", DUE)


def last(at: datetime = QUIET_SINCE, type_: str = VISIT) -> LastFact:
    return LastFact(type_, at)


def announce(**changes: Any) -> AnnounceArchiving:
    return replace(AnnounceArchiving(ZHANG, last(), RULE, NOW), **changes)


def archive(**changes: Any) -> ArchiveCustomer:
    return replace(ArchiveCustomer(ZHANG, last(), RULE, DUE), **changes)


def take_back(at: datetime, now: datetime = DUE + DAY) -> TakeBackArchiving:
    return TakeBackArchiving(ZHANG, last(at, PURCHASE), now)


def test_a_customer_quiet_for_nearly_the_time_is_announced_with_the_whole_notice() -> None:
    given().when(announce()).then(ANNOUNCED).then_deadlines(
        SetDeadline(NAME, ARCHIVE, DUE, {"customer_id": str(ZHANG)})
    )


def test_a_customer_heard_of_within_the_time_is_not_announced() -> None:
    given().when(announce(last=last(QUIET_SINCE + NOTICE))).then_nothing()


def test_an_announcement_and_an_archiving_are_said_once() -> None:
    given(ANNOUNCED).when(announce(now=NOW + DAY)).then_nothing()
    given(ANNOUNCED, ARCHIVED).when(announce(now=DUE + DAY)).then_nothing()
    given(ANNOUNCED, ARCHIVED).when(archive()).then().then_deadlines(OVER)


def test_at_the_deadline_a_quiet_customer_is_archived_with_rule_and_fact() -> None:
    given(ANNOUNCED).when(archive()).then(ARCHIVED).then_deadlines(OVER)


def test_late_is_recorded_as_late() -> None:
    late = DUE + 9 * DAY
    given(ANNOUNCED).when(archive(now=late)).then(replace(ARCHIVED, occurred_at=late))


def test_nobody_is_archived_early() -> None:
    given(ANNOUNCED).when(archive(now=DUE - DAY)).then().then_deadlines(
        SetDeadline(NAME, ARCHIVE, DUE, {"customer_id": str(ZHANG)})
    )


def test_who_was_heard_of_by_the_deadline_is_not_archived() -> None:
    heard = last(NOW, PURCHASE)
    given(ANNOUNCED).when(archive(last=heard)).then(
        ArchivingCalledOff(ZHANG, PURCHASE, NOW, DUE)
    ).then_deadlines(OVER)


def test_a_policy_that_waits_longer_calls_the_archiving_off() -> None:
    longer = replace(RULE, years=5, policy_version="2026-02")
    outcome = given(ANNOUNCED).when(archive(rule=longer))
    outcome.then(ArchivingCalledOff(ZHANG, VISIT, QUIET_SINCE, DUE)).then_deadlines(OVER)
    called_off = outcome.decision.events
    given(ANNOUNCED, *called_off).when(archive(rule=longer)).then().then_deadlines(OVER)
    given(ANNOUNCED, *called_off).when(announce(now=DUE + DAY)).then(
        replace(ANNOUNCED, archive_at=DUE + DAY + NOTICE, occurred_at=DUE + DAY)
    )


def test_an_archived_customer_comes_back_by_a_fact_from_afterwards_once() -> None:
    heard = DUE + DAY
    restored = CustomerRestored(ZHANG, PURCHASE, heard, DUE, heard)
    given(ANNOUNCED, ARCHIVED).when(take_back(heard)).then(restored)
    given(ANNOUNCED, ARCHIVED, restored).when(take_back(heard, heard + DAY)).then_nothing()


def test_a_fact_from_before_the_archivings_own_brings_nobody_back() -> None:
    given(ANNOUNCED, ARCHIVED).when(take_back(QUIET_SINCE - DAY)).then_nothing()


def test_a_fact_calls_off_what_was_announced() -> None:
    given(ANNOUNCED).when(take_back(NOW + DAY, NOW + DAY)).then(
        ArchivingCalledOff(ZHANG, PURCHASE, NOW + DAY, NOW + DAY)
    ).then_deadlines(OVER)


def test_a_leap_day_comes_a_day_earlier() -> None:
    assert years_after(datetime(2024, 2, 29, tzinfo=UTC), 3) == datetime(2027, 2, 28, tzinfo=UTC)


STEPS = st.lists(st.tuples(st.sampled_from("alt"), st.integers(0, 400), st.booleans()), max_size=30)


@drawn(STEPS)
def test_nobody_is_ever_archived_without_notice_or_while_something_is_heard(
    steps: list[tuple[str, int, bool]],
) -> None:
    state, now, heard = Customer(), NOW, QUIET_SINCE
    for kind, days, speaks in steps:
        now += days * DAY
        heard = now if speaks else heard
        commands: dict[str, CustomerCommand] = {
            "a": announce(now=now, last=last(heard)),
            "l": archive(now=now, last=last(heard)),
            "t": TakeBackArchiving(ZHANG, last(heard), now),
        }
        before = state
        for event in CUSTOMER.decide(state, commands[kind]).events:
            state = CUSTOMER.evolve(state, event)
            if isinstance(event, CustomerArchived):
                assert before.announced is not None
                assert event.occurred_at >= before.announced.occurred_at + NOTICE
                assert event.occurred_at >= years_after(heard, 3)
    assert state.announced is None or state.archived is None
