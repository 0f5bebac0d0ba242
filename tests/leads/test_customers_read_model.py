"""The list of customers as a fold: given facts, then rows; however the sources interleave."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.leads.customer.read_models.customers import CustomerRow, Customers
from shared.contracts.base import CustomerFact
from shared.contracts.envelope import Message
from shared.contracts.leads import Evidence, LeadCaptured, LifecycleChanged, SectionRecorded
from shared.contracts.scoring import Rest, TierChanged
from shared.kit.projection.port import Fact, Poison, Touched

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MODEL = Customers()

CAPTURED = LeadCaptured(customer_id=ZHANG, kind="company", name="张记", source="referral", captured_at=NOW)
INTENDING = LifecycleChanged(
    customer_id=ZHANG,
    before="potential",
    after="intending",
    evidence=Evidence(kind="need", text="tea"),
    changed_at=NOW,
)
NEEDS = SectionRecorded(
    customer_id=ZHANG,
    section="needs",
    section_version=1,
    content={},
    completeness=0.2,
    recorded_by="li",
    as_of=NOW,
)


def tier(after: str) -> TierChanged:
    return TierChanged.model_validate(
        {
            "customer_id": ZHANG,
            "before": "potential",
            "after": after,
            "letter_before": "B",
            "letter_after": "A",
            "score": 1.0,
            "changed_at": NOW,
            "cause": "fact",
            "policy_version": "default-1",
            "reasons": (),
            "rest": Rest(count=0, points=0.0),
        }
    )


FROM_LEADS: list[CustomerFact] = [NEEDS, CAPTURED, INTENDING]
FROM_SCORING: list[CustomerFact] = [tier("ordinary"), tier("key")]


def message(fact: CustomerFact, dataschema: str | None = None) -> Message:
    return Message(
        id=str(uuid4()),
        source=fact.TYPE.split(".")[1],
        type=fact.TYPE,
        subject="customer",
        key=str(ZHANG),
        sequence=1,
        time=NOW,
        recorded_at=NOW,
        dataschema=dataschema or fact.dataschema(),
        data=fact.model_dump_json().encode(),
    )


def folded(facts: list[CustomerFact]) -> CustomerRow:
    state = MODEL.start(str(ZHANG))
    for fact in facts:
        told = message(fact)
        state = MODEL.evolve(state, Fact(told, MODEL.decode(told)))
    return state


def test_a_customer_is_shown_as_leads_and_scoring_told() -> None:
    row = folded([*FROM_LEADS, *FROM_SCORING])
    assert (row.confirmed, row.name, row.lifecycle, row.completeness, row.tier) == (
        True,
        "张记",
        "intending",
        0.2,
        "key",
    )
    assert [event.type.rpartition(".")[2] for event in row.last_events] == [
        "lifecycle-changed",
        "lead-captured",
        "section-recorded",
    ]


def test_a_customer_of_whom_only_facts_were_told_is_unconfirmed() -> None:
    assert folded([NEEDS]).confirmed is False


def test_no_more_than_the_last_five_facts_are_kept() -> None:
    assert len(folded([NEEDS] * 9).last_events) == 5


@given(st.permutations(["leads"] * len(FROM_LEADS) + ["scoring"] * len(FROM_SCORING)))
def test_how_the_sources_interleave_does_not_matter(turns: list[str]) -> None:
    queues = {"leads": iter(FROM_LEADS), "scoring": iter(FROM_SCORING)}
    assert folded([next(queues[turn]) for turn in turns]) == folded([*FROM_LEADS, *FROM_SCORING])


def test_a_stored_row_loads_as_the_state_that_made_it() -> None:
    state = folded([*FROM_LEADS, *FROM_SCORING])
    rows = MODEL.rows([Touched(str(ZHANG), 3, None, state, [])])
    stored = {name: column[0] for name, column in rows.items()}
    assert MODEL.load(stored) == state


def test_a_version_of_tomorrow_is_poison() -> None:
    with pytest.raises(Poison, match="unknown_version"):
        MODEL.decode(message(CAPTURED, "urn:tuoke:schema:leads.lead-captured:2"))


def test_content_that_breaks_its_contract_is_poison_and_is_not_repeated_in_the_reason() -> None:
    phone = "13800001111"
    with pytest.raises(Poison, match="undecodable") as poison:
        MODEL.decode(replace(message(CAPTURED), data=phone.encode()))
    assert phone not in str(poison.value)


def test_the_latest_lifecycle_wins_by_order_not_by_time() -> None:
    late = LifecycleChanged(
        customer_id=ZHANG,
        before="intending",
        after="signed",
        evidence=Evidence(kind="contract", ref="c"),
        changed_at=NOW - timedelta(days=9),
    )
    assert folded([INTENDING, late]).lifecycle == "signed"
