"""A customer's link over HTTP: asked once, answered once, without a key, and nothing leaks."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
import structlog

from services.visits.settings import VisitsSettings
from services.visits.survey.filled_api import BODY_BYTES_MAX, BROWSERS
from services.visits.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem, serving, settings_for
from tests.visits.policy_world import MONDAY

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Content-Type": BROWSERS}
CHINESE = BROWSER | {"Accept-Language": "zh-CN,zh;q=0.9"}


async def invited(call: Caller, **told: Any) -> dict[str, Any]:
    """A customer is invited; return what was said of it."""
    answer = await call.post("/v1/surveys", {"customer": {"id": str(uuid4())}} | told)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def opened(call: Caller, link: str, **headers: str) -> httpx.Response:
    return await call.http.get(link, headers=headers)


async def sent(call: Caller, link: str, fields: dict[str, str], **headers: str) -> httpx.Response:
    return await call.http.post(link, content=urlencode(fields), headers=BROWSER | headers)


async def test_s3_15_a_customer_answers_the_questionnaire_by_link_and_without_a_key(visits: Caller) -> None:
    said = await invited(visits)
    page = await opened(visits, said["link"], **CHINESE)
    assert (page.status_code, page.headers["content-language"]) == (200, "zh-CN")
    assert "对售后的满意程度" in page.text
    fields = {"product": "5", "service": "4", "after_sales": "2", "note": "周末没人接电话\r\n请改进"}
    thanks = await sent(visits, said["link"], fields, **CHINESE)
    assert (thanks.status_code, "谢谢" in thanks.text) == (201, True)
    read = (await visits.get(f"/v1/form-answers/{said['survey_id']}")).json()
    assert (read["items"]["after_sales"], read["items"]["loyalty"], read["low_score"]) == (2, None, True)
    assert (read["answered_by"], read["survey_id"], read["mode"]) == (
        None,
        said["survey_id"],
        "questionnaire",
    )
    assert (read["note"], read["recorded_by"]) == ("周末没人接电话\n请改进", "visits:survey-link")
    survey = (await visits.get(f"/v1/surveys/{said['survey_id']}")).json()
    assert (survey["standing"], survey["form"]) == ("answered", "satisfaction")


async def test_the_page_asks_by_itself_and_may_do_nothing_else(visits: Caller) -> None:
    page = await opened(visits, (await invited(visits))["link"], **BROWSER)
    assert re.findall(r"<(script|img|iframe|link|object)|\son\w+=|javascript:|https?://", page.text) == []
    assert page.text.count('type="radio"') == 5 * 5
    assert 'name="viewport"' in page.text
    policy = page.headers["content-security-policy"]
    assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")


async def test_a_program_is_asked_and_answers_in_json(visits: Caller) -> None:
    said = await invited(visits, form="satisfaction")
    asked = (await opened(visits, said["link"], Accept="application/json")).json()
    assert [item["item"] for item in asked["items"]] == [
        *("product", "service", "after_sales", "needs_met", "loyalty")
    ]
    assert "customer_id" not in asked
    answer = await visits.http.post(said["link"], json={"items": {"product": 3}})
    assert (answer.status_code, answer.json()) == (201, {"received": True})


async def test_the_same_answer_sent_twice_is_one_and_another_finds_the_link_over(visits: Caller) -> None:
    said = await invited(visits)
    first, again = [await sent(visits, said["link"], {"product": "5"}) for _ in range(2)]
    assert (first.status_code, again.status_code, first.text == again.text) == (201, 201, True)
    assert (await sent(visits, said["link"], {"product": "1"})).status_code == 404
    read = (await visits.get(f"/v1/form-answers/{said['survey_id']}")).json()
    assert read["items"]["product"] == 5


async def test_a_used_and_an_unknown_link_cannot_be_told_apart(visits: Caller) -> None:
    used, other = await invited(visits), await invited(visits)
    await sent(visits, used["link"], {"product": "5"})
    # The MAC of another survey, and one that was never made.
    forged = used["link"][:-20] + other["link"][-20:]
    links = [used["link"], forged, "/v1/surveys/link/nothing", "/v1/surveys/link/" + "A" * 64]
    pages = [await opened(visits, link, **CHINESE) for link in links]
    pages += [await sent(visits, link, {"product": "1"}, **CHINESE) for link in links]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "此链接无效、已使用或已过期" in pages[0].text
    told = [problem(await opened(visits, link), 404, "survey_link_over") for link in links]
    assert all(one["params"] == {} for one in told)


async def test_what_the_form_refuses_is_told_above_it_and_the_link_stays_open(visits: Caller) -> None:
    link = (await invited(visits))["link"]
    empty = await sent(visits, link, {"note": "只想说谢谢"}, **CHINESE)
    assert (empty.status_code, "至少须回答一个项目" in empty.text) == (409, True)
    beyond = await visits.http.post(link, json={"items": {"product": 6}})
    problem(beyond, 409, "form_score_out_of_scale")
    assert (await sent(visits, link, {"product": "3"})).status_code == 201


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"x" * (BODY_BYTES_MAX + 1), BROWSER, 413, "body_too_large"),
        (b"a=1&" * 100, BROWSER, 400, "bad_request"),
        (b"product=%FF", BROWSER, 400, "bad_request"),
        (b"product=five", BROWSER, 422, "invalid"),
        (b"product=" + b"9" * 5_000, BROWSER, 422, "invalid"),
        (b"product=5&note=a%00b", BROWSER, 422, "invalid"),
        (b"<xml/>", {"Content-Type": "text/xml"}, 415, "unsupported_media_type"),
        (b"{", {"Content-Type": "application/json"}, 422, "invalid"),
        (b'{"items": {"product": "5"}}', {"Content-Type": "application/json"}, 422, "invalid"),
    ],
)
async def test_what_no_customer_sends_is_refused_and_nothing_is_stored(
    visits: Caller, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    said = await invited(visits)
    problem(await visits.http.post(said["link"], content=content, headers=headers), status, code)
    assert (await visits.get(f"/v1/surveys/{said['survey_id']}")).json()["standing"] == "open"


async def test_only_forms_for_customers_are_sent_and_only_by_those_who_meet_them(visits: Caller) -> None:
    body = {"customer": {"id": str(uuid4())}, "form": "conduct"}
    problem(await visits.post("/v1/surveys", body), 409, "form_not_for_customers")
    problem(await visits.post("/v1/surveys", body | {"form": "vibes"}), 404, "form_unknown")
    problem(await visits.post("/v1/surveys", body, role=Role.viewer), 403, "forbidden")
    problem(await visits.get(f"/v1/surveys/{uuid4()}"), 404, "survey_unknown")


async def test_a_repeated_invitation_tells_the_same_link(visits: Caller) -> None:
    key, body = str(uuid4()), {"customer": {"id": str(uuid4())}}
    first, again = [await visits.post("/v1/surveys", body, key=key) for _ in range(2)]
    assert first.json() == again.json()
    assert (again.headers["idempotency-replayed"], first.headers["cache-control"]) == ("true", "no-store")


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    with structlog.testing.capture_logs() as lines:
        yield lines  # type: ignore[misc]


async def test_a_link_is_in_no_row_and_in_no_log(visits: Caller, visits_database: str) -> None:
    with logged() as lines:
        said = await invited(visits)
        await opened(visits, said["link"], **BROWSER)
        await visits.http.post(said["link"], json={"items": {"product": 9}})
        await sent(visits, said["link"], {"product": "5"})
        await sent(visits, said["link"], {"product": "4"})
    token = said["link"].rpartition("/")[2]
    assert lines
    assert token not in json.dumps(lines, default=str)
    async with connected(visits_database) as connection:
        for table in ("events", "commands", "outbox", "deadlines"):
            rows = await connection.fetch(f"SELECT {table}::text AS told FROM {table}")  # noqa: S608 -- our own
            assert all(token not in row["told"] and token[-43:] not in row["told"] for row in rows)


async def test_an_unanswered_link_is_over_at_its_time_and_that_is_recorded_once(
    visits_database: str,
) -> None:
    clock = FixedClock(MONDAY)
    settings, with_clock = settings_for(VisitsSettings, visits_database), partial(wire, clock=clock)
    async with serving(with_clock, settings, roles=lambda name: name == "deadlines") as call:
        said, answered = await invited(call), await invited(call)
        assert datetime.fromisoformat(said["expires_at"]) == MONDAY + timedelta(days=14)
        await sent(call, answered["link"], {"product": "5"})
        clock.advance(timedelta(days=14) - timedelta(seconds=1))
        assert (await opened(call, said["link"], **BROWSER)).status_code == 200
        clock.advance(timedelta(seconds=1))
        over = await opened(call, said["link"], **CHINESE)
        assert (over.status_code, "此链接无效、已使用或已过期" in over.text) == (404, True)
        assert (await sent(call, said["link"], {"product": "5"})).status_code == 404

        async def expired() -> bool:
            survey = (await call.get(f"/v1/surveys/{said['survey_id']}")).json()
            return bool(survey["standing"] == "expired")

        await eventually(expired)
        assert (await call.get(f"/v1/surveys/{answered['survey_id']}")).json()["standing"] == "answered"
    async with connected(visits_database) as connection:
        stream = f"survey-{said['survey_id']}"
        types = await connection.fetch("SELECT type FROM events WHERE stream = $1 ORDER BY version", stream)
    assert [row["type"] for row in types] == ["survey-opened", "survey-expired"]
