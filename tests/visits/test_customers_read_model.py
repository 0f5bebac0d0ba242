"""The customers that visits knows as a fold: each source moves its own columns, in any interleaving."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.visits.customer.read_models.customers import CustomerRow, Customers
from shared.contracts.base import CustomerFact
from shared.contracts.envelope import Message
from shared.contracts.leads import LeadCaptured
from shared.contracts.visits import ComplaintFiled, ComplaintResolved, VisitLogged
from shared.kit.projection.port import Fact, Poison, Touched

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
CASE = UUID("0195a6d0-0000-7000-8000-0000000000d1")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MODEL = Customers()

CAPTURED = LeadCaptured(customer_id=ZHANG, kind="company", name="张记", source="referral", captured_at=NOW)
FILED = ComplaintFiled(
    customer_id=ZHANG,
    complaint_id=CASE,
    severity="serious",
    summary="mould",
    filed_at=NOW,
    acknowledge_by=NOW,
    resolve_by=NOW,
    policy_version="default-1",
)
RESOLVED = ComplaintResolved(
    customer_id=ZHANG, complaint_id=CASE, outcome="replaced", resolved_by="wang", resolved_at=NOW
)


def met(happened_at: datetime) -> VisitLogged:
    return VisitLogged(
        customer_id=ZHANG,
        contact_id=uuid4(),
        channel="phone",
        purposes=("promote",),
        summary="tea",
        effective=True,
        salesperson="li",
        happened_at=happened_at,
        logged_late=False,
    )


FROM_LEADS: list[CustomerFact] = [CAPTURED]
FROM_VISITS: list[CustomerFact] = [met(NOW), FILED, met(NOW - timedelta(days=3)), RESOLVED]


def message(fact: CustomerFact) -> Message:
    return Message(
        id=str(uuid4()),
        source=fact.TYPE.split(".")[1],
        type=fact.TYPE,
        subject="customer",
        key=str(ZHANG),
        sequence=1,
        time=NOW,
        recorded_at=NOW,
        dataschema=fact.dataschema(),
        data=fact.model_dump_json().encode(),
    )


def folded(facts: list[CustomerFact]) -> CustomerRow:
    state = MODEL.start(str(ZHANG))
    for fact in facts:
        told = message(fact)
        state = MODEL.evolve(state, Fact(told, MODEL.decode(told)))
    return state


def test_the_last_contact_is_the_latest_in_time_however_late_it_was_told() -> None:
    row = folded(FROM_VISITS)
    assert (row.contacts, row.last_contact_at) == (2, NOW)


def test_a_resolved_complaint_is_open_no_more() -> None:
    assert folded([FILED]).open_complaints == 1
    assert folded([FILED, RESOLVED]).open_complaints == 0


def test_only_leads_confirms_a_customer() -> None:
    assert folded(FROM_VISITS).confirmed is False
    assert folded([*FROM_VISITS, CAPTURED]).confirmed is True


@given(st.permutations(["leads"] * len(FROM_LEADS) + ["visits"] * len(FROM_VISITS)))
def test_how_the_sources_interleave_does_not_matter(turns: list[str]) -> None:
    queues = {"leads": iter(FROM_LEADS), "visits": iter(FROM_VISITS)}
    assert folded([next(queues[turn]) for turn in turns]) == folded([*FROM_LEADS, *FROM_VISITS])


def test_a_stored_row_loads_as_the_state_that_made_it() -> None:
    state = folded([*FROM_LEADS, *FROM_VISITS])
    rows = MODEL.rows([Touched(str(ZHANG), 3, None, state, [])])
    assert MODEL.load({name: column[0] for name, column in rows.items()}) == state


def test_a_type_that_is_not_heard_by_name_is_poison() -> None:
    with pytest.raises(Poison, match="unknown_type"):
        MODEL.decode(replace(message(CAPTURED), type="tuoke.leads.lead-vanished"))
