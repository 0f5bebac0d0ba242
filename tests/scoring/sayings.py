"""What the neighbours say in these tests, as contracts."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from pydantic import JsonValue

from shared.contracts.base import CustomerFact
from shared.contracts.complaints import ComplaintEscalated, ComplaintReopened
from shared.contracts.groups import GroupJoined
from shared.contracts.leads import (
    ContractSigned,
    Evidence,
    LeadCaptured,
    LifecycleChanged,
    PurchaseRecorded,
    SectionRecorded,
)
from shared.contracts.obligations import ObligationFact
from shared.contracts.sample import samples_of
from shared.contracts.scoring import Rest, TierChanged, TierClass
from shared.contracts.visits import (
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintFiled,
    ComplaintResolved,
    FormAnswered,
    VisitLogged,
)
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import Log, LogRecord

ID = UUID(CUSTOMER)
OTHER = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a002")


def captured(customer: UUID = ID, kind: str = "company") -> LeadCaptured:
    return LeadCaptured.model_validate(
        {"customer_id": customer, "kind": kind, "name": "王小明", "source": "referral", "captured_at": day(0)}
    )


def purchase(at: datetime, yuan: float = 600, customer: UUID = ID, currency: str = "CNY") -> PurchaseRecorded:
    return PurchaseRecorded(
        customer_id=customer,
        purchase_id=uuid5(customer, at.isoformat()),
        amount_minor=round(yuan * 100),
        currency=currency,
        purchased_at=at,
    )


def visit(at: datetime, customer: UUID = ID) -> VisitLogged:
    return VisitLogged(
        customer_id=customer,
        contact_id=uuid5(customer, at.isoformat()),
        channel="visit",
        purposes=("learn_needs",),
        summary="talked",
        effective=True,
        salesperson="wang",
        happened_at=at,
        logged_late=False,
    )


def complaint(at: datetime, customer: UUID = ID) -> ComplaintFiled:
    return ComplaintFiled(
        customer_id=customer,
        complaint_id=uuid5(customer, at.isoformat()),
        severity="serious",
        summary="broken",
        filed_at=at,
        acknowledge_by=at + timedelta(hours=4),
        resolve_by=at + timedelta(days=3),
        policy_version="default-1",
    )


def recorded(at: datetime, section: str, customer: UUID = ID, **content: JsonValue) -> SectionRecorded:
    return SectionRecorded(
        customer_id=customer,
        section=section,
        section_version=1,
        content=content,
        completeness=0.5,
        recorded_by="li",
        as_of=at,
    )


def signed(at: datetime, yuan: int) -> ContractSigned:
    return ContractSigned(
        customer_id=ID,
        contract_id=ID,
        title="frame",
        amount_minor=yuan * 100,
        currency="CNY",
        our_duties=("deliver",),
        their_duties=("pay",),
        our_rights=("be paid",),
        their_rights=("receive",),
        signed_at=at,
        starts_on=at.date(),
        signed_by="li",
    )


def surveyed(customer: UUID, at: datetime, total: float) -> FormAnswered:
    (sample,) = samples_of([FormAnswered]).values()
    told = {"customer_id": customer, "answered_at": at, "total": total, "answer_id": uuid5(customer, str(at))}
    return FormAnswered.model_validate(sample | told)


def tier_changed(before: TierClass, after: TierClass, at: datetime, customer: UUID = ID) -> TierChanged:
    letters = {"key": "A", "potential": "B", "ordinary": "C"}
    return TierChanged(
        customer_id=customer,
        before=before,
        after=after,
        letter_before=letters[before],
        letter_after=letters[after],
        score=42.5,
        changed_at=at,
        cause="fact",
        policy_version="default-1",
        reasons=(),
        rest=Rest(count=1, points=42.5),
    )


def moved_on(customer: UUID = ID) -> LifecycleChanged:
    evidence = Evidence(kind="need", text="wants tea")
    return LifecycleChanged(
        customer_id=customer, before="potential", after="intending", evidence=evidence, changed_at=day(3)
    )


def answered(
    at: datetime,
    items: dict[str, int | None],
    total: float | None,
    customer: UUID = ID,
    form: str = "satisfaction",
) -> FormAnswered:
    """A form filled in; what is scored 2 or less is flagged, and low when a customer says so."""
    sign = {"zh": "低", "en": "low"}
    flags = [{"item": item, "value": v, "sign": sign} for item, v in items.items() if v and v <= 2]
    audience = "customer" if form == "satisfaction" else "staff"
    return FormAnswered.model_validate(
        {
            "customer_id": customer,
            "answer_id": uuid5(customer, f"{form} {at.isoformat()}"),
            "form": form,
            "title": sign,
            "audience": audience,
            "policy_version": "default-1",
            "mode": "phone",
            "items": items,
            "total": total,
            "flags": flags,
            "low_score": bool(flags) and audience == "customer",
            "recorded_by": "li",
            "answered_at": at,
        }
    )


def owed(
    contract: type[ObligationFact], obligation: UUID, customer: UUID = ID, **fields: Any
) -> ObligationFact:
    """A fact about an obligation of the customer; its owner is li.na unless another person is named."""
    said = {
        "customer_id": customer,
        "obligation_id": obligation,
        "rule": "contact_interval",
        "period": "1",
        "title_zh": "回访：重点客户",
        "title_en": "Contact with key customers",
        "party": "owner",
        "person": "li.na",
        "met_by": "contact_logged",
        "policy_version": "default-1",
    }
    return contract.model_validate(said | fields)


def complaint_story(customer: UUID = ID) -> list[CustomerFact]:
    whose = {"customer_id": customer, "complaint_id": uuid5(customer, "complaint")}
    due = day(10) + timedelta(hours=4)
    return [
        ComplaintFiled.model_validate(
            whose
            | {"severity": "serious", "summary": "broken", "filed_at": day(10), "acknowledge_by": due}
            | {"resolve_by": day(13), "policy_version": "default-1"}
        ),
        ComplaintEscalated.model_validate(
            whose
            | {"clock": "acknowledge", "percent": 50, "to": "after_sales", "due_at": due}
            | {"escalated_at": day(10) + timedelta(hours=2), "noticed_at": day(11)}
        ),
        ComplaintBreached.model_validate(
            whose | {"clock": "acknowledge", "due_at": due, "breached_at": due, "noticed_at": day(11)}
        ),
        ComplaintAcknowledged.model_validate(whose | {"acknowledged_by": "li", "acknowledged_at": day(11)}),
        ComplaintResolved.model_validate(
            whose | {"outcome": "replaced", "resolved_by": "li", "resolved_at": day(12)}
        ),
    ]


def reopened(at: datetime, customer: UUID = ID) -> ComplaintReopened:
    """The complaint of `complaint_story` was not solved; each of its clocks runs for four hours."""
    (sample,) = samples_of([ComplaintReopened]).values()
    whose = {"customer_id": customer, "complaint_id": uuid5(customer, "complaint"), "reopened_at": at}
    clocks = dict.fromkeys(("acknowledge_by", "resolve_by"), at + timedelta(hours=4))
    return ComplaintReopened.model_validate(sample | whose | clocks)


def board_story(log: Log) -> list[LogRecord]:
    """Two customers of whom every kind of fact is heard."""
    facts: list[CustomerFact] = []
    for customer in (ID, OTHER):
        facts += [captured(customer), moved_on(customer), *complaint_story(customer)]
        facts += [purchase(day(n), 123.45, customer, "CNY" if n % 3 else "JPY") for n in range(9)]
        facts += [visit(day(n), customer) for n in range(5)]
        facts += [
            answered(day(n), {"product": n % 5 + 1, "service": None}, n / 3, customer) for n in range(5)
        ]
        facts += [
            tier_changed("potential", "ordinary", day(1), customer),
            tier_changed("ordinary", "key", day(2), customer),
            tier_changed("key", "ordinary", day(90), customer),
        ]
    facts.append(reopened(day(14), OTHER))
    facts.append(GroupJoined(customer_id=OTHER, group_id=ID, joined_by="li", joined_at=day(3)))
    return [log.say(fact, day(100 + n)) for n, fact in enumerate(facts)]


def two_years(log: Log) -> list[LogRecord]:
    """Two customers over two years, each fact learned when it happened."""
    facts: list[tuple[CustomerFact, datetime]] = [
        (purchase(day(n * 17 % 700), 200 + n * 40, customer), day(n * 17 % 700))
        for n, customer in enumerate([ID, OTHER] * 10)
    ]
    facts += [(visit(day(n * 31), customer), day(n * 31)) for n in range(20) for customer in (ID, OTHER)]
    facts += [(complaint(day(120 + n * 50), ID), day(120 + n * 50)) for n in range(5)]
    return [log.say(fact, at) for fact, at in facts]
