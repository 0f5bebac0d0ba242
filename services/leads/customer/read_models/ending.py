"""What the list of customers knows of ends: of archiving, of consents that are over, of erased keys."""

from dataclasses import replace

from services.leads.customer.read_models.customer_row import CustomerRow
from shared.contracts.archiving import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    CustomerArchived,
    CustomerRestored,
)
from shared.contracts.consents import ConsentRecorded, ConsentWithdrawn, ContentErased

Archiving = ArchivingAnnounced | ArchivingCalledOff | CustomerArchived | CustomerRestored


def archiving(state: CustomerRow, told: Archiving) -> CustomerRow:
    """Return the customer announced, archived, or neither."""
    match told:
        case ArchivingAnnounced():
            return replace(state, archive_at=told.archive_at, archived_upon=told.quiet_since)
        case CustomerArchived():
            archived_at, upon = told.archived_at, told.quiet_since
            return replace(state, archive_at=None, archived_at=archived_at, archived_upon=upon)
        case _:
            return replace(state, archive_at=None, archived_at=None, archived_upon=None)


def kept(state: CustomerRow, told: ConsentRecorded | ConsentWithdrawn | ContentErased) -> CustomerRow:
    """Return the customer with what is kept though its consent is over; a new consent ends that."""
    ended = {purpose: at for purpose, at in state.ended.items() if purpose != told.purpose}
    match told:
        case ConsentWithdrawn():
            return replace(state, ended={**ended, told.purpose: told.ended_at})
        case ContentErased():
            return replace(state, ended=ended, erased_keys=[*state.erased_keys, *told.key_ids])
        case _:
            return replace(state, ended=ended)
