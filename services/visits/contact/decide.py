"""A contact is logged once, with its purpose; one told after more than a day says so."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from services.visits.contact.events import Talk, VisitLogged
from shared.kit.decider import Decider, Decision, Rejection
from shared.kit.plausible_time import refuse_implausible

LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the policy asks of a contact: details, and that functions are explained against needs.

    `undeclared` are the names that were told and the policy does not have, each with its field.
    """

    wanted: tuple[str, ...] = ()
    explains: bool = False
    undeclared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LogVisit:
    """`happened_at` is None when the teller gave no time; then it is now."""

    contact_id: UUID
    customer_id: UUID
    channel: str
    purposes: tuple[str, ...]
    summary: str
    effective: bool
    salesperson: str
    happened_at: datetime | None
    talk: Talk
    rules: Rules
    planned_id: UUID | None
    now: datetime


class PurposeMissing(Rejection):
    """A contact without a purpose cannot be told from wasted time (S6-05); name at least one."""

    code: ClassVar[str] = "purpose_missing"


class ContactUndeclared(Rejection):
    """The policy in force has no such kind, detail, topic, method or material; `field` says which it is."""

    code: ClassVar[str] = "contact_undeclared"


class ContactDetailMissing(Rejection):
    """By the policy a contact of this kind is logged with more; `missing` names it."""

    code: ClassVar[str] = "contact_detail_missing"


class VisitLoggedOtherwise(Rejection):
    """The same contact is on file with another content; log a contact of its own."""

    code: ClassVar[str] = "visit_logged_otherwise"


class VisitPlannedOtherwise(Rejection):
    """No contact of this `planned_id` was planned with this customer."""

    code: ClassVar[str] = "visit_planned_otherwise"


class VisitUnknown(Rejection):
    """No visit of this id was logged."""

    code: ClassVar[str] = "visit_unknown"


Contact = VisitLogged | None


def evolve(state: Contact, event: VisitLogged) -> Contact:
    """Return the contact after its one fact."""
    del state
    return event


def decide(state: Contact, command: LogVisit) -> Decision[VisitLogged]:
    """Return the fact, or nothing when it is on file already."""
    happened_at = command.happened_at or command.now
    refuse_implausible(happened_at, command.now, "happened_at")
    if not command.purposes:
        raise PurposeMissing(contact_id=str(command.contact_id))
    _refuse_unruly(command)
    logged = VisitLogged(
        contact_id=command.contact_id,
        customer_id=command.customer_id,
        channel=command.channel,
        purposes=tuple(dict.fromkeys(command.purposes)),
        summary=command.summary,
        effective=command.effective,
        salesperson=command.salesperson,
        occurred_at=happened_at,
        logged_late=command.now - happened_at > LATE_AFTER,
        talk=command.talk,
        planned_id=command.planned_id,
    )
    if state is None:
        return Decision((logged,))
    if command.happened_at is None:
        logged = replace(logged, occurred_at=state.occurred_at)
    # Whether it was late depends on when it was told first, so a repeat is compared without it.
    if replace(logged, logged_late=state.logged_late) == state:
        return Decision()
    raise VisitLoggedOtherwise(contact_id=str(command.contact_id))


def _refuse_unruly(command: LogVisit) -> None:
    rules, talk = command.rules, command.talk
    if rules.undeclared:
        field, name = rules.undeclared[0]
        raise ContactUndeclared(field=field, name=name)
    missing = [name for name in rules.wanted if name not in talk.details]
    if rules.explains and not talk.explained:
        missing.append("explained")
    if missing:
        raise ContactDetailMissing(kind=talk.kind or "", missing=", ".join(missing))


CONTACT: Decider[Contact, LogVisit, VisitLogged] = Decider(None, evolve, decide)
