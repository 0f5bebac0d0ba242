"""What may become true about a customer, decided by pure functions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from services.leads.customer.decide.archiving import decide_archiving
from services.leads.customer.decide.commands import (
    AnnounceArchiving,
    ArchiveCustomer,
    ArchivingRule,
    CaptureLead,
    ChangeLifecycle,
    ConsentMissing,
    ConsentNotNeeded,
    ConsentOutdated,
    ConsentOver,
    CustomerAlreadyCaptured,
    CustomerCommand,
    EndConsent,
    EvidenceMissing,
    LastFact,
    LifecycleGoesForward,
    RecordConsent,
    RecordSection,
    SectionNamesItself,
    TakeBackArchiving,
)
from services.leads.customer.decide.erasure import decide_confidence
from services.leads.customer.decide.erasure_commands import ConfirmKeyGone, EraseContent, EraseOverdue
from services.leads.customer.decide.ownership import decide_ownership
from services.leads.customer.decide.ownership_commands import (
    AppealReturn,
    AssignOwner,
    CallOffReturn,
    ClaimCustomer,
    DecideReturnAppeal,
    ReleaseCustomer,
    TakeReturnStep,
    WarnOfReturn,
)
from services.leads.customer.decide.state import A_MOMENT, Customer, completeness, evolve, with_section
from services.leads.customer.events import (
    CustomerEvent,
    LeadCaptured,
    Lifecycle,
    LifecycleChanged,
    SectionRecorded,
)
from shared.kit.decider import CancelDeadline, Decider, Decision
from shared.kit.plausible_time import refuse_implausible

__all__ = [
    "CUSTOMER",
    "AnnounceArchiving",
    "ArchiveCustomer",
    "ArchivingRule",
    "CaptureLead",
    "ChangeLifecycle",
    "ConsentMissing",
    "ConsentNotNeeded",
    "ConsentOutdated",
    "ConsentOver",
    "Customer",
    "CustomerAlreadyCaptured",
    "CustomerCommand",
    "EndConsent",
    "EvidenceMissing",
    "LastFact",
    "LifecycleGoesForward",
    "RecordConsent",
    "RecordSection",
    "SectionNamesItself",
    "TakeBackArchiving",
    "decide",
    "evolve",
]

STEPS: Mapping[Lifecycle, int] = {"potential": 0, "intending": 1, "signed": 2}


def decide(state: Customer, command: CustomerCommand) -> Decision[CustomerEvent]:
    """Return what becomes true. Raises the rejections of `commands` and of `plausible_time`."""
    match command:
        case CaptureLead():
            return _capture(state, command)
        case ChangeLifecycle():
            return _change_lifecycle(state, command)
        case RecordSection():
            return _record_section(state, command)
        case AnnounceArchiving() | ArchiveCustomer() | TakeBackArchiving():
            return decide_archiving(state, command)
        case RecordConsent() | EndConsent() | EraseContent() | EraseOverdue() | ConfirmKeyGone():
            return decide_confidence(state, command)
        case (
            AssignOwner()
            | ReleaseCustomer()
            | ClaimCustomer()
            | WarnOfReturn()
            | TakeReturnStep()
            | CallOffReturn()
            | AppealReturn()
            | DecideReturnAppeal()
        ):
            return decide_ownership(state, command)
        case _:
            assert_never(command)


def _capture(state: Customer, command: CaptureLead) -> Decision[CustomerEvent]:
    refuse_implausible(command.captured_at, command.now, "captured_at")
    captured = LeadCaptured(
        customer_id=command.customer_id,
        kind=command.kind,
        name=command.name,
        source=command.source,
        source_detail=command.source_detail,
        campaign=command.campaign,
        external_ref=command.external_ref,
        owner=command.owner,
        occurred_at=command.captured_at,
    )
    known = state.captured
    if known is None:
        return Decision((captured,))
    # The same list imported twice names the same person at another time; that is no news.
    if replace(captured, occurred_at=known.occurred_at) == known:
        return Decision()
    raise CustomerAlreadyCaptured(customer_id=str(command.customer_id), name=known.name)


def _change_lifecycle(state: Customer, command: ChangeLifecycle) -> Decision[CustomerEvent]:
    # A deadline that asked is over whatever comes of it: one left standing would ask for ever.
    ended = (CancelDeadline(command.deadline),) if command.deadline else ()
    if state.lifecycle == command.after:
        return Decision((), ended)
    refuse_implausible(command.changed_at, command.now, "changed_at")
    if STEPS[command.after] < STEPS[state.lifecycle]:
        raise LifecycleGoesForward(before=state.lifecycle, after=command.after)
    _refuse_without_evidence(command)
    changed = LifecycleChanged(
        customer_id=command.customer_id,
        before=state.lifecycle,
        after=command.after,
        evidence=command.evidence,
        occurred_at=command.changed_at,
    )
    return Decision((changed,), ended)


def _refuse_without_evidence(command: ChangeLifecycle) -> None:
    evidence = command.evidence
    if command.after == "signed":
        if evidence.kind != "contract" or not evidence.ref:
            raise EvidenceMissing(after=command.after, needs="contract")
    elif evidence.kind != "need" or not (evidence.ref or evidence.text):
        raise EvidenceMissing(after=command.after, needs="need")


def _record_section(state: Customer, command: RecordSection) -> Decision[CustomerEvent]:
    refuse_implausible(command.as_of, command.now, "as_of")
    if not state.consents_to(command.purpose, command.now):
        raise ConsentMissing(section=command.section, consent=command.purpose)
    if command.customer_id in command.named:
        raise SectionNamesItself(section=command.section)
    state.kept.refuse_erased(command.sealed)
    withheld = state.withheld.get(command.section)
    recorded = SectionRecorded(
        customer_id=command.customer_id,
        section=command.section,
        section_version=command.section_version,
        content=dict(command.content),
        filled=command.filled,
        completeness=0.0,
        recorded_by=command.recorded_by,
        policy_version=command.policy_version,
        purpose=command.purpose,
        told=command.told,
        # What was withheld is not known any more: what is told anew holds from then on, for whoever was told.
        occurred_at=max(command.as_of, withheld + A_MOMENT) if withheld else command.as_of,
        sealed=command.sealed,
    )
    current = state.sections.get(command.section)
    if current is not None and _says_the_same(current, recorded):
        return Decision()
    file = with_section(state.sections, recorded)
    return Decision((replace(recorded, completeness=completeness(file, command.weights)),))


def _says_the_same(current: SectionRecorded, recorded: SectionRecorded) -> bool:
    """Return whether nothing is new. The same at a later time is new: someone looked again (S4-11)."""
    # By the sealed text where there is one: the same content under the same key.
    return (current.section_version, current.content, current.sealed, current.told, current.occurred_at) == (
        recorded.section_version,
        recorded.content,
        recorded.sealed,
        recorded.told,
        recorded.occurred_at,
    )


CUSTOMER: Decider[Customer, CustomerCommand, CustomerEvent] = Decider(Customer(), evolve, decide)
