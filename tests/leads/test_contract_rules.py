"""A contract is signed once, with both sides' duties and rights (S7-08): does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.leads.contract.decide import (
    CONTRACT,
    ContractEndsBeforeStart,
    ContractSignedOtherwise,
    SignContract,
    TermsMissing,
)
from services.leads.contract.events import ContractSigned
from shared.kit.decider import SetDeadline
from shared.kit.plausible_time import TimeInFuture
from tests.support.spec import specify

given = specify(CONTRACT)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SIGNED_AT = NOW - timedelta(hours=2)
CONTRACT_ID = UUID("0195a6d0-0000-7000-8000-0000000000c1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")

TERMS: dict[str, Any] = {
    "title": "2026 supply of spring tea",
    "amount_minor": 48_000_000,
    "currency": "CNY",
    "our_duties": ("deliver 200 kg by the 5th of each month",),
    "their_duties": ("pay within 30 days",),
    "our_rights": ("suspend delivery after 60 days unpaid",),
    "their_rights": ("return a lot that fails inspection",),
    "starts_on": date(2026, 5, 1),
    "ends_on": date(2027, 4, 30),
    "signed_by": "li.na",
}
SIGN = SignContract(contract_id=CONTRACT_ID, customer_id=ZHANG, signed_at=SIGNED_AT, now=NOW, **TERMS)
SIGNED = ContractSigned(contract_id=CONTRACT_ID, customer_id=ZHANG, occurred_at=SIGNED_AT, **TERMS)


def test_a_complete_contract_is_signed_and_the_customer_told_at_once() -> None:
    given().when(SIGN).then(SIGNED).then_deadlines(
        SetDeadline(
            id=f"contract-{CONTRACT_ID}/lead-to-signed",
            kind="lead-to-signed",
            due_at=NOW,
            detail={
                "customer_id": str(ZHANG),
                "contract_id": str(CONTRACT_ID),
                "signed_at": SIGNED_AT.isoformat(),
            },
        )
    )


@pytest.mark.parametrize("side", ["our_duties", "their_duties", "our_rights", "their_rights"])
@pytest.mark.parametrize("clauses", [(), ("  ",)])
def test_a_contract_that_leaves_a_side_open_is_refused(side: str, clauses: tuple[str, ...]) -> None:
    open_side: dict[str, Any] = {side: clauses}
    given().when(replace(SIGN, **open_side)).then_rejected(TermsMissing, missing=side)


def test_every_open_side_is_named() -> None:
    given().when(replace(SIGN, our_duties=(), their_rights=())).then_rejected(
        TermsMissing, missing="our_duties, their_rights"
    )


def test_a_contract_cannot_end_before_it_starts() -> None:
    given().when(replace(SIGN, ends_on=date(2026, 4, 30))).then_rejected(ContractEndsBeforeStart)


def test_a_contract_without_an_end_is_signed() -> None:
    given().when(replace(SIGN, ends_on=None)).then(replace(SIGNED, ends_on=None))


def test_a_contract_cannot_be_signed_tomorrow() -> None:
    given().when(replace(SIGN, signed_at=NOW + timedelta(days=1))).then_rejected(TimeInFuture)


def test_the_same_contract_again_is_no_news() -> None:
    given(SIGNED).when(SIGN).then_nothing()
    given(SIGNED).when(replace(SIGN, signed_at=None)).then_nothing()


def test_the_same_contract_with_another_amount_is_refused() -> None:
    given(SIGNED).when(replace(SIGN, amount_minor=1)).then_rejected(ContractSignedOtherwise)
