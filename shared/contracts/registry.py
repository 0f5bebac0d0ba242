"""Every contract there is, by type and version."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.contracts import (
    archiving,
    complaints,
    conduct,
    consents,
    duties,
    evaluation,
    forecasts,
    groups,
    inbox,
    leads,
    matters,
    notify,
    obligations,
    opportunities,
    ownership,
    planned_contacts,
    plans,
    promises,
    scoring,
    visits,
)
from shared.contracts.base import Contract, CustomerFact
from shared.contracts.inbox import Incoming

PUBLISHED: Mapping[str, tuple[type[Contract], ...]] = MappingProxyType(
    {
        "leads": (
            leads.LeadCaptured,
            leads.LifecycleChanged,
            leads.SectionRecorded,
            leads.PurchaseRecorded,
            leads.PurchaseReturned,
            leads.ContractSigned,
            archiving.ArchivingAnnounced,
            archiving.ArchivingCalledOff,
            archiving.CustomerArchived,
            archiving.CustomerRestored,
            consents.ConsentRecorded,
            consents.ConsentWithdrawn,
            consents.ContentErased,
            groups.GroupJoined,
            groups.GroupLeft,
            ownership.OwnerChanged,
            ownership.PoolReturnWarned,
            ownership.PoolReturnCalledOff,
            ownership.ReturnedToPool,
            ownership.PoolReturnAppealed,
            ownership.PoolReturnAppealDecided,
            opportunities.OpportunityOpened,
            opportunities.OpportunityMoved,
            opportunities.OpportunityEvidenced,
            opportunities.OpportunityWon,
            opportunities.OpportunityLost,
            opportunities.OpportunityReopened,
            opportunities.OpportunityOverdue,
            plans.PlanSubmitted,
            plans.PlanApproved,
            plans.PlanReturned,
            plans.PlanNodeWarned,
            plans.PlanNodeOverdue,
            plans.PlanNodeReached,
            plans.PlanGoalMeasured,
            plans.PlanReviewDue,
            plans.PlanReviewed,
            plans.PlanEnded,
        ),
        "visits": (
            visits.VisitLogged,
            planned_contacts.ContactPlanned,
            planned_contacts.ContactPrepared,
            planned_contacts.ContactBegun,
            planned_contacts.ContactMissed,
            planned_contacts.ContactCalledOff,
            visits.ComplaintFiled,
            visits.ComplaintAcknowledged,
            visits.ComplaintResolved,
            visits.ComplaintBreached,
            complaints.ComplaintEscalated,
            complaints.ComplaintReopened,
            visits.FormAnswered,
            visits.SurveyOpened,
            visits.SurveyExpired,
            visits.InspectionDrawn,
            obligations.ObligationOpened,
            obligations.ObligationWarned,
            obligations.ObligationMet,
            obligations.ObligationBreached,
            obligations.ObligationEscalated,
            obligations.ObligationCancelled,
            obligations.ObligationHandedOver,
            matters.MatterOpened,
            matters.MatterStepTaken,
            matters.MatterPaused,
            matters.MatterResumed,
            matters.MatterBreached,
            matters.MatterLinked,
            matters.MatterClosed,
            matters.MatterReopened,
            promises.PromiseRecorded,
            promises.PromiseApproved,
            promises.PromiseKept,
            promises.PromiseBreached,
            promises.PromiseWithdrawn,
        ),
        "scoring": (
            scoring.TierChanged,
            scoring.TierOverridden,
            scoring.TierOverrideEnded,
            scoring.PolicyAnnounced,
            forecasts.CustomersForecast,
            forecasts.ForecastMade,
            forecasts.SalesPlanned,
            forecasts.ForecastCompared,
            forecasts.ForecastDeviated,
            forecasts.SegmentsCounted,
            duties.DutyOpened,
            duties.DutyWarned,
            duties.DutyMet,
            duties.DutyBreached,
            duties.DutyEscalated,
            evaluation.PolicyEvaluationReminded,
            evaluation.PolicyEvaluationDue,
            evaluation.PolicyEvaluated,
            conduct.ViolationRecorded,
            conduct.ViolationWithdrawn,
            conduct.SanctionDecided,
            conduct.SanctionAppealed,
            conduct.SanctionAppealDecided,
        ),
        "notify": (notify.EndpointDisabled,),
    }
)
"""What each service says on its topic."""

ACCEPTED: Mapping[str, tuple[type[Incoming], ...]] = MappingProxyType(
    {
        "leads": (
            inbox.CaptureLead,
            inbox.RecordSection,
            inbox.RecordPurchase,
            inbox.RecordReturn,
            inbox.SignContract,
            consents.RecordConsent,
            consents.WithdrawConsent,
            opportunities.OpenOpportunity,
        ),
        "visits": (
            inbox.LogVisit,
            planned_contacts.PlanContact,
            inbox.FileComplaint,
            inbox.AnswerForm,
            obligations.OpenObligation,
            matters.OpenMatter,
            promises.RecordPromise,
        ),
        "scoring": (),
        "notify": (),
    }
)
"""What each service takes on its inbox topic and at `POST /v1/events`."""


def every_contract() -> tuple[type[Contract] | type[Incoming], ...]:
    """Return all published and accepted classes."""
    return tuple(
        contract for group in (PUBLISHED, ACCEPTED) for classes in group.values() for contract in classes
    )


def types_of(*services: str) -> frozenset[str]:
    """Return the CloudEvents types that these services publish."""
    return frozenset(contract.TYPE for service in services for contract in PUBLISHED[service])


def beside_customers(*services: str) -> frozenset[str]:
    """Return the types that these services publish under a key that is no customer's."""
    return frozenset(
        contract.TYPE
        for service in services
        for contract in PUBLISHED[service]
        if not issubclass(contract, CustomerFact)
    )
