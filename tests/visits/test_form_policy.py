"""A form is a change of the policy and nothing else: no release, and old answers keep their form (S6-14)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from shared.policy import PolicyBook, default_book
from shared.policy.refusal import findings_of
from tests.support.policies import announced
from tests.support.whole_service import problem
from tests.visits.policy_world import MONDAY, World

AN_HOUR = timedelta(hours=1)
TEXT = {"zh": "名称", "en": "name"}
RULE = {"title": TEXT, "source": "none, our default", "reason": TEXT}


def with_form(slug: str, **items: Any) -> dict[str, Any]:
    """Return the chapter of forms with one more."""
    chapter: dict[str, Any] = default_book().forms.model_dump(mode="json")
    chapter["forms"][slug] = {**RULE, "audience": "staff", "items": items}
    return chapter


def item(weight: float, **told: Any) -> dict[str, Any]:
    return {**RULE, "scale": 10, "weight": weight, **told}


async def answered(world: World, at: datetime | None = None) -> Any:
    told: dict[str, Any] = {
        "customer": {"id": str(uuid4())},
        "form": "training",
        "items": {"content": 4, "teacher": 10},
        "answered_by": "li.na",
        "answered_at": at.isoformat() if at else None,
    }
    return await world.call.post("/v1/form-answers", told)


async def test_a_form_that_the_policy_adds_is_weighed_and_warned_of_from_its_time_on(world: World) -> None:
    problem(await answered(world), 404, "form_unknown")
    lines = {"warning_at": 5, "warning_sign": {"zh": "听不懂", "en": "over their heads"}}
    forms = with_form("training", content=item(75, **lines), teacher=item(25))
    await world.speak.fact("scoring", announced("trained", MONDAY + AN_HOUR, forms=forms), 1)
    await world.knows("trained")
    problem(await answered(world), 404, "form_unknown")
    world.clock.advance(2 * AN_HOUR)
    answer = (await answered(world)).json()
    assert (answer["total"], answer["policy_version"]) == (50.0, "trained")
    assert [flag["sign"]["en"] for flag in answer["flags"]] == ["over their heads"]
    # A form that was filled in before there was one cannot have been filled in.
    problem(await answered(world, MONDAY), 404, "form_unknown")


async def test_s3_11_the_service_standards_are_what_inspections_check(world: World) -> None:
    book = default_book()
    standards = {slug for slug, one in book.service.standards.items() if one.checked_by == "inspection"}
    forms = (await world.call.get("/v1/forms")).json()["forms"]
    (checklist,) = (form for form in forms if form["form"] == book.inspections.form)
    assert standards <= {one["item"] for one in checklist["items"]}
    unchecked: dict[str, Any] = book.model_dump(mode="json")
    unchecked["service"]["standards"]["punctual"] = unchecked["service"]["standards"]["respect"]
    with pytest.raises(ValidationError) as refused:
        PolicyBook.model_validate(unchecked)
    (found,) = findings_of(refused.value)
    assert (found.code, found.path) == (
        "standard_unchecked",
        ("service", "standards", "punctual", "checked_by"),
    )
