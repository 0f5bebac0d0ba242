"""A complaint and its clocks (S4-07): each command does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.visits.complaint.decide import (
    COMPLAINT,
    AcknowledgeComplaint,
    ClockNotDue,
    ComplaintAlreadyResolved,
    ComplaintCommand,
    ComplaintFiledOtherwise,
    ComplaintUnknown,
    FileComplaint,
    ResolveComplaint,
    TakeSteps,
)
from services.visits.complaint.events import (
    Clock,
    Clocks,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintFiled,
    ComplaintResolved,
)
from shared.kit.decider import CancelDeadline, SetDeadline
from shared.kit.plausible_time import TimeInFuture, TimeTooAncient
from tests.support.spec import specify

given = specify(COMPLAINT)

FILED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ACKNOWLEDGE_BY = FILED_AT + timedelta(hours=4)
RESOLVE_BY = FILED_AT + timedelta(days=3)
SOON = FILED_AT + timedelta(hours=1)
LATE = ACKNOWLEDGE_BY + timedelta(hours=1)
TOO_LATE = RESOLVE_BY + timedelta(days=1)
CASE_ID = UUID("0195a6d0-0000-7000-8000-0000000000d1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")

CLOCKS = Clocks(ACKNOWLEDGE_BY, RESOLVE_BY, ())
"""The clocks of a complaint filed before anybody was told while they ran."""

FILE = FileComplaint(
    complaint_id=CASE_ID,
    customer_id=ZHANG,
    severity="serious",
    summary="The May lot is mouldy.",
    filed_at=FILED_AT,
    clocks=CLOCKS,
    policy_version="default-1",
    now=FILED_AT,
)
FILED = ComplaintFiled(
    complaint_id=CASE_ID,
    customer_id=ZHANG,
    severity="serious",
    summary="The May lot is mouldy.",
    clocks=CLOCKS,
    policy_version="default-1",
    occurred_at=FILED_AT,
)
ACKNOWLEDGE_ENDS = CancelDeadline(f"case-{CASE_ID}/acknowledge")
RESOLVE_ENDS = CancelDeadline(f"case-{CASE_ID}/resolve")


def acknowledged(at: datetime, by: str = "wang.fang") -> ComplaintAcknowledged:
    return ComplaintAcknowledged(CASE_ID, ZHANG, by, at)


def resolved(at: datetime) -> ComplaintResolved:
    return ComplaintResolved(CASE_ID, ZHANG, "Lot replaced", "Check humidity daily", "wang.fang", at)


def breached(clock: Clock, noticed_at: datetime) -> ComplaintBreached:
    due_at = ACKNOWLEDGE_BY if clock == "acknowledge" else RESOLVE_BY
    return ComplaintBreached(CASE_ID, ZHANG, clock, due_at, noticed_at)


def acknowledge(at: datetime) -> AcknowledgeComplaint:
    return AcknowledgeComplaint("wang.fang", at)


def resolve(at: datetime) -> ResolveComplaint:
    return ResolveComplaint("Lot replaced", "Check humidity daily", "wang.fang", at)


def test_a_complaint_starts_both_clocks() -> None:
    given().when(FILE).then(FILED).then_deadlines(
        SetDeadline(
            f"case-{CASE_ID}/acknowledge", "complaint-acknowledge", ACKNOWLEDGE_BY, {"clock": "acknowledge"}
        ),
        SetDeadline(f"case-{CASE_ID}/resolve", "complaint-resolve", RESOLVE_BY, {"clock": "resolve"}),
    )


def test_the_same_complaint_again_is_no_news_and_keeps_its_clocks() -> None:
    again = replace(FILE, filed_at=SOON, clocks=Clocks(TOO_LATE, TOO_LATE, ()), now=SOON)
    given(FILED).when(again).then_nothing()


def test_the_same_complaint_with_another_story_is_refused() -> None:
    given(FILED).when(replace(FILE, severity="ordinary")).then_rejected(ComplaintFiledOtherwise)


def test_a_complaint_of_tomorrow_or_of_1989_is_refused() -> None:
    given().when(replace(FILE, filed_at=FILED_AT + timedelta(days=1))).then_rejected(TimeInFuture)
    given().when(replace(FILE, filed_at=datetime(1989, 1, 1, tzinfo=UTC))).then_rejected(TimeTooAncient)


def test_acknowledging_in_time_stops_its_clock() -> None:
    given(FILED).when(acknowledge(SOON)).then(acknowledged(SOON)).then_deadlines(ACKNOWLEDGE_ENDS)


def test_acknowledging_twice_is_no_news() -> None:
    given(FILED, acknowledged(SOON)).when(acknowledge(LATE)).then_nothing()


def test_acknowledging_too_late_records_the_breach_that_nobody_had_noticed() -> None:
    given(FILED).when(acknowledge(LATE)).then(
        breached("acknowledge", LATE), acknowledged(LATE)
    ).then_deadlines(ACKNOWLEDGE_ENDS)


def test_acknowledging_after_a_noticed_breach_records_it_no_second_time() -> None:
    given(FILED, breached("acknowledge", ACKNOWLEDGE_BY)).when(acknowledge(LATE)).then(acknowledged(LATE))


def test_a_complaint_never_filed_can_be_neither_acknowledged_resolved_nor_breached() -> None:
    commands: list[ComplaintCommand] = [acknowledge(SOON), resolve(SOON), TakeSteps("resolve", TOO_LATE)]
    for command in commands:
        given().when(command).then_rejected(ComplaintUnknown)


def test_resolving_in_time_stops_both_clocks() -> None:
    given(FILED, acknowledged(SOON)).when(resolve(LATE)).then(resolved(LATE)).then_deadlines(
        ACKNOWLEDGE_ENDS, RESOLVE_ENDS
    )


def test_resolving_at_once_acknowledges_too() -> None:
    given(FILED).when(resolve(SOON)).then(acknowledged(SOON), resolved(SOON))


def test_resolving_too_late_records_every_breach_that_nobody_had_noticed() -> None:
    given(FILED).when(resolve(TOO_LATE)).then(
        breached("acknowledge", TOO_LATE),
        breached("resolve", TOO_LATE),
        acknowledged(TOO_LATE),
        resolved(TOO_LATE),
    )


def test_the_same_resolution_again_is_no_news() -> None:
    given(FILED, acknowledged(SOON), resolved(SOON)).when(resolve(LATE)).then_nothing()


def test_a_resolved_complaint_cannot_be_resolved_otherwise() -> None:
    given(FILED, acknowledged(SOON), resolved(SOON)).when(
        replace(resolve(LATE), outcome="Refunded")
    ).then_rejected(ComplaintAlreadyResolved, outcome="Lot replaced")


def test_a_clock_that_runs_out_unmet_breaches() -> None:
    given(FILED).when(TakeSteps("acknowledge", LATE)).then(breached("acknowledge", LATE)).then_deadlines(
        ACKNOWLEDGE_ENDS
    )


def test_a_clock_breaches_at_the_due_time_and_never_before() -> None:
    given(FILED).when(TakeSteps("resolve", RESOLVE_BY)).then(breached("resolve", RESOLVE_BY))
    early = RESOLVE_BY - timedelta(microseconds=1)
    given(FILED).when(TakeSteps("resolve", early)).then_rejected(ClockNotDue, clock="resolve")


def test_a_clock_that_was_met_or_breached_only_ends_its_deadline() -> None:
    for past in ([acknowledged(SOON)], [breached("acknowledge", LATE)]):
        given(FILED, *past).when(TakeSteps("acknowledge", LATE)).then().then_deadlines(ACKNOWLEDGE_ENDS)
