"""The list of customers as a fold: given facts, then rows; however the sources interleave."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.leads.customer.read_models.customer_row import CustomerRow
from services.leads.customer.read_models.customers import Customers
from services.leads.opportunity.published import publish
from shared.contracts.archiving import ArchivingAnnounced, CustomerArchived, CustomerRestored
from shared.contracts.base import CustomerFact
from shared.contracts.leads import (
    ContractSigned,
    Evidence,
    LeadCaptured,
    LifecycleChanged,
    SectionRecorded,
)
from shared.contracts.scoring import Rest, TierChanged
from shared.contracts.visits import VisitLogged
from shared.kit.projection.port import Poison, Touched
from tests.leads.consents_told import ERASED, OTHER_OVER, OVER
from tests.leads.following import DAY, OPENED, TO_B
from tests.leads.ownership_told import RECEIPT, WARNED, owner
from tests.support import messages
from tests.support.messages import message_of

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


def visited(at: datetime) -> VisitLogged:
    return VisitLogged(
        customer_id=ZHANG,
        contact_id=ZHANG,
        channel="visit",
        purposes=("learn_needs",),
        summary="talked",
        effective=True,
        salesperson="wang",
        happened_at=at,
        logged_late=False,
    )


ARCHIVED = CustomerArchived(
    customer_id=ZHANG,
    quiet_since=NOW,
    last_fact=CAPTURED.TYPE,
    years=3,
    due_at=NOW,
    archived_at=NOW,
    policy_version="default-1",
)

FROM_LEADS: list[CustomerFact] = [
    *(NEEDS, CAPTURED, INTENDING, owner("li"), WARNED, ARCHIVED),
    *(OTHER_OVER, OVER, ERASED),
]
FROM_VISITS: list[CustomerFact] = [visited(NOW + timedelta(days=1)), visited(NOW - timedelta(days=1))]
FROM_SCORING: list[CustomerFact] = [tier("ordinary"), tier("key")]
TOLD = {"leads": FROM_LEADS, "visits": FROM_VISITS, "scoring": FROM_SCORING}


def folded(facts: list[CustomerFact]) -> CustomerRow:
    return messages.folded(MODEL, str(ZHANG), facts, NOW)


def test_a_dealer_serves_whom_its_latest_survey_names() -> None:
    def told(days: int, *users: object) -> SectionRecorded:
        as_of, content = NOW + timedelta(days=days), {"users": list(users)}
        changes = {"section": "dealer_users", "content": content, "as_of": as_of}
        return NEEDS.model_copy(update=changes)

    first, second = {"customer": str(ZHANG)}, {"customer": "0195a6d0-0000-7000-8000-000000000002"}
    assert folded([told(1, second, first, second), told(0, second), NEEDS]).served == [
        *(first["customer"], second["customer"])
    ]
    assert folded([told(1, first), told(2), NEEDS]).served == []
    # Whatever stands in its place, a list of customers is shown.
    assert folded([told(1, "nobody", {"customer": 7}, {})]).served == []


def test_a_customer_is_shown_as_leads_and_scoring_told() -> None:
    row = folded([*FROM_LEADS[:3], *FROM_SCORING])
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


@given(st.permutations([source for source, facts in TOLD.items() for _ in facts]))
def test_how_the_sources_interleave_does_not_matter(turns: list[str]) -> None:
    queues = {source: iter(facts) for source, facts in TOLD.items()}
    assert folded([next(queues[turn]) for turn in turns]) == folded(
        [*FROM_LEADS, *FROM_VISITS, *FROM_SCORING]
    )


def test_who_has_an_opportunity_under_way_is_not_quiet() -> None:
    row = folded([CAPTURED, publish(OPENED), publish(TO_B)])
    assert (row.last_fact, row.last_fact_at) == ("tuoke.leads.opportunity-moved", NOW + DAY)


def test_a_customer_is_archived_upon_a_fact_and_returns_by_a_later_one() -> None:
    announced = ArchivingAnnounced(
        **ARCHIVED.model_dump(include={"customer_id", "quiet_since", "last_fact", "policy_version"}),
        archive_at=NOW,
        announced_at=NOW,
    )
    assert folded([CAPTURED, announced]).archive_at == NOW
    quiet = folded([CAPTURED, announced, ARCHIVED, visited(NOW - timedelta(days=1))])
    assert (quiet.archive_at, quiet.archived_at, quiet.returned) == (None, NOW, False)
    back = [CAPTURED, announced, ARCHIVED, visited(NOW + timedelta(days=1))]
    assert folded(back).returned is True
    restored = CustomerRestored(
        customer_id=ZHANG, last_fact="v", last_fact_at=NOW, archived_at=NOW, restored_at=NOW
    )
    row = folded([*back, restored])
    assert (row.archived_at, row.returned, row.last_contact_at) == (None, False, NOW + timedelta(days=1))


def test_who_is_returned_is_in_the_pool_until_somebody_owns_them() -> None:
    assert folded([CAPTURED]).pool_since == NOW
    warned = folded([CAPTURED, owner("li"), WARNED])
    assert (warned.owner, warned.pool_since, warned.return_at, warned.idle_since) == ("li", None, NOW, NOW)
    back = folded([CAPTURED, owner("li"), WARNED, RECEIPT, owner(None, "li")])
    assert (back.owner, back.owned_since, back.return_at) == (None, None, None)
    assert (back.pool_since, back.pool_cause, back.last_owner) == (NOW, "returned", "li")
    again = folded([CAPTURED, owner(None, "li"), owner("wang")])
    assert (again.owner, again.owned_since, again.pool_since, again.last_owner) == ("wang", NOW, None, None)


def test_only_an_effective_contact_counts_and_the_later_one() -> None:
    later, earlier = visited(NOW + timedelta(days=1)), visited(NOW)
    idle_talk = later.model_copy(update={"effective": False, "happened_at": NOW + timedelta(days=2)})
    row = folded([later, earlier, idle_talk])
    assert (row.met_at, row.met_contact) == (later.happened_at, str(later.contact_id))


def test_a_contract_that_runs_is_not_silence() -> None:
    signed = ContractSigned(
        customer_id=ZHANG,
        contract_id=ZHANG,
        title="tea",
        amount_minor=1,
        currency="CNY",
        our_duties=("a",),
        their_duties=("b",),
        our_rights=("c",),
        their_rights=("d",),
        signed_at=NOW,
        starts_on=NOW.date(),
        ends_on=date(2027, 12, 31),
        signed_by="li",
    )
    last = folded([signed, CAPTURED]).last_fact_at
    assert last is not None
    assert last.date() == signed.ends_on


def test_a_stored_row_loads_as_the_state_that_made_it() -> None:
    state = folded([*FROM_LEADS, *FROM_VISITS, *FROM_SCORING])
    rows = MODEL.rows([Touched(str(ZHANG), 3, None, state, [])])
    stored = {name: column[0] for name, column in rows.items()}
    assert MODEL.load(stored) == state


def test_a_version_of_tomorrow_is_poison() -> None:
    with pytest.raises(Poison, match="unknown_version"):
        MODEL.decode(replace(message_of(CAPTURED, NOW), dataschema="urn:tuoke:schema:leads.lead-captured:2"))


def test_content_that_breaks_its_contract_is_poison_and_is_not_repeated_in_the_reason() -> None:
    phone = "13800001111"
    with pytest.raises(Poison, match="undecodable") as poison:
        MODEL.decode(replace(message_of(CAPTURED, NOW), data=phone.encode()))
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
