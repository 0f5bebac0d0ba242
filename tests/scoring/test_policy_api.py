"""The life of the policy over HTTP: drafted, judged, revised, withdrawn, approved (S6-14)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.scoring.tier.model import TierModel
from shared.contracts.roles import Role
from shared.contracts.scoring import TierChanged
from shared.contracts.topics import topic
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER
from tests.scoring.policy_company import DECEMBER, DRAFTS, NOW, STRICTER, Company
from tests.scoring.projections import Log, opened, project, tick
from tests.scoring.sayings import purchase
from tests.shared.policy.planted import section
from tests.support.eventually import eventually
from tests.support.policies import book_json, quicker
from tests.support.speaking import heard
from tests.support.whole_service import problem


async def test_s6_14_a_change_is_drafted_approved_by_leadership_and_in_force_from_its_date(
    company: Company,
) -> None:
    location = await company.drafted()
    draft = (await company.call.get(location)).json()
    assert (draft["standing"], draft["replaces"]) == ("open", "default-1")
    assert draft["drafted_by"] == ["supervisor of tests"]
    assert draft["book"]["complaint"]["clocks"]["serious"]["acknowledge"] == {"hours": 2, "days": None}
    approved = await company.approve(location)
    assert (approved.status_code, approved.json()["standing"]) == (200, "approved")
    assert approved.headers["position"] == "scoring:1"

    async def standings() -> dict[str, str]:
        items = (await company.call.get("/v1/policy/books")).json()["items"]
        return {item["version"]: item["standing"] for item in items}

    async def heard() -> bool:
        return await standings() == {"2026-12": "announced", "default-1": "in_force"}

    await eventually(heard)
    assert (await company.call.get("/v1/policy")).json()["version"] == "default-1"
    company.clock.moment = DECEMBER
    assert (await company.call.get("/v1/policy")).json()["version"] == "2026-12"
    assert await standings() == {"2026-12": "in_force", "default-1": "superseded"}
    kept = (await company.call.get("/v1/policy/books/2026-12")).json()
    assert (kept["approved_by"], kept["drafted_by"]) == ("manager of tests", ["supervisor of tests"])
    assert kept["book"] == draft["book"]


async def test_s6_14_the_author_cannot_approve_alone(company: Company) -> None:
    location = await company.drafted(role=Role.manager)
    refused = problem(await company.approve(location), 409, "policy_approved_by_author")
    assert refused["params"] == {"drafted_by": "manager of tests"}
    problem(await company.approve(location, role=Role.supervisor), 403, "policy_approver_is_another")


async def test_s6_14_every_finding_is_told_at_once_with_its_place_in_the_readers_language(
    company: Company,
) -> None:
    book = book_json("2026-12", DECEMBER, complaint=quicker(9_999_999))
    book["tier"]["key"]["leave"] = 1_000.0
    del book["calendar"]
    for language, words in (("en", "left below"), ("zh-CN", "1000")):
        answer = await company.said(DRAFTS, {"book": book}, language)
        errors = problem(answer, 422, "invalid")["errors"]
        pointers = {error["pointer"] for error in errors}
        assert {"/book/calendar", "/book/tier/key/enter"} <= pointers
        assert any(pointer.startswith("/book/complaint/clocks/serious/acknowledge") for pointer in pointers)
        assert any(words in error["detail"] for error in errors), errors
        chinese = [error for error in errors if any(letter >= "\u4e00" for letter in error["detail"])]
        assert bool(chinese) == (language == "zh-CN")


async def test_a_date_that_is_past_and_a_version_that_is_taken_are_findings(company: Company) -> None:
    answer = await company.said(DRAFTS, {"changes": {"complaint": quicker(3)}}, "zh-CN")
    errors = problem(answer, 422, "invalid")["errors"]
    assert {error["pointer"]: error["code"] for error in errors} == {
        "/book/effective_from": "effective_in_the_past",
        "/book/version": "version_taken",
    }
    assert {error["detail"] for error in errors} >= {"版本 default-1 已被使用"}


async def test_an_own_section_called_like_a_built_in_one_is_a_finding_of_the_draft(company: Company) -> None:
    named = {"sections": {"sections": {"needs": section()}}}
    answer = await company.said(DRAFTS, {"changes": named}, "zh-CN")
    errors = problem(answer, 422, "invalid")["errors"]
    found = {error["pointer"]: error["detail"] for error in errors if error["code"] == "section_name_taken"}
    assert found == {"/book/sections/sections/needs": "needs 是系统自带栏目的名称"}


async def test_a_book_is_announced_at_least_a_minute_ahead(company: Company) -> None:
    soon = (NOW + timedelta(seconds=60)).isoformat()
    location = await company.drafted(effective_from=soon)
    refused = problem(await company.approve(location), 409, "policy_date_out_of_bounds")
    assert refused["params"]["earliest"] == (NOW + timedelta(seconds=65)).isoformat()
    later = STRICTER | {"effective_from": refused["params"]["earliest"]}
    revised = await company.revise(location, {"changes": later}, version=1)
    assert (revised.status_code, revised.headers["etag"]) == (200, '"2"')
    assert (await company.approve(location, version=2)).status_code == 200


async def test_s6_14_a_book_that_grades_otherwise_grades_every_customer_anew_on_its_day(
    company: Company, pool: Pool, kafka: str, topic_prefix: str
) -> None:
    """Drafted, approved by another, in force: the class changes by policy, and the new version is cited."""
    log, said_on = Log(), topic("scoring", prefix=topic_prefix)
    sold = [log.say(purchase(NOW - timedelta(days=ago)), NOW - timedelta(days=ago)) for ago in (3, 2)]
    projector = await opened(pool, TierModel(said_on))
    await project(projector, sold)
    await projector.close()
    tier = f"/v1/customers/{CUSTOMER}/tier"
    assert (await company.call.get(tier)).json()["tier"] == "key"
    await company.announced(tier={"key": {"enter": 200.0, "leave": 150.0}, "letters": {"ordinary": "D"}})
    before = (await company.call.get(tier)).json()
    assert (before["tier"], before["letter"], before["policy_version"]) == ("key", "A", "default-1")
    company.clock.moment = DECEMBER
    projector = await opened(pool, TierModel(said_on))
    await tick(projector, DECEMBER)
    await projector.close()

    async def regraded() -> dict[str, Any]:
        # The reader's knowledge of the books is a second old at most; the clock jumped over their notice.
        told: dict[str, Any] = (await company.call.get(tier)).json()
        assert (told["tier"], told["letter"], told["policy_version"]) == ("ordinary", "D", "2026-12")
        return told

    after = await eventually(regraded)
    assert datetime.fromisoformat(after["since"]) == DECEMBER
    assert after["next"]["distance"] == pytest.approx(200 - after["score"])
    messages = [one for one in await heard(kafka, said_on, 4) if one.key == CUSTOMER]
    told = [TierChanged.model_validate_json(one.data) for one in messages]
    assert [(one.after, one.letter_after, one.cause, one.policy_version) for one in told] == [
        ("ordinary", "C", "fact", "default-1"),
        ("key", "A", "fact", "default-1"),
        ("ordinary", "D", "policy", "2026-12"),
    ]


async def test_a_draft_is_upon_the_book_whose_place_it_takes(company: Company) -> None:
    stale = await company.drafted(version="2026-12-b")
    await company.announced(effective_from="2026-11-30T00:00:00Z")
    refused = problem(await company.approve(stale), 409, "policy_predecessor_changed")
    assert refused["params"] == {"drafted_upon": "default-1", "now": "2026-12"}
    only_calls = {"version": "2026-12-b", "effective_from": "2026-12-01T00:00:00Z"}
    await company.revise(stale, {"changes": only_calls}, version=1)
    book = (await company.call.get(stale)).json()["book"]
    assert book["complaint"]["clocks"]["serious"]["acknowledge"]["hours"] == 2
    assert (await company.approve(stale, version=2)).status_code == 200


async def test_of_two_approvals_at_once_upon_the_same_books_one_must_look_again(company: Company) -> None:
    drafts = [await company.drafted(version=version) for version in ("a", "b")]
    answers = await asyncio.gather(*(company.approve(draft) for draft in drafts))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = (answer for answer in answers if answer.status_code != httpx.codes.OK)
    problem(refused, 409, "policy_predecessor_changed")


async def test_s6_14_the_policy_itself_names_the_role_that_approves_its_changes(company: Company) -> None:
    await company.announced(evaluation={"approver": "supervisor"})
    company.clock.moment = DECEMBER
    location = await company.drafted(Role.manager, version="2027-01", effective_from="2027-01-01T00:00:00Z")
    refused = problem(await company.approve(location), 403, "policy_approver_is_another")
    assert refused["params"] == {"required_role": "supervisor"}
    assert (await company.approve(location, role=Role.supervisor)).status_code == 200


async def test_a_withdrawn_draft_stays_readable_and_is_never_approved(company: Company) -> None:
    location = await company.drafted()
    reason = {"reason": "先试行一个季度"}
    withdrawn = await company.call.post(f"{location}/withdrawal", reason, role=Role.supervisor, version=1)
    assert withdrawn.status_code == 200, withdrawn.text
    read = (await company.call.get(location)).json()
    assert (read["standing"], read["reason"]) == ("withdrawn", "先试行一个季度")
    problem(await company.approve(location, version=2), 409, "policy_draft_closed")
    problem(await company.approve(location), 412, "precondition_failed")


async def test_drafts_are_listed_newest_first_page_by_page(company: Company) -> None:
    made = [await company.drafted(version=f"v{number}") for number in range(3)]
    seen, path = [], f"{DRAFTS}?limit=2"
    while path:
        page = (await company.call.get(path)).json()
        seen += [f"{DRAFTS}/{item['draft_id']}" for item in page["items"]]
        path = page["next"]
    assert seen == made[::-1]


async def test_a_draft_repeated_under_its_key_is_one_draft(company: Company) -> None:
    sent = {"changes": STRICTER}
    first = await company.call.post(DRAFTS, sent, role=Role.supervisor, key="draft-1")
    again = await company.call.post(DRAFTS, sent, role=Role.supervisor, key="draft-1")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_draft_is_a_book_or_changes_and_nobody_else_drafts(company: Company) -> None:
    bodies: list[dict[str, Any]] = [{}, {"book": {}, "changes": {}}]
    for body in bodies:
        problem(await company.call.post(DRAFTS, body, role=Role.supervisor), 422, "invalid")
    problem(await company.call.post(DRAFTS, {"changes": STRICTER}), 403, "forbidden")
    problem(await company.call.get(f"{DRAFTS}/{uuid4()}"), 404, "policy_draft_unknown")
    problem(await company.call.get("/v1/policy/books/of-tomorrow"), 404, "not_found")
