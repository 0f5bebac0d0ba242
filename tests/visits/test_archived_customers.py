"""A customer whom leads has archived is not worked: nothing is owed until they are restored (S4-12)."""

from dataclasses import replace

from services.visits.customer.read_models.known import after
from services.visits.obligation.assess import Assessment, assess
from shared.contracts.archiving import CustomerArchived, CustomerRestored
from shared.contracts.base import CustomerFact
from shared.contracts.envelope import Message
from shared.kit.projection.port import Fact
from tests.visits.test_assessment import BOOK, MONDAY, NEW, ZHANG, asked


def test_s4_12_one_who_is_archived_is_owed_nothing() -> None:
    told = CustomerArchived(
        customer_id=ZHANG,
        quiet_since=MONDAY,
        last_fact="tuoke.leads.lead-captured",
        years=3,
        due_at=MONDAY,
        archived_at=MONDAY,
        policy_version="default-1",
    )
    restored = CustomerRestored(
        **told.model_dump(include={"customer_id", "last_fact", "archived_at"}),
        last_fact_at=MONDAY,
        restored_at=MONDAY,
    )
    quiet = replace(NEW, known=after(NEW.known, heard(told)))
    assert assess(ZHANG, quiet, BOOK, MONDAY) == Assessment()
    back = replace(quiet, known=after(quiet.known, heard(restored)))
    assert asked(back, MONDAY) == asked(NEW, MONDAY)


def heard(told: CustomerFact) -> Fact:
    """Return the fact as the projections hear it from leads."""
    message = Message(
        id="1",
        source="leads",
        type=told.TYPE,
        subject="customer",
        key=told.key,
        sequence=1,
        time=MONDAY,
        recorded_at=MONDAY,
        dataschema=told.dataschema(),
        data=b"",
    )
    return Fact(message, told)
