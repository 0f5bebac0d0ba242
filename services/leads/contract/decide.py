"""A contract is signed once, and only with the duties and rights of both sides written down (S7-08)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.leads.contract.events import ContractSigned
from shared.kit.decider import Decider, Decision, Rejection, SetDeadline
from shared.kit.plausible_time import refuse_implausible

LEAD_TO_SIGNED = "lead-to-signed"
"""Kind of the deadline, due at once, that carries the signature over to the customer's own stream."""


@dataclass(frozen=True, slots=True)
class SignContract:
    """`signed_at` is None when the teller gave no time; then it is now."""

    contract_id: UUID
    customer_id: UUID
    title: str
    amount_minor: int
    currency: str
    our_duties: tuple[str, ...]
    their_duties: tuple[str, ...]
    our_rights: tuple[str, ...]
    their_rights: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    signed_by: str
    signed_at: datetime | None
    now: datetime


class TermsMissing(Rejection):
    """The contract leaves duties or rights of a side open; `missing` lists which (S7-08)."""

    code: ClassVar[str] = "terms_missing"


class ContractEndsBeforeStart(Rejection):
    """The contract would end before it starts; mend the dates."""

    code: ClassVar[str] = "contract_ends_before_start"


class ContractSignedOtherwise(Rejection):
    """The same contract is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "contract_signed_otherwise"


class ContractUnknown(Rejection):
    """No contract of this id was signed."""

    code: ClassVar[str] = "contract_unknown"


Contract = ContractSigned | None


def evolve(state: Contract, event: ContractSigned) -> Contract:
    """Return the contract after its one fact."""
    del state
    return event


def decide(state: Contract, command: SignContract) -> Decision[ContractSigned]:
    """Return the fact with the deadline that tells the customer's stream, or nothing when on file already."""
    signed_at = command.signed_at or command.now
    refuse_implausible(signed_at, command.now, "signed_at")
    _refuse_open_terms(command)
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise ContractEndsBeforeStart(
            starts_on=command.starts_on.isoformat(), ends_on=command.ends_on.isoformat()
        )
    signed = _signed(command, signed_at)
    if state is None:
        return Decision((signed,), (_to_the_customer(command, signed_at),))
    if command.signed_at is None:
        signed = replace(signed, occurred_at=state.occurred_at)
    if signed == state:
        return Decision()
    raise ContractSignedOtherwise(contract_id=str(command.contract_id))


def _signed(command: SignContract, signed_at: datetime) -> ContractSigned:
    return ContractSigned(
        contract_id=command.contract_id,
        customer_id=command.customer_id,
        title=command.title,
        amount_minor=command.amount_minor,
        currency=command.currency,
        our_duties=command.our_duties,
        their_duties=command.their_duties,
        our_rights=command.our_rights,
        their_rights=command.their_rights,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        signed_by=command.signed_by,
        occurred_at=signed_at,
    )


def _refuse_open_terms(command: SignContract) -> None:
    terms = {
        "our_duties": command.our_duties,
        "their_duties": command.their_duties,
        "our_rights": command.our_rights,
        "their_rights": command.their_rights,
    }
    missing = [name for name, clauses in terms.items() if not any(clause.strip() for clause in clauses)]
    if missing:
        raise TermsMissing(missing=", ".join(missing))


def _to_the_customer(command: SignContract, signed_at: datetime) -> SetDeadline:
    # One command writes one stream. The signature reaches the customer's stream as a deadline due now,
    # written with the contract itself: neither a crash nor a busy customer stream can lose it.
    return SetDeadline(
        id=f"contract-{command.contract_id}/{LEAD_TO_SIGNED}",
        kind=LEAD_TO_SIGNED,
        due_at=command.now,
        detail={
            "customer_id": str(command.customer_id),
            "contract_id": str(command.contract_id),
            "signed_at": signed_at.isoformat(),
        },
    )


CONTRACT: Decider[Contract, SignContract, ContractSigned] = Decider(None, evolve, decide)
