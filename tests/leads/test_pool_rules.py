"""The pool's rules 公海: the owner is warned, the clock returns or is stopped; each is told once (S6-08)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import strategies as st

from services.leads.customer.decide import CUSTOMER, Customer, CustomerCommand
from services.leads.customer.decide.ownership_commands import (
    AssignOwner,
    CallOffReturn,
    Met,
    PoolRule,
    TakeReturnStep,
    WarnOfReturn,
)
from services.leads.customer.decide.pool import POOL_RETURN
from services.leads.customer.events import Evidence, LeadCaptured, LifecycleChanged
from services.leads.customer.events.ownership import (
    Idleness,
    OwnerChanged,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.support.spec import specify

given = specify(CUSTOMER)

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
CALL = UUID("0195a6d0-0000-7000-8000-00000000000c")
DAY = timedelta(days=1)
OWNED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NOW = OWNED + 23 * DAY
BACK = OWNED + 30 * DAY

DAYS = {"potential": 30, "intending": 60, "signed": None}
RULE = PoolRule("potential", DAYS, (7, 3, 1), "2026-01")
NAME = f"customer-{ZHANG}/{POOL_RETURN}"
OVER = CancelDeadline(NAME)

CAPTURED = LeadCaptured(ZHANG, "company", "张记", "referral", None, None, None, "li.na", OWNED)
INTENDING = LifecycleChanged(ZHANG, "potential", "intending", Evidence("need", text="tea"), NOW)
SIGNED = LifecycleChanged(ZHANG, "intending", "signed", Evidence("contract", ref="c"), NOW)
IDLE = Idleness(OWNED, None, "potential", "potential", 30, "2026-01")
WARNED = PoolReturnWarned(ZHANG, "li.na", IDLE, 7, BACK, NOW, NOW)
LAST = replace(WARNED, days_left=1, due_at=BACK - DAY, occurred_at=BACK - DAY)
RECEIPT = ReturnedToPool(ZHANG, "li.na", OWNED, IDLE, BACK, BACK)
GONE = OwnerChanged(ZHANG, "li.na", None, "returned", None, "policy", None, BACK)


def deadline(at: datetime) -> SetDeadline:
    return SetDeadline(NAME, POOL_RETURN, at, {"customer_id": str(ZHANG)})


def warn(**changes: Any) -> WarnOfReturn:
    return replace(WarnOfReturn(ZHANG, None, RULE, NOW), **changes)


def step(now: datetime, **changes: Any) -> TakeReturnStep:
    return replace(TakeReturnStep(ZHANG, None, RULE, now), **changes)


def test_an_idle_customers_owner_is_told_once_with_the_whole_notice() -> None:
    given(CAPTURED).when(warn()).then(WARNED).then_deadlines(deadline(BACK - 3 * DAY))
    given(CAPTURED, WARNED).when(warn(now=NOW + DAY)).then_nothing()


def test_nobody_is_told_before_it_is_time() -> None:
    given(CAPTURED).when(warn(now=NOW - DAY)).then_nothing()
    given(CAPTURED).when(warn(met=Met(CALL, OWNED + DAY))).then_nothing()


def test_who_is_found_late_or_by_a_shorter_policy_has_the_whole_notice() -> None:
    late = NOW + 90 * DAY
    given(CAPTURED).when(warn(now=late)).then(
        replace(WARNED, return_at=late + 7 * DAY, due_at=late, occurred_at=late)
    ).then_deadlines(deadline(late + 4 * DAY))


def test_each_warning_is_told_at_its_day_and_the_next_is_waited_for() -> None:
    second = replace(WARNED, days_left=3, due_at=BACK - 3 * DAY, occurred_at=BACK - 3 * DAY)
    given(CAPTURED, WARNED).when(step(BACK - 3 * DAY)).then(second).then_deadlines(deadline(BACK - DAY))
    given(CAPTURED, WARNED, second).when(step(BACK - DAY)).then(LAST).then_deadlines(deadline(BACK))


def test_at_the_day_the_customer_goes_back_with_a_receipt() -> None:
    given(CAPTURED, WARNED, LAST).when(step(BACK)).then(RECEIPT, GONE).then_deadlines(OVER)
    given(CAPTURED, WARNED, RECEIPT, GONE).when(step(BACK)).then().then_deadlines(OVER)
    given(CAPTURED, WARNED, RECEIPT, GONE).when(warn(now=BACK + 90 * DAY)).then_nothing()


def test_what_an_outage_kept_back_is_told_in_order_with_the_times_it_was_due() -> None:
    late = BACK + 5 * DAY
    missed = [replace(WARNED, days_left=n, due_at=BACK - n * DAY, occurred_at=late) for n in (3, 1)]
    receipt, gone = replace(RECEIPT, occurred_at=late), replace(GONE, occurred_at=late)
    given(CAPTURED, WARNED).when(step(late)).then(*missed, receipt, gone).then_deadlines(OVER)


def test_no_step_is_taken_early() -> None:
    given(CAPTURED, WARNED).when(step(NOW + DAY)).then().then_deadlines(deadline(BACK - 3 * DAY))


def test_an_effective_contact_stops_the_return_at_the_step_and_when_it_is_heard() -> None:
    met = Met(CALL, NOW + DAY)
    for command in (step(BACK, met=met), CallOffReturn(ZHANG, met, RULE, BACK)):
        given(CAPTURED, WARNED).when(command).then(
            PoolReturnCalledOff(ZHANG, "li.na", "contact", CALL, BACK)
        ).then_deadlines(OVER)


def test_a_signature_another_lifecycle_class_or_policy_stops_the_return() -> None:
    stopped = PoolReturnCalledOff(ZHANG, "li.na", "clock", None, BACK)
    given(CAPTURED, WARNED, INTENDING, SIGNED).when(step(BACK)).then(stopped)
    given(CAPTURED, WARNED, INTENDING).when(step(BACK)).then(stopped).then_deadlines(OVER)
    never = replace(RULE, tier="key", idle_days=dict.fromkeys(DAYS))
    given(CAPTURED, WARNED).when(step(BACK, rule=never)).then(stopped)
    longer = replace(RULE, idle_days={**DAYS, "potential": 31}, policy_version="2026-02")
    given(CAPTURED, WARNED).when(CallOffReturn(ZHANG, None, longer, BACK)).then(stopped)


def test_what_stands_is_not_called_off() -> None:
    given(CAPTURED, WARNED).when(CallOffReturn(ZHANG, None, RULE, NOW)).then_nothing()
    given(CAPTURED).when(CallOffReturn(ZHANG, None, RULE, NOW)).then_nothing()


def test_a_shorter_policy_takes_nobody_before_the_day_that_was_told() -> None:
    shorter = replace(RULE, idle_days={**DAYS, "potential": 9}, policy_version="2026-02")
    given(CAPTURED, WARNED, LAST).when(step(BACK - DAY, rule=shorter)).then().then_deadlines(deadline(BACK))


def test_the_clock_starts_at_the_last_effective_contact_and_the_receipt_names_it() -> None:
    idle = replace(IDLE, since=OWNED + DAY, contact_id=CALL)
    given(CAPTURED).when(warn(met=Met(CALL, OWNED + DAY), now=NOW + DAY)).then(
        replace(WARNED, idle=idle, return_at=BACK + DAY, due_at=NOW + DAY, occurred_at=NOW + DAY)
    )


def test_contacts_from_before_the_owner_start_no_clock() -> None:
    given(CAPTURED).when(warn(met=Met(CALL, OWNED - DAY))).then(WARNED)


def test_without_warnings_the_return_is_told_when_it_is_due() -> None:
    silent = replace(RULE, warn_days=())
    given(CAPTURED).when(warn(rule=silent)).then_nothing()
    given(CAPTURED).when(warn(rule=silent, now=BACK)).then(RECEIPT, GONE)


STEPS = st.lists(
    st.tuples(
        st.sampled_from("wsco"),
        st.integers(0, 40),
        st.booleans(),
        st.sampled_from([9, 30, 90, None]),
        st.sampled_from([(), (1,), (7, 3, 1), (14, 2)]),
    ),
    max_size=40,
)


@drawn(STEPS)
def test_nobody_goes_back_unwarned_early_or_twice_whatever_is_told_in_which_order(
    steps: list[tuple[str, int, bool, int | None, tuple[int, ...]]],
) -> None:
    state, now, met = CUSTOMER.fold([CAPTURED], Customer()), OWNED, None
    for kind, days, meets, idle_days, warn_days in steps:
        now += days * DAY / 2
        met = Met(CALL, now) if meets else met
        rule = replace(RULE, idle_days=dict.fromkeys(DAYS, idle_days), warn_days=warn_days)
        commands: dict[str, CustomerCommand] = {
            "w": WarnOfReturn(ZHANG, met, rule, now),
            "s": TakeReturnStep(ZHANG, met, rule, now),
            "c": CallOffReturn(ZHANG, met, rule, now),
            "o": AssignOwner(ZHANG, f"p{days}", "", "chen.yu", now),
        }
        before, told = state.ownership, list[int]()
        for event in CUSTOMER.decide(state, commands[kind]).events:
            state = CUSTOMER.evolve(state, event)
            if isinstance(event, PoolReturnWarned):
                told.append(event.days_left)
            if isinstance(event, ReturnedToPool):
                assert before.owner is not None
                assert before.since is not None
                since = max(before.since, met.at) if met is not None else before.since
                assert idle_days is not None
                assert now >= since + idle_days * DAY or now >= event.due_at
                assert (before.warned is None) == (not warn_days and kind == "w")
                assert before.warned is None or now >= before.warned.return_at
        left = [before.warned.days_left, *told] if before.warned and kind == "s" else told
        assert left == sorted(set(left), reverse=True)
    own = state.ownership
    assert own.owner is not None or own.warned is None
