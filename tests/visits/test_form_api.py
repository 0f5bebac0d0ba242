"""Forms over HTTP and the inbox: each form of the policy is filled in, weighed and warned of by the book."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.roles import Role
from shared.policy import default_book
from tests.support.whole_service import Caller, problem

FORMS = default_book().forms.forms


def answer(form: str, items: Mapping[str, int | None], **told: Any) -> dict[str, Any]:
    """Return the body of an answer; a form of ours is filled in by li.na."""
    by = "li.na" if FORMS[form].audience == "staff" else None
    return {"customer": {"id": str(uuid4())}, "form": form, "items": items, "answered_by": by} | told


async def recorded(visits: Caller, form: str, items: Mapping[str, int | None], **told: Any) -> dict[str, Any]:
    """The form is answered; return the fact as it reads."""
    role = Role.supervisor if FORMS[form].filled_by else Role.salesperson
    written = await visits.post("/v1/form-answers", answer(form, items, **told), role=role)
    assert written.status_code == 201, written.text
    read: dict[str, Any] = (await visits.get(written.headers["location"])).json()
    return read


def signs(read: dict[str, Any]) -> dict[str, str]:
    return {flag["item"]: flag["sign"]["en"] for flag in read["flags"]}


async def test_s3_15_a_survey_is_answered_by_questionnaire_phone_or_interview(visits: Caller) -> None:
    for mode in ("questionnaire", "phone", "interview"):
        read = await recorded(visits, "satisfaction", {"product": 4}, mode=mode, answered_by="liu.wei")
        assert (read["mode"], read["answered_by"], read["audience"]) == (mode, "liu.wei", "customer")
    refused = await visits.post("/v1/form-answers", answer("satisfaction", {"product": 4}, mode="fax"))
    assert problem(refused, 422, "invalid")["errors"][0]["pointer"] == "/mode"


async def test_s3_16_product_service_and_after_sales_are_three_scores_of_their_own(visits: Caller) -> None:
    scores = {"product": 5, "service": 3, "after_sales": 1}
    read = await recorded(visits, "satisfaction", scores)
    assert {item: read["items"][item] for item in scores} == scores
    assert (read["total"], read["policy_version"]) == (50.5, "default-1")


async def test_a_low_score_of_a_survey_is_never_left_alone(visits: Caller) -> None:
    assert (await recorded(visits, "satisfaction", {"product": 3, "service": 5}))["low_score"] is False
    low = await recorded(visits, "satisfaction", {"product": 2, "service": 5})
    assert (low["low_score"], signs(low)) == (True, {"product": "at or under the line of low scores"})


async def test_s2_04_a_return_visit_by_phone_records_satisfaction_and_changed_needs(visits: Caller) -> None:
    read = await recorded(
        visits,
        "satisfaction",
        {"product": 5, "needs_met": 2},
        mode="phone",
        answered_by="liu.wei",
        note="明年改用更大的型号",
    )
    assert (read["total"], signs(read)) == (100.0, {"needs_met": "needs have changed"})
    assert read["note"] == "明年改用更大的型号"


async def test_s2_10_needs_and_satisfaction_are_assessed_by_interview(visits: Caller) -> None:
    items = {"product": 4, "service": 4, "after_sales": 4, "needs_met": 4}
    read = await recorded(visits, "satisfaction", items, mode="interview", answered_by="liu.wei")
    assert (read["mode"], read["total"], read["flags"]) == ("interview", 75.0, [])


async def test_s6_06_the_conduct_standard_is_a_checklist_for_one_contact(visits: Caller) -> None:
    about = f"contact-{uuid4()}"
    items = {"respect": 5, "expertise": 2, "honesty": 5, "friendliness": 5, "responsibility": 5}
    read = await recorded(visits, "conduct", items, about=about, answered_by="chen.yu")
    assert (read["about"], read["total"], signs(read)) == (about, 85.0, {"expertise": "came unprepared"})


async def test_s6_09_only_a_supervisor_fills_in_the_checklist_of_inspections(visits: Caller) -> None:
    told = answer("conduct", {"respect": 5})
    refused = await visits.post("/v1/form-answers", told)
    assert problem(refused, 403, "form_filler_is_another")["params"]["required_role"] == "supervisor"
    # Another system vouches for whom it names.
    assert (await visits.post("/v1/form-answers", told, role=Role.system)).status_code == 201


async def test_s7_01_how_a_stage_was_done_is_assessed_by_a_form(visits: Caller) -> None:
    about = f"opportunity-{uuid4()}"
    items = {"standard": 5, "records": 1, "timeliness": 5}
    read = await recorded(visits, "stage_assessment", items, about=about)
    assert (read["about"], read["total"], signs(read)) == (about, 70.0, {"records": "records are missing"})


async def test_s7_03_a_prospect_is_screened_by_industry_size_credit_and_fit(visits: Caller) -> None:
    items = {"industry": 5, "size": 4, "credit": 1, "fit": 5}
    read = await recorded(visits, "screening", items)
    assert (read["total"], signs(read)) == (68.75, {"credit": "weak credit"})


async def test_s11_09_a_dealer_is_chosen_by_six_standards(visits: Caller) -> None:
    standards = ("philosophy", "network", "credit", "sales", "relations", "agencies")
    read = await recorded(visits, "dealer_selection", dict.fromkeys(standards, 4))
    assert (read["total"], read["flags"]) == (75.0, [])
    weaker = await recorded(visits, "dealer_selection", dict.fromkeys(standards, 4) | {"philosophy": 1})
    assert weaker["total"] == 60.0


async def test_s11_11_nine_aspects_warn_by_their_signs_and_age_moves_no_total(visits: Caller) -> None:
    aspects = dict.fromkeys(FORMS["dealer_aspects"].items, 5) | {"age": 1}
    assert len(aspects) == 9
    read = await recorded(visits, "dealer_aspects", aspects)
    assert (read["total"], signs(read)) == (100.0, {"age": "Older than 45"})
    warned = await recorded(
        visits, "dealer_aspects", aspects | {"management": 2, "decisiveness": 1, "age": 2}
    )
    assert signs(warned) == {
        "management": "Messy display or warehouse, cold staff",
        "decisiveness": "The spouse interrupts and disagrees",
    }


@pytest.mark.parametrize(
    ("size", "sign"),
    [(1, "too small to carry the task"), (3, None), (5, "too big: a dealer above the maker")],
)
async def test_s11_12_a_dealer_too_big_and_one_too_small_are_both_flagged(
    visits: Caller, size: int, sign: str | None
) -> None:
    read = await recorded(visits, "dealer_selection", {"philosophy": 4, "fit": size})
    assert (signs(read).get("fit"), read["total"]) == (sign, 75.0)


async def test_s11_26_unhealthy_relations_with_a_dealer_are_flagged(visits: Caller) -> None:
    items = {"stock_pushing": 1, "subservience": 2, "buddies": 5, "collusion": 3}
    read = await recorded(visits, "dealer_relation", items)
    assert [flag["sign"]["zh"] for flag in read["flags"]] == [
        "压货",
        "企业利益难以保证",
        "与经销商结成利益同盟",
    ]


async def test_a_form_told_twice_by_another_system_is_one_answer(visits: Caller) -> None:
    told = answer("satisfaction", {"product": 4}, external_ref={"source": "wenjuan", "ref": str(uuid4())})
    first, again = [(await visits.post("/v1/form-answers", told)).json() for _ in range(2)]
    assert first == again
    problem(await visits.post("/v1/form-answers", told | {"note": "x"}), 409, "form_answered_otherwise")


async def test_many_answers_at_once_are_each_their_own(visits: Caller) -> None:
    told = answer("satisfaction", {"product": 4})
    written = await asyncio.gather(*(visits.post("/v1/form-answers", told) for _ in range(10)))
    assert len({one.json()["answer_id"] for one in written}) == 10


@pytest.mark.parametrize(
    ("change", "status", "code", "params"),
    [
        ({"form": "vibes"}, 404, "form_unknown", {"form": "vibes"}),
        ({"items": {"smile": 3}}, 409, "form_item_unknown", {"form": "satisfaction", "item": "smile"}),
        ({"items": {"service": 6}}, 409, "form_score_out_of_scale", {"item": "service", "scale": "5"}),
        ({"items": {"service": None}}, 409, "form_unanswered", {"form": "satisfaction"}),
        ({"form": "conduct", "items": {"respect": 3}}, 409, "form_for_staff", {"form": "conduct"}),
        ({"answered_at": "2999-01-01T00:00:00Z"}, 409, "time_in_future", {"field": "answered_at"}),
        ({"answered_at": "1989-12-31T23:59:59Z"}, 409, "time_too_ancient", {"field": "answered_at"}),
    ],
)
async def test_every_way_in_which_a_form_is_refused_names_what_is_in_the_way(
    visits: Caller, change: dict[str, Any], status: int, code: str, params: dict[str, str]
) -> None:
    told = answer("satisfaction", {"product": 4}) | change
    document = problem(await visits.post("/v1/form-answers", told), status, code)
    assert params.items() <= document["params"].items()
    told_zh = await visits.post("/v1/form-answers", told, headers={"Accept-Language": "zh-CN"})
    assert any("\u4e00" <= character <= "\u9fff" for character in told_zh.json()["title"])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"items": {"product": "4"}}, "/items/product"),
        ({"items": {"product": 4.5}}, "/items/product"),
        ({"items": {"product": 0}}, "/items/product"),
        ({"items": {}}, "/items"),
        ({"form": "No Form"}, "/form"),
        ({"about": "the whole company"}, "/about"),
        ({"customer": {}}, "/customer"),
    ],
)
async def test_every_fault_of_a_form_is_pointed_at(
    visits: Caller, change: dict[str, Any], pointer: str
) -> None:
    told = answer("satisfaction", {"product": 4}) | change
    document = problem(await visits.post("/v1/form-answers", told), 422, "invalid")
    assert document["errors"][0]["pointer"] == pointer


async def test_an_answer_told_late_keeps_its_time(visits: Caller) -> None:
    asked_at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=40)
    read = await recorded(visits, "satisfaction", {"product": 4}, answered_at=asked_at.isoformat())
    assert datetime.fromisoformat(read["answered_at"]) == asked_at


async def test_who_only_looks_on_fills_in_nothing(visits: Caller) -> None:
    told = answer("satisfaction", {"product": 4})
    problem(await visits.post("/v1/form-answers", told, role=Role.viewer), 403, "forbidden")


async def test_an_answer_never_given_is_not_found(visits: Caller) -> None:
    problem(await visits.get(f"/v1/form-answers/{uuid4()}"), 404, "form_answer_unknown")
