"""Everything leads hears, and what each becomes.

From other systems, on the inbox topic and at `POST /v1/events`:

| type | becomes |
|---|---|
| `tuoke.leads.inbox.capture-lead` | `CustomerFile.capture_lead` |
| `tuoke.leads.inbox.record-section` | `CustomerFile.record_section` |
| `tuoke.leads.inbox.record-purchase` | `Purchases.record_purchase` |
| `tuoke.leads.inbox.record-return` | `Purchases.record_return` |
| `tuoke.leads.inbox.sign-contract` | `Contracts.sign_contract` |
| `tuoke.leads.inbox.record-consent` | `CustomerFile.record_consent` |
| `tuoke.leads.inbox.withdraw-consent` | `CustomerFile.withdraw_consent` |
| `tuoke.leads.inbox.open-opportunity` | `Opportunities.open_opportunity` |

From the services, by the read model `customers`: what leads itself tells of a customer and of their
opportunities, `tuoke.scoring.tier-changed` for the tier, and of visits what shows that a customer is not
quiet: `visit-logged`, `complaint-filed`, `complaint-reopened` and `form-answered`; by the read model
`opportunities`, our own facts of opportunities, and what the stages of a pipeline may ask of a customer
(`shared.known.facts.ASKED`); by the read model `plans`, our own facts of plans; by the read model `policy`,
`tuoke.scoring.policy-announced`.
From ourselves, by deadline: `lead-to-signed`, `archive`, `consent-ends`, `content-key`, `pool-return`,
`opportunity-overdue`, `plan-step`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.leads.contract.decide import LEAD_TO_SIGNED
from services.leads.customer.archiving.use_cases import Archivings
from services.leads.customer.decide.archiving import ARCHIVE
from services.leads.customer.decide.consent import CONSENT_ENDS
from services.leads.customer.decide.erasure import CONTENT_KEY
from services.leads.customer.decide.pool import POOL_RETURN
from services.leads.customer.erasure.use_cases import Erasures
from services.leads.customer.events import Evidence
from services.leads.customer.pool.returns import PoolReturns
from services.leads.customer.use_cases import CustomerIntent, SectionKnown
from services.leads.opportunity.decide import DEADLINE_KIND as OPPORTUNITY_OVERDUE
from services.leads.opportunity.use_cases import OpportunityIntent
from services.leads.plan.decide import DEADLINE_KIND as PLAN_STEP
from services.leads.plan.use_cases import PlanIntent
from services.leads.use_cases import UseCases
from shared.contracts.consents import RecordConsent, WithdrawConsent
from shared.contracts.inbox import CaptureLead, RecordPurchase, RecordReturn, RecordSection, SignContract
from shared.contracts.opportunities import OpenOpportunity
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler, by_intent
from shared.kit.eventstore.handle import Request
from shared.kit.external_ids import Named, named_customer_id
from shared.kit.ids import id_text
from shared.kit.inbox.inbox import Accept

PRIVATE_KEPT = timedelta(days=30)
"""How long a letter keeps what may be private: time to ask for the consent that it lacks, and no more."""

DEADLINES_PRINCIPAL = "leads:deadlines"


def inbox_handlers(use: UseCases) -> Mapping[str, Accept[Any]]:
    """Return what becomes of each type that other systems send."""
    file, purchases, opening = use.file, use.purchases, use.opportunities.opening

    async def recording(told: RecordSection, request: Request) -> CustomerIntent:
        section = (await file.catalogues.at(request.now)).parse(told.section, told.content)
        known = SectionKnown(named_customer_id(told.customer), section, told.as_of)
        return await file.recording(known, request)

    return {
        # A lead named by nobody is a new customer, in order with nothing; its name keeps repeats in line.
        CaptureLead.TYPE: Accept(CaptureLead, file.capturing, lambda told: _key(told.customer) or told.name),
        RecordSection.TYPE: Accept(RecordSection, recording, lambda told: _key(told.customer), PRIVATE_KEPT),
        RecordPurchase.TYPE: Accept(RecordPurchase, purchases.recording, lambda told: _key(told.customer)),
        RecordReturn.TYPE: Accept(RecordReturn, purchases.returning, lambda told: _key(told.customer)),
        SignContract.TYPE: Accept(SignContract, use.contracts.signing, lambda told: _key(told.customer)),
        RecordConsent.TYPE: Accept(
            RecordConsent, file.consenting, lambda told: _key(told.customer), PRIVATE_KEPT
        ),
        WithdrawConsent.TYPE: Accept(WithdrawConsent, file.withdrawing, lambda told: _key(told.customer)),
        OpenOpportunity.TYPE: Accept(OpenOpportunity, opening, lambda told: _key(told.customer)),
    }


def _key(named: Named | None) -> str:
    return id_text(named_customer_id(named)) if named is not None else ""


def deadline_handlers(
    use: UseCases, archivings: Archivings, erasures: Erasures, returns: PoolReturns, clock: Clock
) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline."""
    file, opportunities, plans = use.file, use.opportunities, use.plans

    def request(due: Due) -> Request:
        return due.request(clock, DEADLINES_PRINCIPAL)

    async def lead_to_signed(due: Due) -> None:
        # The signature was accepted with its contract; the step it proves is taken here.
        await file.take_step(
            UUID(due.detail["customer_id"]),
            "signed",
            Evidence("contract", ref=due.detail["contract_id"]),
            request(due),
            changed_at=datetime.fromisoformat(due.detail["signed_at"]),
            deadline=due.id,
        )

    async def archive(due: Due) -> None:
        await archivings.archive(UUID(due.detail["customer_id"]), due.due_at, request(due))

    async def lapse(due: Due) -> None:
        await file.lapse_consent(UUID(due.detail["customer_id"]), due.detail["purpose"], request(due))

    async def erase_key(due: Due) -> None:
        customer_id, key_id = UUID(due.detail["customer_id"]), UUID(due.detail["key_id"])
        await erasures.erase_key(customer_id, key_id, request(due))

    async def pool_return(due: Due) -> None:
        await returns.step(UUID(due.detail["customer_id"]), due.due_at, request(due))

    def overdue(due: Due, request: Request) -> OpportunityIntent:
        return opportunities.telling(due.stream_id, due.key, request)

    def plan_step(due: Due, request: Request) -> PlanIntent:
        return plans.stepping(due.stream_id, request)

    return {
        LEAD_TO_SIGNED: lead_to_signed,
        ARCHIVE: archive,
        CONSENT_ENDS: lapse,
        CONTENT_KEY: erase_key,
        POOL_RETURN: pool_return,
        OPPORTUNITY_OVERDUE: by_intent(opportunities.store, clock, DEADLINES_PRINCIPAL, overdue),
        PLAN_STEP: by_intent(plans.store, clock, DEADLINES_PRINCIPAL, plan_step),
    }
