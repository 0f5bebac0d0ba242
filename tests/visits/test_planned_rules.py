"""A planned contact begins prepared, is missed or is called off: does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.visits.contact.decide import ContactUndeclared
from services.visits.obligation.decide import DueInPast
from services.visits.planned.decide import (
    DEADLINE_KIND,
    PLANNED,
    BeginContact,
    CallOffContact,
    MissContact,
    PlanContact,
    PrepareContact,
    Ready,
)
from services.visits.planned.decide.commands import (
    BusyHours,
    ContactUnprepared,
    MaterialNotYet,
    PlannedContactNotDue,
    PlannedContactOver,
    PlannedContactUnknown,
)
from services.visits.planned.events import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    Planned,
    Prepared,
)
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.support.spec import specify

given = specify(PLANNED)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
STARTS_AT = NOW + timedelta(days=1)
MISSED_AT = STARTS_AT + timedelta(hours=4)
PLANNED_ID = UUID("0195a6d0-0000-7000-8000-0000000000f1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
CLOCK = f"planned-{PLANNED_ID}/missed"

TOLD = Planned(PLANNED_ID, ZHANG, "visit", None, "li.na", STARTS_AT, "preferred", "default-1")
POOR = Prepared((), (), (), ("samples", "outline"))
GOOD = Prepared(("news", "samples", "next step"), ("samples",), ("company_profile",), ())
PLAN = PlanContact(TOLD, Ready(POOR), refused_hours=False, missed_at=MISSED_AT, planned_by="li.na", now=NOW)
PLANNED_SO = ContactPlanned(TOLD, POOR, MISSED_AT, "li.na", NOW)
PREPARED_SO = ContactPrepared(TOLD, GOOD, "li.na", NOW)
BEGUN = ContactBegun(TOLD, "li.na", STARTS_AT)
MISSED = ContactMissed(TOLD, MISSED_AT, MISSED_AT)
OFF = ContactCalledOff(TOLD, "away", "li.na", NOW)


def test_a_contact_is_planned_and_has_its_deadline() -> None:
    given().when(PLAN).then(PLANNED_SO).then_deadlines(SetDeadline(CLOCK, DEADLINE_KIND, MISSED_AT))
    given(PLANNED_SO).when(PLAN).then_nothing()


def test_what_cannot_be_planned_is_refused() -> None:
    given().when(replace(PLAN, now=STARTS_AT)).then_rejected(DueInPast)
    given().when(replace(PLAN, refused_hours=True)).then_rejected(BusyHours)
    given().when(replace(PLAN, ready=Ready(POOR, early=("quotation",)))).then_rejected(
        MaterialNotYet, materials="quotation"
    )
    given().when(replace(PLAN, ready=Ready(POOR, undeclared=(("taken", "gift"),)))).then_rejected(
        ContactUndeclared, field="taken", name="gift"
    )


def test_it_is_prepared_anew_and_the_same_again_is_no_news() -> None:
    prepare = PrepareContact(Ready(GOOD), "li.na", NOW)
    given(PLANNED_SO).when(prepare).then(PREPARED_SO)
    given(PLANNED_SO, PREPARED_SO).when(prepare).then_nothing()
    given(PLANNED_SO).when(replace(prepare, ready=Ready(GOOD, early=("quotation",)))).then_rejected(
        MaterialNotYet
    )


def test_it_begins_prepared_and_not_otherwise() -> None:
    begin = BeginContact("li.na", STARTS_AT)
    given(PLANNED_SO).when(begin).then_rejected(ContactUnprepared, missing="samples, outline")
    given(PLANNED_SO, PREPARED_SO).when(begin).then(BEGUN).then_deadlines(CancelDeadline(CLOCK))
    given(PLANNED_SO, PREPARED_SO, BEGUN).when(begin).then_nothing()


def test_it_is_missed_once_and_never_early() -> None:
    given(PLANNED_SO).when(MissContact(MISSED_AT)).then(MISSED).then_deadlines(CancelDeadline(CLOCK))
    given(PLANNED_SO).when(MissContact(STARTS_AT)).then_rejected(PlannedContactNotDue)
    given(PLANNED_SO, PREPARED_SO, BEGUN).when(MissContact(MISSED_AT)).then().then_deadlines(
        CancelDeadline(CLOCK)
    )


def test_what_is_missed_begins_no_more_though_nobody_has_recorded_it() -> None:
    for facts in ((PLANNED_SO, PREPARED_SO), (PLANNED_SO, PREPARED_SO, MISSED)):
        given(*facts).when(BeginContact("li.na", MISSED_AT)).then_rejected(
            PlannedContactOver, standing="missed"
        )


def test_it_is_called_off_once() -> None:
    call_off = CallOffContact("away", "li.na", NOW)
    given(PLANNED_SO).when(call_off).then(OFF).then_deadlines(CancelDeadline(CLOCK))
    given(PLANNED_SO, OFF).when(call_off).then_nothing()
    given(PLANNED_SO, OFF).when(PrepareContact(Ready(GOOD), "li.na", NOW)).then_rejected(
        PlannedContactOver, standing="called_off"
    )


def test_nothing_is_done_about_what_was_never_planned() -> None:
    given().when(MissContact(NOW)).then_rejected(PlannedContactUnknown)
