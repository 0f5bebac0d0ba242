"""A return to the pool 公海 is appealed against once, decided by another, and taken back whole (S6-08)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.leads.customer.decide import CUSTOMER
from services.leads.customer.decide.ownership_commands import (
    AppealDecidedBefore,
    AppealNeedsAnother,
    AppealReturn,
    AppealTooLate,
    ClaimCustomer,
    ClaimLimits,
    ClaimStanding,
    DecideReturnAppeal,
    NoOpenAppeal,
    NoReturnToAppeal,
    ReturnUnderAppeal,
)
from services.leads.customer.events import LeadCaptured
from services.leads.customer.events.ownership import (
    Idleness,
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    ReturnedToPool,
)
from tests.support.spec import specify

given = specify(CUSTOMER)

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
DAY = timedelta(days=1)
OWNED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BACK = OWNED + 30 * DAY
NOW = BACK + DAY
WITHIN = 7 * DAY

CAPTURED = LeadCaptured(ZHANG, "company", "张记", "referral", None, None, None, "li.na", OWNED)
IDLE = Idleness(OWNED, None, "potential", "potential", 30, "2026-01")
RECEIPT = ReturnedToPool(ZHANG, "li.na", OWNED, IDLE, BACK, BACK)
GONE = OwnerChanged(ZHANG, "li.na", None, "returned", None, "policy", None, BACK)
RETURNED = (CAPTURED, RECEIPT, GONE)
APPEALED = PoolReturnAppealed(ZHANG, "li.na", "漏登", "li.na", NOW + WITHIN, NOW)
GRANTED = PoolReturnAppealDecided(ZHANG, "li.na", "granted", "属实", "chen.yu", NOW)
REFUSED = replace(GRANTED, verdict="refused")
RESTORED = OwnerChanged(ZHANG, None, "li.na", "restored", "属实", "chen.yu", OWNED, NOW)
CLAIMED = OwnerChanged(ZHANG, None, "wang.wei", "claimed", None, "wang.wei", NOW, NOW)


def appeal(**changes: Any) -> AppealReturn:
    return replace(AppealReturn(ZHANG, "li.na", "漏登", WITHIN, "li.na", NOW), **changes)


def decision(**changes: Any) -> DecideReturnAppeal:
    return replace(DecideReturnAppeal(ZHANG, "granted", "属实", "chen.yu", NOW), **changes)


def claim(now: datetime) -> ClaimCustomer:
    standing = ClaimStanding("2026-04-02", 0, 0, 0, now + DAY)
    return ClaimCustomer(ZHANG, "wang.wei", ClaimLimits(10, 200, WITHIN), standing, "wang.wei", now)


def test_the_last_owner_appeals_once_as_long_as_they_wait() -> None:
    given(*RETURNED).when(appeal()).then(APPEALED)
    given(*RETURNED, APPEALED).when(appeal(now=NOW + DAY)).then_nothing()
    late = appeal(now=BACK + WITHIN + timedelta(seconds=1))
    given(*RETURNED).when(late).then_rejected(AppealTooLate, until=(BACK + WITHIN).isoformat())
    given(*RETURNED, APPEALED, REFUSED).when(appeal()).then_rejected(AppealDecidedBefore, verdict="refused")


def test_others_appeal_only_as_who_leads_and_only_against_a_return_by_rule() -> None:
    given(*RETURNED).when(appeal(only_of="wang.wei")).then_rejected(NoReturnToAppeal)
    given(*RETURNED).when(appeal(only_of=None, by="chen.yu")).then(replace(APPEALED, appealed_by="chen.yu"))
    given(CAPTURED).when(appeal()).then_rejected(NoReturnToAppeal)
    given(CAPTURED, replace(GONE, cause="released")).when(appeal()).then_rejected(NoReturnToAppeal)
    given(*RETURNED, CLAIMED).when(appeal()).then_rejected(NoReturnToAppeal)


def test_a_granted_appeal_leaves_its_trace_and_the_ownership_of_before() -> None:
    outcome = given(*RETURNED, APPEALED).when(decision()).then(GRANTED, RESTORED)
    after = CUSTOMER.fold(outcome.decision.events, given(*RETURNED, APPEALED).state)
    assert after == given(CAPTURED).state
    given(*RETURNED, APPEALED, GRANTED, RESTORED).when(decision()).then_rejected(NoOpenAppeal)


def test_a_refused_appeal_leaves_the_return_as_it_is() -> None:
    given(*RETURNED, APPEALED).when(decision(verdict="refused")).then(REFUSED)
    given(*RETURNED, APPEALED, REFUSED).when(decision(verdict="refused")).then_nothing()
    given(*RETURNED, APPEALED, REFUSED).when(decision()).then_rejected(AppealDecidedBefore, verdict="refused")


def test_another_than_who_appealed_decides_and_only_what_is_open() -> None:
    given(*RETURNED, APPEALED).when(decision(by="li.na")).then_rejected(AppealNeedsAnother)
    by_a_colleague = replace(APPEALED, appealed_by="wang.wei")
    given(*RETURNED, by_a_colleague).when(decision(by="li.na")).then_rejected(AppealNeedsAnother)
    given(*RETURNED).when(decision()).then_rejected(NoOpenAppeal)
    given(*RETURNED, APPEALED, CLAIMED).when(decision()).then_rejected(NoOpenAppeal)


def test_nobody_claims_the_customer_until_it_is_decided_or_its_time_is_over() -> None:
    held = given(*RETURNED, APPEALED)
    held.when(claim(NOW)).then_rejected(ReturnUnderAppeal, possible_at=APPEALED.held_until.isoformat())
    until = APPEALED.held_until
    held.when(claim(until)).then(replace(CLAIMED, owned_since=until, occurred_at=until))
    given(*RETURNED, APPEALED, REFUSED).when(claim(NOW)).then(CLAIMED)
