"""An owner by hand: assigned, released, claimed out of the pool 公海 within limits (S1-07, S6-08)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.leads.customer.decide import CUSTOMER
from services.leads.customer.decide.ownership import claims_of, claims_of_day, nth
from services.leads.customer.decide.ownership_commands import (
    AssignOwner,
    ClaimCustomer,
    ClaimLimits,
    ClaimStanding,
    CustomerNotCaptured,
    CustomerOwned,
    DailyClaimsUsed,
    HoldingFull,
    PoolRule,
    PreviousOwnerWaits,
    ReleaseCustomer,
    TakeReturnStep,
    WarnOfReturn,
)
from services.leads.customer.decide.pool import POOL_RETURN
from services.leads.customer.events import Evidence, LeadCaptured, LifecycleChanged
from services.leads.customer.events.ownership import (
    Idleness,
    OwnerChanged,
    PoolReturnWarned,
    ReturnedToPool,
)
from shared.kit.decider import CancelDeadline, Reserve
from tests.support.spec import specify

given = specify(CUSTOMER)

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
DAY = timedelta(days=1)
OWNED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NOW = OWNED + 23 * DAY
BACK = OWNED + 30 * DAY
OVER = CancelDeadline(f"customer-{ZHANG}/{POOL_RETURN}")
RULE = PoolRule("potential", {"potential": 30}, (7, 3, 1), "2026-01")

CAPTURED = LeadCaptured(ZHANG, "company", "张记", "referral", None, None, None, "li.na", OWNED)
UNOWNED = replace(CAPTURED, owner=None)
SIGNED = LifecycleChanged(ZHANG, "potential", "signed", Evidence("contract", ref="c"), NOW)
IDLE = Idleness(OWNED, None, "potential", "potential", 30, "2026-01")
WARNED = PoolReturnWarned(ZHANG, "li.na", IDLE, 7, BACK, NOW, NOW)
RECEIPT = ReturnedToPool(ZHANG, "li.na", OWNED, IDLE, BACK, BACK)
GONE = OwnerChanged(ZHANG, "li.na", None, "returned", None, "policy", None, BACK)

LIMITS = ClaimLimits(a_day=10, held=200, waits=7 * DAY)
STANDING = ClaimStanding("2026-04-08", today=3, ever=40, held=20, next_day_at=BACK + 8 * DAY)


def claim(**changes: Any) -> ClaimCustomer:
    asked = ClaimCustomer(ZHANG, "wang.wei", LIMITS, STANDING, "wang.wei", BACK + 7 * DAY)
    return replace(asked, **changes)


def test_another_owner_has_the_whole_clock_and_ends_what_was_told() -> None:
    command = AssignOwner(ZHANG, "wang.wei", "休假", "chen.yu", BACK - DAY)
    changed = OwnerChanged(
        *(ZHANG, "li.na", "wang.wei", "assigned", "休假", "chen.yu", BACK - DAY), occurred_at=BACK - DAY
    )
    given(CAPTURED, WARNED).when(command).then(changed).then_deadlines(OVER)
    given(CAPTURED, WARNED, changed).when(TakeReturnStep(ZHANG, None, RULE, BACK)).then().then_deadlines(OVER)
    given(CAPTURED, WARNED, changed).when(WarnOfReturn(ZHANG, None, RULE, BACK)).then_nothing()
    given(CAPTURED, changed).when(command).then_nothing()


def test_who_is_unknown_has_no_owner() -> None:
    given().when(AssignOwner(ZHANG, "wang.wei", "a", "chen.yu", NOW)).then_rejected(CustomerNotCaptured)
    given().when(claim()).then_rejected(CustomerNotCaptured)


def test_one_releases_ones_own_with_a_reason_and_who_leads_anybodys() -> None:
    mine = ReleaseCustomer(ZHANG, "li.na", "迁往成都", "li.na", NOW)
    released = OwnerChanged(ZHANG, "li.na", None, "released", "迁往成都", "li.na", None, NOW)
    given(CAPTURED).when(mine).then(released).then_deadlines()
    given(CAPTURED, WARNED).when(replace(mine, only_of=None, by="chen.yu")).then(
        replace(released, changed_by="chen.yu")
    ).then_deadlines(OVER)
    given(CAPTURED).when(replace(mine, only_of="wang.wei")).then_rejected(CustomerOwned, owner="li.na")
    given(CAPTURED, released).when(mine).then_nothing()


def test_a_claim_takes_the_next_number_of_the_person_and_of_the_day() -> None:
    now = claim().now
    claimed = OwnerChanged(ZHANG, None, "wang.wei", "claimed", None, "wang.wei", now, now)
    given(CAPTURED, RECEIPT, GONE).when(claim()).then(claimed).then_reserves(
        Reserve(claims_of("wang.wei"), nth(41)), Reserve(claims_of_day("wang.wei", "2026-04-08"), nth(4))
    )
    given(UNOWNED).when(claim()).then(claimed)
    given(CAPTURED, RECEIPT, GONE, claimed).when(claim()).then_nothing()


def test_who_is_owned_cannot_be_claimed() -> None:
    given(CAPTURED).when(claim()).then_rejected(CustomerOwned, owner="li.na")


def test_the_last_owner_waits_and_is_told_until_when() -> None:
    early = claim(person="li.na", now=BACK + 7 * DAY - timedelta(seconds=1))
    possible_at = (BACK + 7 * DAY).isoformat()
    given(CAPTURED, RECEIPT, GONE).when(early).then_rejected(
        PreviousOwnerWaits, waits_days="7", possible_at=possible_at
    )
    given(CAPTURED, RECEIPT, GONE).when(replace(early, now=BACK + 7 * DAY)).then(
        OwnerChanged(ZHANG, None, "li.na", "claimed", None, "wang.wei", BACK + 7 * DAY, BACK + 7 * DAY)
    )


def test_the_limits_say_which_what_is_left_and_when_it_is_possible_again() -> None:
    used = claim(standing=replace(STANDING, today=10))
    given(UNOWNED).when(used).then_rejected(
        DailyClaimsUsed, limit="10", left="0", possible_at=STANDING.next_day_at.isoformat()
    )
    full = claim(standing=replace(STANDING, held=200))
    given(UNOWNED).when(full).then_rejected(HoldingFull, limit="200", held="200", left="0")
    signed = given(UNOWNED, SIGNED).when(full).decision.events
    assert isinstance(signed[0], OwnerChanged), "a signed customer does not count"
