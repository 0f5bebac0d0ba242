"""A customer of whom nothing is heard is announced, archived at the deadline, and taken back (S4-12).

Nothing is lost by it: archived is a fact like any other, and any fact from afterwards ends it.
"""

from datetime import datetime
from typing import assert_never

from services.leads.customer.decide.commands import (
    AnnounceArchiving,
    ArchiveCustomer,
    ArchivingCommand,
    TakeBackArchiving,
)
from services.leads.customer.decide.state import Customer
from services.leads.customer.events import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    CustomerArchived,
    CustomerEvent,
    CustomerRestored,
)
from shared.kit.decider import CancelDeadline, Decision, SetDeadline

ARCHIVE = "archive"
"""Kind of the deadline at which an announced customer is archived."""


def decide_archiving(state: Customer, command: ArchivingCommand) -> Decision[CustomerEvent]:
    """Return what becomes true; nothing when it is so already, or not so any more."""
    match command:
        case AnnounceArchiving():
            return _announce(state, command)
        case ArchiveCustomer():
            return _archive(state, command)
        case TakeBackArchiving():
            return _take_back(state, command)
        case _:
            assert_never(command)


def years_after(moment: datetime, years: int) -> datetime:
    """Return the same day so many years later, below zero earlier; 29 February becomes the 28th."""
    year = moment.year + years
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=year, day=day)


def _announce(state: Customer, command: AnnounceArchiving) -> Decision[CustomerEvent]:
    rule, last, now = command.rule, command.last, command.now
    # Whoever is found late, or by a shorter policy, has the whole notice all the same.
    archive_at = now + rule.notice
    if state.announced or state.archived or years_after(last.at, rule.years) > archive_at:
        return Decision()
    announced = ArchivingAnnounced(
        customer_id=command.customer_id,
        quiet_since=last.at,
        last_fact=last.type,
        archive_at=archive_at,
        policy_version=rule.policy_version,
        occurred_at=now,
    )
    return Decision((announced,), (_deadline(announced),))


def _archive(state: Customer, command: ArchiveCustomer) -> Decision[CustomerEvent]:
    announced, last, rule = state.announced, command.last, command.rule
    if announced is None:
        return Decision((), (_over(command),))
    if command.now < announced.archive_at:
        # It was announced anew meanwhile: nobody is archived early.
        return Decision((), (_deadline(announced),))
    if last.at > announced.quiet_since or years_after(last.at, rule.years) > command.now:
        return Decision((_called_off(command),), (_over(command),))
    archived = CustomerArchived(
        customer_id=command.customer_id,
        quiet_since=last.at,
        last_fact=last.type,
        years=rule.years,
        due_at=announced.archive_at,
        policy_version=rule.policy_version,
        occurred_at=command.now,
    )
    return Decision((archived,), (_over(command),))


def _take_back(state: Customer, command: TakeBackArchiving) -> Decision[CustomerEvent]:
    archived, announced, last = state.archived, state.announced, command.last
    if archived is not None and last.at > archived.quiet_since:
        restored = CustomerRestored(
            customer_id=command.customer_id,
            last_fact=last.type,
            last_fact_at=last.at,
            archived_at=archived.occurred_at,
            occurred_at=command.now,
        )
        return Decision((restored,))
    if announced is not None and last.at > announced.quiet_since:
        return Decision((_called_off(command),), (_over(command),))
    return Decision()


def _called_off(command: ArchiveCustomer | TakeBackArchiving) -> ArchivingCalledOff:
    last = command.last
    return ArchivingCalledOff(command.customer_id, last.type, last.at, occurred_at=command.now)


def _deadline(announced: ArchivingAnnounced) -> SetDeadline:
    customer = str(announced.customer_id)
    return SetDeadline(_id(customer), ARCHIVE, announced.archive_at, {"customer_id": customer})


def _over(command: ArchiveCustomer | TakeBackArchiving) -> CancelDeadline:
    return CancelDeadline(_id(str(command.customer_id)))


def _id(customer: str) -> str:
    return f"customer-{customer}/{ARCHIVE}"
