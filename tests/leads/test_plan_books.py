"""What a plan must have is the company's own: the book in force says it (S3-03)."""

from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from services.leads.plan.decide.commands import PlanIncomplete, PlanKindUnknown
from services.leads.plan.told import MONEY, Measure, PlanTold
from services.leads.plan.use_cases import Plans
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.publisher import Publisher
from shared.policy import PolicyBook, default_book
from shared.policy.plans import MEASURES
from tests.leads.planning import NOW
from tests.leads.plans_told import whole
from tests.support.policies import OneBook, book_json

SUPERVISOR = frozenset({"supervisor"})


def asked(by: str) -> Request:
    return Request(CommandId(str(uuid4()), bytes(32)), NOW, by)


def lean() -> PolicyBook:
    """A book whose only kind of plan has one part, and no goals or time nodes."""
    chapter: dict[str, Any] = default_book().plans.model_dump(mode="json")
    kind = chapter["kinds"]["development"]
    kind |= {"parts": {"strategy": kind["parts"]["strategy"]}, "goals": 0, "time_nodes": 0}
    chapter["kinds"] = {"lean": kind | {"review_days": None}}
    return PolicyBook.model_validate(book_json("lean", NOW, plans=chapter))


async def submitted(plans: Plans, **told: Any) -> UUID:
    said = PlanTold.model_validate(whole("development", NOW, **told))
    return UUID((await plans.submit(said, asked("li"))).stream.removeprefix("plan-"))


async def test_s3_03_another_company_asks_for_other_parts() -> None:
    store, publisher = MemoryEventStore(), Publisher("leads", "leads.v1")
    ours = Plans.of(store, publisher, OneBook())
    theirs = Plans.of(store, publisher, OneBook(lean()))
    part = {"strategy": {"strategy": "直销", "method": "走访"}}
    with pytest.raises(PlanKindUnknown) as unknown:
        await submitted(theirs, parts=part, goals=[], nodes=[])
    assert unknown.value.detail["kinds"] == "lean"
    told = whole("development", NOW, parts=part, goals=[], nodes=[]) | {"kind": "lean"}
    appended = await theirs.submit(PlanTold.model_validate(told), asked("li"))
    plan = UUID(appended.stream.removeprefix("plan-"))
    await theirs.approve(plan, 1, SUPERVISOR, asked("zhao"))
    assert (await theirs.read(plan)).plan.review_at is None
    of_ours = await submitted(ours, parts=part)
    with pytest.raises(PlanIncomplete) as missing:
        await ours.approve(of_ours, 1, SUPERVISOR, asked("zhao"))
    assert "market_analysis.trend" in missing.value.detail["missing"]


async def test_a_repeat_is_answered_alike_though_the_book_in_force_has_no_such_kind() -> None:
    store, publisher = MemoryEventStore(), Publisher("leads", "leads.v1")
    told, request = PlanTold.model_validate(whole("development", NOW)), asked("li")
    first = await Plans.of(store, publisher, OneBook()).submit(told, request)
    later = Plans.of(store, publisher, OneBook(lean()))
    again = await later.submit(told, request)
    assert (again.stream, again.answer, again.replayed) == (first.stream, first.answer, True)
    with pytest.raises(PlanKindUnknown):
        await later.submit(told, asked("li"))


def test_what_a_book_may_ask_to_be_measured_is_what_people_may_tell() -> None:
    assert set(get_args(Measure)) == MEASURES.keys()
    assert MEASURES.keys() > MONEY
