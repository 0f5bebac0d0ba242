"""Facts of the services about one customer, as tests of opportunities tell them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.leads.opportunity.read_models.opportunities import CustomerRow, OpportunitiesModel
from services.leads.opportunity.standards import Found
from shared.contracts.base import CustomerFact
from shared.contracts.leads import ContractSigned, LeadCaptured, SectionRecorded
from shared.contracts.matters import MatterClosed, MatterOpened
from shared.contracts.scoring import Rest, TierChanged
from shared.contracts.visits import FormAnswered, InWords, VisitLogged
from shared.known.words import Customer
from tests.leads.following import NOW, ZHANG
from tests.support import messages

MODEL = OpportunitiesModel()
WORDS = InWords(zh="表", en="form")


def captured(customer: UUID = ZHANG) -> LeadCaptured:
    return LeadCaptured(
        customer_id=customer, kind="company", name="张记", source="referral", owner="li", captured_at=NOW
    )


def recorded(section: str, completeness: float, **content: Any) -> SectionRecorded:
    return SectionRecorded(
        customer_id=ZHANG,
        section=section,
        section_version=1,
        content=content,
        completeness=completeness,
        recorded_by="li",
        as_of=NOW,
    )


def met(
    channel: Any = "visit", at: datetime = NOW, customer: UUID = ZHANG, *, effective: bool = True
) -> VisitLogged:
    return VisitLogged(
        customer_id=customer,
        contact_id=uuid4(),
        channel=channel,
        purposes=("learn_needs",),
        summary="谈需求",
        effective=effective,
        salesperson="li",
        happened_at=at,
        logged_late=False,
    )


def answered(form: str, audience: Any = "staff", at: datetime = NOW, customer: UUID = ZHANG) -> FormAnswered:
    return FormAnswered(
        customer_id=customer,
        answer_id=uuid4(),
        form=form,
        title=WORDS,
        audience=audience,
        policy_version="default-1",
        mode="interview",
        items={"fit": 4},
        total=80.0,
        flags=(),
        low_score=False,
        recorded_by="li",
        answered_at=at,
    )


def graded(customer: UUID = ZHANG) -> TierChanged:
    return TierChanged(
        customer_id=customer,
        before="potential",
        after="key",
        letter_before="B",
        letter_after="A",
        score=71.5,
        changed_at=NOW,
        cause="fact",
        policy_version="default-1",
        reasons=(),
        rest=Rest(count=0, points=0.0),
    )


def signed(at: datetime = NOW) -> ContractSigned:
    terms = dict.fromkeys(("our_duties", "their_duties", "our_rights", "their_rights"), ("交货",))
    return ContractSigned(
        customer_id=ZHANG,
        contract_id=uuid4(),
        title="供货",
        amount_minor=1,
        currency="CNY",
        signed_at=at,
        starts_on=NOW.date(),
        signed_by="li",
        **terms,
    )


def obstacle(kind: type[MatterOpened | MatterClosed], customer: UUID = ZHANG) -> CustomerFact:
    told = {
        "customer_id": customer,
        "matter_id": uuid4(),
        "kind": "obstacle",
        "category": "price",
        "title": WORDS,
        "policy_version": "default-1",
        "summary": "贵",
        "due_at": NOW,
        "opened_by": "li",
        "opened_at": NOW,
        "outcome": "让步",
        "late": False,
        "closed_by": "li",
        "closed_at": NOW,
    }
    return kind.model_validate(told)


def folded(*facts: CustomerFact) -> CustomerRow:
    """Return what leads knows of the customer after these facts."""
    return messages.folded(MODEL, str(ZHANG), facts, NOW)


def of(*facts: CustomerFact) -> Found:
    """Return the same as the stages ask for it."""
    row = folded(*facts)
    customer = Customer(row.lifecycle, row.tier or "potential", row.owner, row.open_complaints, row.known)
    return Found(customer, row.proofs)
