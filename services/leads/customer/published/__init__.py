"""What the world hears of a customer's facts: all of them, in the words of the contracts."""

from typing import assert_never

from services.leads.customer.events import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    ArchivingEvent,
    ConsentEnded,
    ConsentEvent,
    ConsentRecorded,
    CustomerArchived,
    CustomerEvent,
    CustomerRestored,
    Evidence,
    ExternalRef,
    LeadCaptured,
    LifecycleChanged,
    SectionRecorded,
    SectionWithheld,
)
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.ownership import (
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)
from services.leads.customer.published.ownership import publish_ownership
from shared.contracts import archiving, consents, leads
from shared.contracts.base import CustomerFact
from shared.contracts.base import ExternalRef as PublicRef


def publish(event: CustomerEvent) -> CustomerFact | None:
    """Return the contract that tells this fact, or None for what concerns nobody else."""
    match event:
        case LeadCaptured():
            return _captured(event)
        case LifecycleChanged():
            return leads.LifecycleChanged(
                customer_id=event.customer_id,
                before=event.before,
                after=event.after,
                evidence=_evidence(event.evidence),
                changed_at=event.occurred_at,
            )
        case SectionRecorded():
            return _recorded(event)
        case ArchivingAnnounced() | ArchivingCalledOff() | CustomerArchived() | CustomerRestored():
            return _of_archiving(event)
        case ConsentRecorded() | ConsentEnded() | SectionWithheld() | ContentErased():
            return _of_consent(event)
        case (
            OwnerChanged()
            | PoolReturnWarned()
            | PoolReturnCalledOff()
            | ReturnedToPool()
            | PoolReturnAppealed()
            | PoolReturnAppealDecided()
        ):
            return publish_ownership(event)
        case _:
            assert_never(event)


def _recorded(event: SectionRecorded) -> leads.SectionRecorded:
    known = event.content
    return leads.SectionRecorded(
        customer_id=event.customer_id,
        section=event.section,
        section_version=event.section_version,
        # What serves more than business leaves this service only as far as a policy puts it to use.
        content=known if event.told is None else {name: known[name] for name in event.told if name in known},
        completeness=event.completeness,
        recorded_by=event.recorded_by,
        policy_version=event.policy_version,
        purpose=None if event.told is None else event.purpose,
        as_of=event.occurred_at,
    )


def _of_consent(event: ConsentEvent) -> CustomerFact | None:
    match event:
        case ConsentRecorded():
            return consents.ConsentRecorded.model_validate(
                {
                    "customer_id": event.customer_id,
                    "purpose": event.purpose,
                    "text_version": event.text_version,
                    "channel": event.channel,
                    "until": event.until,
                    "given_at": event.occurred_at,
                }
            )
        case ConsentEnded():
            return consents.ConsentWithdrawn(
                customer_id=event.customer_id,
                purpose=event.purpose,
                cause=event.cause,
                ended_at=event.occurred_at,
            )
        case SectionWithheld():
            return _withheld(event)
        case ContentErased():
            return _erased(event)
        case _:
            assert_never(event)


def _withheld(event: SectionWithheld) -> leads.SectionRecorded | None:
    if not event.was_told:
        return None
    return leads.SectionRecorded(
        customer_id=event.customer_id,
        section=event.section,
        section_version=event.section_version,
        # Empty, so that signals and conditions that read it find nothing from now on.
        content={},
        completeness=event.completeness,
        recorded_by=event.withheld_by,
        policy_version=event.policy_version,
        purpose=event.purpose,
        as_of=event.occurred_at,
    )


def _erased(event: ContentErased) -> consents.ContentErased:
    # Without the reason: it may name people.
    return consents.ContentErased(
        customer_id=event.customer_id,
        purpose=event.purpose,
        cause=event.cause,
        key_ids=event.key_ids,
        policy_version=event.policy_version,
        erased_at=event.occurred_at,
    )


def _of_archiving(event: ArchivingEvent) -> CustomerFact:
    match event:
        case ArchivingAnnounced():
            return archiving.ArchivingAnnounced(
                customer_id=event.customer_id,
                quiet_since=event.quiet_since,
                last_fact=event.last_fact,
                archive_at=event.archive_at,
                announced_at=event.occurred_at,
                policy_version=event.policy_version,
            )
        case ArchivingCalledOff():
            return archiving.ArchivingCalledOff(
                customer_id=event.customer_id,
                last_fact=event.last_fact,
                last_fact_at=event.last_fact_at,
                called_off_at=event.occurred_at,
            )
        case CustomerArchived():
            return _archived(event)
        case CustomerRestored():
            return archiving.CustomerRestored(
                customer_id=event.customer_id,
                last_fact=event.last_fact,
                last_fact_at=event.last_fact_at,
                archived_at=event.archived_at,
                restored_at=event.occurred_at,
            )
        case _:
            assert_never(event)


def _archived(event: CustomerArchived) -> archiving.CustomerArchived:
    return archiving.CustomerArchived(
        customer_id=event.customer_id,
        quiet_since=event.quiet_since,
        last_fact=event.last_fact,
        years=event.years,
        due_at=event.due_at,
        archived_at=event.occurred_at,
        policy_version=event.policy_version,
    )


def _captured(event: LeadCaptured) -> leads.LeadCaptured:
    return leads.LeadCaptured(
        customer_id=event.customer_id,
        kind=event.kind,
        name=event.name,
        source=event.source,
        source_detail=event.source_detail,
        campaign=event.campaign,
        external_ref=_ref(event.external_ref),
        owner=event.owner,
        captured_at=event.occurred_at,
    )


def _ref(ref: ExternalRef | None) -> PublicRef | None:
    return PublicRef(source=ref.source, ref=ref.ref) if ref else None


def _evidence(evidence: Evidence) -> leads.Evidence:
    return leads.Evidence(kind=evidence.kind, ref=evidence.ref, text=evidence.text)
