"""A promise holds, is kept, withdrawn or breached once: does it, refuses it, stays quiet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.visits.obligation.decide import DueInPast
from services.visits.promise.decide import PROMISE, PromiseCommand, decide, evolve
from services.visits.promise.decide.commands import (
    ApprovePromise,
    BreachPromise,
    KeepPromise,
    PromiseForAnother,
    PromiseNotDue,
    PromiseOfOnesOwn,
    PromiseOver,
    PromiseRecordedOtherwise,
    PromiseTimeOver,
    PromiseUnknown,
    PromiseWaits,
    RecordPromise,
    WithdrawPromise,
)
from services.visits.promise.events import (
    PromiseApproved,
    PromiseBreached,
    Promised,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from services.visits.promise.use_cases import Promises
from shared.contracts import promises
from shared.kit.decider import CancelDeadline, Rejection, SetDeadline
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.publisher import Publisher
from tests.support.policies import OneBook
from tests.support.spec import specify

given = specify(PROMISE)

ID, ZHANG = UUID(int=7), UUID(int=8)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = NOW + 5 * DAY
DEADLINE = f"promise-{ID}/due"
CLOCK, OVER = SetDeadline(DEADLINE, "promise-due", DUE), CancelDeadline(DEADLINE)

PROMISED = Promised(ID, ZHANG, "li", "five machines", DUE, None, None, None, None, "default-1")
RECORD = RecordPromise(PROMISED, None, "li", NOW)
RECORDED = PromiseRecorded(PROMISED, None, "li", NOW)
CHEAP = replace(PROMISED, discount_percent=15.0)
WAITING = PromiseRecorded(CHEAP, "supervisor", "li", NOW)
APPROVE = ApprovePromise("chen", frozenset({"supervisor"}), NOW + DAY)
APPROVED = PromiseApproved(CHEAP, "supervisor", "chen", NOW + DAY)
KEEP = KeepPromise("contact-1", "li", NOW + 2 * DAY)
KEPT = PromiseKept(PROMISED, "contact-1", False, "li", NOW + 2 * DAY)
WITHDRAW = WithdrawPromise("not wanted", "chen", NOW + 2 * DAY)
WITHDRAWN = PromiseWithdrawn(PROMISED, "not wanted", "chen", NOW + 2 * DAY)
BREACHED = PromiseBreached(PROMISED, DUE, DUE)


def test_what_was_promised_is_due_at_its_time() -> None:
    given().when(RECORD).then(RECORDED).then_deadlines(CLOCK)
    past = replace(RECORD, promised=replace(PROMISED, due_at=NOW))
    given().when(past).then_rejected(DueInPast)


def test_told_again_it_is_the_same_one_under_the_book_of_the_first_telling() -> None:
    again = replace(RECORD, promised=replace(PROMISED, policy_version="newer"), approver="manager")
    given(RECORDED).when(again).then_nothing()
    other = replace(RECORD, promised=replace(PROMISED, text="six machines"))
    given(RECORDED).when(other).then_rejected(PromiseRecordedOtherwise)


def test_s9_08_a_discount_over_a_step_waits_and_is_not_due() -> None:
    given().when(RecordPromise(CHEAP, "supervisor", "li", NOW)).then(WAITING).then_deadlines()
    given(WAITING).when(KEEP).then_rejected(PromiseWaits, required_role="supervisor")
    given(WAITING).when(BreachPromise(DUE)).then().then_deadlines(OVER)


def test_s9_08_it_is_approved_by_another_person_in_the_role_of_the_policy() -> None:
    given(WAITING).when(APPROVE).then(APPROVED).then_deadlines(CLOCK)
    given(WAITING, APPROVED).when(APPROVE).then_nothing()
    given(RECORDED).when(APPROVE).then_nothing()
    others = replace(APPROVE, roles=frozenset({"salesperson", "manager"}))
    given(WAITING).when(others).then_rejected(PromiseForAnother, required_role="supervisor")
    given(WAITING).when(replace(APPROVE, approved_by="li")).then_rejected(PromiseOfOnesOwn, promisor="li")
    given(WAITING).when(replace(APPROVE, now=DUE)).then_rejected(PromiseTimeOver)
    given(WAITING, replace(WITHDRAWN, promised=CHEAP)).when(APPROVE).then_rejected(PromiseOver)
    given().when(APPROVE).then_rejected(PromiseUnknown)


def test_it_is_kept_once_by_the_fact_that_proves_it() -> None:
    given(RECORDED).when(KEEP).then(KEPT).then_deadlines(OVER)
    given(RECORDED, KEPT).when(KEEP).then_nothing()
    given(RECORDED, KEPT).when(replace(KEEP, proof="case-1")).then_rejected(PromiseOver, standing="kept")
    given(RECORDED, WITHDRAWN).when(KEEP).then_rejected(PromiseOver, standing="withdrawn")
    approved = replace(KEPT, promised=CHEAP)
    given(WAITING, APPROVED).when(KEEP).then(approved)


def test_it_is_taken_back_once_with_a_reason() -> None:
    given(RECORDED).when(WITHDRAW).then(WITHDRAWN).then_deadlines(OVER)
    given(RECORDED, WITHDRAWN).when(WITHDRAW).then_nothing()
    given(RECORDED, WITHDRAWN).when(replace(WITHDRAW, reason="other")).then_rejected(PromiseOver)
    given(RECORDED, KEPT).when(WITHDRAW).then_rejected(PromiseOver, standing="kept")
    given(WAITING).when(WITHDRAW).then(replace(WITHDRAWN, promised=CHEAP))


def test_its_time_is_over_once_and_whoever_comes_late_is_late() -> None:
    late = BreachPromise(DUE)
    given(RECORDED).when(late).then(BREACHED).then_deadlines(OVER)
    given(RECORDED, BREACHED).when(late).then().then_deadlines(OVER)
    given(RECORDED, KEPT).when(late).then().then_deadlines(OVER)
    given(RECORDED).when(BreachPromise(DUE - DAY)).then_rejected(PromiseNotDue)
    at = DUE + DAY
    missed, kept = replace(BREACHED, noticed_at=at), replace(KEPT, late=True, occurred_at=at)
    given(RECORDED).when(replace(KEEP, now=at)).then(missed, kept)
    given(RECORDED, BREACHED).when(replace(KEEP, now=at)).then(kept)
    given(RECORDED).when(replace(WITHDRAW, now=at)).then(missed, replace(WITHDRAWN, occurred_at=at))


HOURS = st.integers(min_value=0, max_value=8 * 24)
ACTS = st.lists(st.tuples(st.sampled_from(["approve", "breach", "keep", "withdraw"]), HOURS), max_size=8)


@drawn(st.sampled_from([RECORDED, WAITING]), ACTS)
def test_whatever_happens_it_ends_once_and_is_breached_once_and_never_early(
    recorded: PromiseRecorded, acts: Sequence[tuple[str, int]]
) -> None:
    state, ended, breached = evolve(None, recorded), 0, 0
    for act, hour in sorted(acts, key=lambda one: one[1]):
        now = NOW + timedelta(hours=hour)
        commands: dict[str, PromiseCommand] = {
            "approve": replace(APPROVE, now=now),
            "breach": BreachPromise(now),
            "keep": KeepPromise(f"contact-{hour}", "li", now),
            "withdraw": WithdrawPromise(f"{hour}", "chen", now),
        }
        try:
            decision = decide(state, commands[act])
        except Rejection:
            continue
        for event in decision.events:
            assert state is not None
            assert state.standing == "open" or isinstance(event, PromiseApproved | PromiseWithdrawn)
            ended += isinstance(event, PromiseKept | PromiseWithdrawn)
            breached += isinstance(event, PromiseBreached)
            if isinstance(event, PromiseBreached):
                assert event.occurred_at == DUE <= now
            if isinstance(event, PromiseKept):
                assert event.late == (breached == 1)
            state = evolve(state, event)
        assert max(ended, breached) <= 1


@pytest.mark.parametrize(
    ("told", "approver"),
    [
        ({}, None),
        ({"discount_percent": 10.0}, None),
        ({"discount_percent": 10.1}, "supervisor"),
        ({"discount_percent": 20.0}, "supervisor"),
        ({"discount_percent": 100}, "manager"),
        ({"price_minor": 5, "currency": "CNY"}, None),
        ({"price_minor": 90, "list_minor": 100, "currency": "CNY"}, None),
        ({"price_minor": 79, "list_minor": 100, "currency": "CNY"}, "manager"),
        ({"price_minor": 120, "list_minor": 100, "currency": "CNY"}, None),
    ],
)
async def test_s9_08_the_highest_step_that_a_discount_is_over_says_who_approves(
    told: dict[str, Any], approver: str | None
) -> None:
    use = Promises.of(MemoryEventStore(), Publisher("visits", "visits.v1"), OneBook())
    said = promises.RecordPromise.model_validate(
        {"customer": {"id": ZHANG}, "promisor": "li", "text": "cheaper", "due_at": DUE} | told
    )
    command = (await use.recording(said, Request(CommandId("1", b""), NOW, "li"))).command
    assert isinstance(command, RecordPromise)
    assert (command.approver, command.promised.policy_version) == (approver, "default-1")
