"""A purpose beyond the business needs the customer's consent, as long as it is in force (S4-10)."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from services.leads.customer.decide.commands import (
    ConsentCommand,
    ConsentNotNeeded,
    ConsentOutdated,
    ConsentOver,
    EndConsent,
    RecordConsent,
)
from services.leads.customer.decide.state import A_MOMENT, BUSINESS, Customer, completeness
from services.leads.customer.events import (
    ConsentEnded,
    ConsentRecorded,
    CustomerEvent,
    SectionRecorded,
    SectionWithheld,
)
from shared.kit.decider import CancelDeadline, DeadlineChange, Decision, SetDeadline
from shared.kit.plausible_time import refuse_implausible

CONSENT_ENDS = "consent-ends"
"""Kind of the deadline at which a consent lapses."""


def decide_consent(state: Customer, command: ConsentCommand) -> Decision[CustomerEvent]:
    """Return what becomes true. Raises the rejections of consents and of `plausible_time`."""
    match command:
        case RecordConsent():
            return _record(state, command)
        case EndConsent():
            return _end(state, command)
        case _:
            assert_never(command)


def _record(state: Customer, command: RecordConsent) -> Decision[CustomerEvent]:
    refuse_implausible(command.given_at, command.now, "given_at")
    if command.purpose == BUSINESS:
        raise ConsentNotNeeded(purpose=command.purpose)
    if command.until is not None and command.until <= command.now:
        raise ConsentOver(until=command.until.isoformat())
    state.kept.refuse_erased(command.evidence)
    recorded = ConsentRecorded(
        customer_id=command.customer_id,
        purpose=command.purpose,
        text_version=command.text_version,
        channel=command.channel,
        evidence=None,
        until=command.until,
        recorded_by=command.recorded_by,
        occurred_at=command.given_at,
        sealed=command.evidence,
    )
    known = state.consents.get(command.purpose)
    if known == recorded:
        return Decision()
    # A consent may be told late, or again by a system that never heard that it was taken back.
    words = (known.occurred_at if known else None, state.taken_back.get(command.purpose))
    if since := max((at for at in words if at is not None and at > command.given_at), default=None):
        raise ConsentOutdated(since=since.isoformat())
    return Decision((*_lapsed(state, command), recorded), (_ends(recorded),))


def _lapsed(state: Customer, command: RecordConsent) -> tuple[CustomerEvent, ...]:
    """Return the end of an earlier consent that came while nobody worked: a new one must not hide it."""
    known = state.consents.get(command.purpose)
    if known is None or state.consents_to(command.purpose, command.now):
        return ()
    end = EndConsent(
        customer_id=command.customer_id,
        purpose=command.purpose,
        cause="lapsed",
        reason=None,
        weights=command.weights,
        ended_by=command.recorded_by,
        now=command.now,
    )
    return _end(state, end).events


def _end(state: Customer, command: EndConsent) -> Decision[CustomerEvent]:
    over = CancelDeadline(_id(command.customer_id, command.purpose))
    consent = state.consents.get(command.purpose)
    if consent is None:
        # To withdraw is always right, and done already; a deadline that finds nothing is over.
        return Decision() if command.cause == "withdrawn" else Decision((), (over,))
    if command.cause == "lapsed" and (consent.until is None or command.now < consent.until):
        # Another consent took its place meanwhile: nothing lapses early.
        return Decision((), (_ends(consent),))
    ended = ConsentEnded(
        customer_id=command.customer_id,
        purpose=command.purpose,
        cause=command.cause,
        reason=command.reason,
        ended_by=command.ended_by,
        occurred_at=command.now,
    )
    return Decision((ended, *_withheld(state, command)), (over,))


def _withheld(state: Customer, command: EndConsent) -> tuple[SectionWithheld, ...]:
    """Return each section that was recorded under the purpose as one that says nothing."""
    kept = {slug: one for slug, one in state.sections.items() if one.purpose != command.purpose}
    left = completeness(kept, command.weights)
    gone = (one for one in state.sections.values() if one.purpose == command.purpose)
    return tuple(
        SectionWithheld(
            customer_id=command.customer_id,
            section=one.section,
            section_version=one.section_version,
            completeness=left,
            # Of one that weighs, everybody was told how complete it made the file.
            was_told=bool(one.told) or bool(command.weights.get(one.section)),
            policy_version=one.policy_version,
            purpose=one.purpose,
            withheld_by=command.ended_by,
            occurred_at=_after(one, command.now),
        )
        for one in gone
    )


def _after(section: SectionRecorded, now: datetime) -> datetime:
    # The latest recording wins for whoever was told, and a sender's clock may be a little ahead of ours.
    return max(now, section.occurred_at + A_MOMENT)


def _ends(consent: ConsentRecorded) -> DeadlineChange:
    name, customer = _id(consent.customer_id, consent.purpose), str(consent.customer_id)
    if consent.until is None:
        return CancelDeadline(name)
    detail = {"customer_id": customer, "purpose": consent.purpose}
    return SetDeadline(name, CONSENT_ENDS, consent.until, detail)


def _id(customer: UUID, purpose: str) -> str:
    return f"customer-{customer}/{CONSENT_ENDS}/{purpose}"
