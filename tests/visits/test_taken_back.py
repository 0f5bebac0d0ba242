"""What leads takes back changes what is owed: an archived customer, a section without its consent."""

from dataclasses import replace

from pydantic import JsonValue

from services.visits.obligation.assess import Assessment, assess
from shared.contracts.archiving import CustomerArchived, CustomerRestored
from shared.contracts.base import CustomerFact
from shared.contracts.leads import SectionRecorded
from shared.kit.projection.port import Fact
from shared.known.facts import Known, after
from shared.policy import PolicyBook
from tests.support.messages import message_of
from tests.support.policies import book_json
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


def test_s4_10_what_a_consent_told_of_is_gone_with_it_and_so_is_what_was_owed_for_it() -> None:
    def recorded(content: dict[str, JsonValue]) -> SectionRecorded:
        return SectionRecorded(
            customer_id=ZHANG,
            section="home",
            section_version=1,
            content=content,
            completeness=0.5,
            recorded_by="li",
            as_of=MONDAY,
            purpose="greetings",
        )

    book = book_json("2", MONDAY)
    rules = book["obligations"]["rules"]
    rules["greet"] = {**next(iter(rules.values())), "when": "has(sections.home)"}
    greeted = PolicyBook.model_validate(book)

    def owed(known: Known) -> bool:
        found = assess(ZHANG, replace(NEW, known=known), greeted, MONDAY).by_condition
        return "greet" in {one.rule for one in found}

    told = after(NEW.known, heard(recorded({"staff": 7})))
    assert owed(told) is True
    withheld = after(told, heard(recorded({})))
    assert (owed(withheld), withheld.sections) == (False, {})


def heard(told: CustomerFact) -> Fact:
    """Return the fact as the projections hear it from leads."""
    return Fact(message_of(told, MONDAY), told)
