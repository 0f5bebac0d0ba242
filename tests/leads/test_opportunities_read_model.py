"""What leads knows of a customer for the stages, as a fold; and what a book's stages make of it."""

from datetime import timedelta
from functools import reduce
from itertools import chain
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.leads.opportunity.decide import Way
from services.leads.opportunity.published import publish
from services.leads.opportunity.read_models.opportunities import Row
from services.leads.opportunity.standards import Found, Standards
from shared.contracts.base import CustomerFact
from shared.contracts.matters import MatterClosed, MatterOpened
from shared.contracts.visits import ComplaintFiled
from shared.kit.projection.port import Touched
from shared.policy import PolicyBook, default_book
from tests.leads.following import LOST, NOW, ONE, OPENED, TO_B, ZHANG
from tests.leads.told_facts import (
    MODEL,
    answered,
    captured,
    folded,
    graded,
    met,
    obstacle,
    of,
    recorded,
    signed,
)
from tests.support import messages

DAY = timedelta(days=1)


COMPLAINT = ComplaintFiled(
    customer_id=ZHANG,
    complaint_id=uuid4(),
    severity="serious",
    summary="异响",
    filed_at=NOW,
    acknowledge_by=NOW,
    resolve_by=NOW,
    policy_version="default-1",
)
TOLD: dict[str, list[CustomerFact]] = {
    "leads": [captured(), recorded("needs", 0.9, needs=["减速机"]), publish(OPENED), publish(TO_B), signed()],
    "visits": [met(), met("phone", NOW - DAY), answered("screening"), obstacle(MatterOpened), COMPLAINT],
    "scoring": [graded()],
}
EVERYTHING = [fact for facts in TOLD.values() for fact in facts]


def way(found: Found, pipeline: str = "development", **own: UUID) -> Way:
    """The pipeline for an opportunity that was opened now."""
    return Standards(default_book(), found, own, NOW, NOW, NOW + DAY).way(pipeline)


def missing(found: Found, stage: str, pipeline: str = "development", **own: UUID) -> list[str]:
    """What is not there of what the stage asks, entry first."""
    asked = way(found, pipeline, **own)
    place = asked.place_of(stage)
    assert place is not None
    one = asked.stages[place]
    return [f"{asked.asked} {asked.name}" for asked in (*one.entry, *one.leave) if not asked.met]


@given(st.permutations([source for source, facts in TOLD.items() for _ in facts]))
def test_how_the_sources_interleave_does_not_matter(turns: list[str]) -> None:
    heard = {source: [messages.heard_by(MODEL, one, NOW) for one in facts] for source, facts in TOLD.items()}
    queues = {source: iter(facts) for source, facts in heard.items()}
    mixed = reduce(MODEL.evolve, (next(queues[turn]) for turn in turns), MODEL.start(str(ZHANG)))
    assert mixed == reduce(MODEL.evolve, chain.from_iterable(heard.values()), MODEL.start(str(ZHANG)))


def test_a_row_is_loaded_as_it_was_stored() -> None:
    after = folded(*EVERYTHING)
    rows = MODEL.rows([Touched(str(ZHANG), 0, None, after, [])])
    assert (rows["opportunity_id"], rows["stage"], rows["overdue"]) == ([str(ONE)], ["b"], [False])
    stored = {name: values[0] for name, values in rows.items() if name != "salesperson"}
    loaded = MODEL.load({**stored, "rows": "[]"})
    assert (loaded.known, loaded.proofs, loaded.tier, loaded.owner, loaded.open_complaints) == (
        *(after.known, after.proofs, "key", "li", 1),
    )


def test_one_that_was_lost_is_kept_with_its_reason_and_goes_on_when_reopened() -> None:
    row = folded(publish(OPENED), publish(LOST)).opportunities.kept[str(ONE)]
    assert isinstance(row, Row)
    assert (row.ended, row.reason, row.ended_at, row.stage) == ("lost", "太贵", NOW + DAY, "a")


def test_each_kind_of_evidence_is_shown_by_its_fact() -> None:
    nothing = of()
    assert missing(nothing, "mining") == ["evidence source_recorded"]
    assert missing(of(captured()), "mining") == []
    assert missing(nothing, "screening") == ["evidence grading_recorded", "form screening"]
    assert missing(of(graded(), answered("screening")), "screening") == []
    assert missing(nothing, "needs")[:2] == ["exit has(sections.needs)", "evidence needs_recorded"]
    analysed = answered("need_analysis")
    assert missing(of(recorded("needs", 0.1, needs=["减速机"]), analysed), "needs") == []
    assert missing(of(recorded("needs", 0.1), analysed), "needs") == ["evidence needs_recorded"]
    assert missing(of(met("phone", effective=False)), "contact") == ["evidence contact_logged"]
    assert missing(of(met("phone")), "contact") == []
    survey = answered("satisfaction", "customer")
    assert missing(of(survey), "after_sales") == ["entry 'delivery_recorded' in evidence"]
    assert missing(of(survey), "after_sales", delivery_recorded=uuid4()) == []


def test_what_was_done_before_the_opening_proves_nothing_but_the_file_does() -> None:
    before = NOW - DAY
    early = of(met(at=before), signed(before), answered("dealer_aspects", at=before))
    assert missing(early, "contact") == ["evidence contact_logged"]
    assert missing(early, "contract") == ["evidence contract_signed"]
    assert missing(early, "evaluate", "dealer") == ["evidence evaluation_recorded"]
    assert missing(of(signed()), "contract") == []


def test_a_file_is_complete_from_the_target_of_the_book_on() -> None:
    assert missing(of(recorded("needs", 0.79)), "file", "dealer") == ["evidence file_complete"]
    assert missing(of(recorded("needs", 0.8)), "file", "dealer") == []


def test_conditions_are_asked_in_the_words_of_an_opportunity() -> None:
    open_ = of(obstacle(MatterOpened))
    assert missing(open_, "contract")[0] == "entry open_obstacles == 0"
    assert missing(of(obstacle(MatterOpened), obstacle(MatterClosed)), "contract")[0].startswith("evidence")
    assert missing(of(answered("dealer_selection"), met()), "visit", "dealer") == ["exit decision_maker_met"]
    who = uuid4()
    assert missing(of(answered("dealer_selection"), met()), "visit", "dealer", decision_maker_met=who) == []


def test_a_condition_that_has_no_answer_does_not_hold() -> None:
    """Nothing moves on by a slip of the book."""
    book = default_book().model_dump(mode="json")
    stages = book["pipelines"]["pipelines"]["development"]["stages"]
    stages["needs"]["exit"] = "sections.needs.shoe_size > 40"
    silly = PolicyBook.model_validate(book)
    (stage,) = [
        one
        for one in Standards(silly, of(), {}, NOW, NOW, NOW).way("development").stages
        if one.name == "needs"
    ]
    assert stage.leave[0].met is False


def test_every_thing_asked_is_told_in_the_words_of_the_policy() -> None:
    (stage,) = [one for one in way(of()).stages if one.name == "screening"]
    assert [(one.zh, one.en) for one in stage.leave] == [
        ("客户筛选：凭证 客户分级", "Screening: evidence grading"),
        ("客户筛选：评价表 客户筛选评价表", "Screening: form Screening of a prospect"),
    ]


def test_a_book_without_the_pipeline_has_no_way() -> None:
    assert way(of(), "unheard_of") == Way("default-1", ())
