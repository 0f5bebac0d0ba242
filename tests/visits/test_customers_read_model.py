"""The customers that visits knows as a fold: each source moves its own columns, in any interleaving."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.visits.customer.read_models.customers import CustomerRow, Customers
from shared.contracts.base import CustomerFact
from shared.contracts.leads import LeadCaptured, PurchaseRecorded, SectionRecorded
from shared.contracts.ownership import OwnerChanged
from shared.contracts.visits import ComplaintFiled, ComplaintResolved, FormAnswered, VisitLogged
from shared.kit.projection.port import Poison, Touched
from shared.known.facts import TIMES_KEPT_MAX
from tests.support import messages
from tests.support.messages import message_of

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


BOUGHT = PurchaseRecorded(
    customer_id=ZHANG, purchase_id=uuid4(), amount_minor=500_000, currency="CNY", purchased_at=NOW
)
SECTION = SectionRecorded(
    customer_id=ZHANG,
    section="needs",
    section_version=1,
    completeness=0.4,
    content={"pain_points": ["异响"]},
    recorded_by="li",
    as_of=NOW,
)
ANSWERED = FormAnswered(
    customer_id=ZHANG,
    answer_id=uuid4(),
    form="satisfaction",
    audience="customer",
    title={"zh": "满意度", "en": "satisfaction"},
    policy_version="default-1",
    mode="phone",
    items={"product": 4, "service": None},
    total=75.0,
    flags=(),
    low_score=False,
    recorded_by="li",
    answered_at=NOW,
)

FROM_LEADS: list[CustomerFact] = [CAPTURED, BOUGHT, SECTION]
FROM_VISITS: list[CustomerFact] = [met(NOW), FILED, met(NOW - timedelta(days=3)), RESOLVED, ANSWERED]


def folded(facts: list[CustomerFact]) -> CustomerRow:
    return messages.folded(MODEL, str(ZHANG), facts, NOW)


def test_the_last_contact_is_the_latest_in_time_however_late_it_was_told() -> None:
    row = folded(FROM_VISITS)
    assert (row.contacts, row.last_contact_at) == (2, NOW)


def test_what_the_rules_may_ask_is_kept_by_the_times_it_happened() -> None:
    known = folded([*FROM_LEADS, *FROM_VISITS]).known
    assert known.acts["contact_logged"] == (NOW, NOW - timedelta(days=3))
    assert (known.purchases, known.completeness, known.sections["needs"].as_of) == (1, 40, NOW)
    assert known.forms["satisfaction"].result == {"product": 4, "total": 75.0}
    assert known.complaint_resolved_at == NOW


def test_of_each_act_only_the_latest_times_are_kept() -> None:
    days = [NOW - timedelta(days=days) for days in range(TIMES_KEPT_MAX + 3)]
    for order in (days, days[::-1]):
        assert folded([met(day) for day in order]).known.acts["contact_logged"] == tuple(
            days[:TIMES_KEPT_MAX]
        )


def test_a_resolved_complaint_is_open_no_more() -> None:
    assert folded([FILED]).open_complaints == 1
    assert folded([FILED, RESOLVED]).open_complaints == 0


def test_another_owner_is_named_as_the_one_before_was_and_nobody_is_not() -> None:
    changed = OwnerChanged(
        customer_id=ZHANG,
        owner="wang",
        previous_owner=None,
        cause="claimed",
        changed_by="wang",
        owned_since=NOW,
        changed_at=NOW,
    )
    row = folded([CAPTURED, changed])
    assert (row.owner, row.known.acts["owner_named"]) == ("wang", (NOW,))
    gone = folded([CAPTURED, changed.model_copy(update={"owner": None})])
    assert (gone.owner, gone.confirmed) == (None, True)


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
    assert MODEL.load({name: column[0] for name, column in rows.items() if column}) == state


def test_a_type_that_is_not_heard_by_name_is_poison() -> None:
    with pytest.raises(Poison, match="unknown_type"):
        MODEL.decode(replace(message_of(CAPTURED, NOW), type="tuoke.leads.lead-vanished"))
