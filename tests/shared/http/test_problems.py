import re

import pytest
from fastapi import FastAPI

from shared.kit.decider import Rejection
from shared.kit.errors import AlreadyReserved, CommandReused, TooLarge, Unavailable, WrongVersion
from shared.kit.http.problems import KIT_PROBLEMS, HttpProblem, Problem, Problems, preferred
from tests.shared.http.sample import AlreadyClosed, Running, running
from tests.support.keys import bearer
from tests.support.problems import problem

THING = {"label": "a"}


@pytest.mark.parametrize("row", KIT_PROBLEMS, ids=lambda row: row.code)
def test_every_code_has_a_title_in_both_languages(row: Problem) -> None:
    assert re.search("[\u4e00-\u9fff]", row.zh)
    assert re.fullmatch("[ -~]+", row.en)
    assert re.fullmatch("[a-z_]+", row.code)
    assert 400 <= row.status < 600


def test_a_code_cannot_be_registered_twice() -> None:
    with pytest.raises(ValueError, match="not_found"):
        Problems([Problem("not_found", 404, "无", "none")])


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9", "zh-CN"),
        ("en;q=0.3, zh-TW;q=0.4", "zh-CN"),
        ("fr, de;q=0.5", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=oops", "en"),
        ("en ; q=0.3, zh; q=0.4", "zh-CN"),
        ("en\t;\tQ=0.3, zh", "zh-CN"),
        ("zh; q=0, en;q=0.1", "en"),
        ("zh; q=nan", "en"),
    ],
)
def test_the_language_is_the_one_the_client_weighs_most(header: str, language: str) -> None:
    assert preferred(header) == language


async def test_the_frameworks_own_refusals_are_problems_too(service: Running) -> None:
    problem(await service.client.get("/nowhere"), 404, "not_found")
    refused = await service.client.put("/v1/things", json=THING)
    problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "GET, POST"


async def test_a_rejection_answers_with_the_services_own_row(service: Running) -> None:
    service.sample.fails_with = AlreadyClosed(by="visit-7")
    headers = bearer(service.token, idempotency_key="k", accept_language="zh-CN")
    response = await service.client.post("/v1/things", json=THING, headers=headers)
    assert problem(response, 409, "already_closed")["params"] == {"by": "visit-7"}
    assert response.json()["title"] == "已关闭"


async def test_a_rejection_without_a_row_is_409_under_its_own_code(service: Running) -> None:
    service.sample.fails_with = Rejection()
    headers = bearer(service.token, idempotency_key="k")
    problem(await service.client.post("/v1/things", json=THING, headers=headers), 409, "rejected")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (WrongVersion("thing-1", "2", 3), 409, "wrong_version"),
        (CommandReused("c"), 422, "command_reused"),
        (AlreadyReserved("label", "a", "thing-2"), 409, "already_reserved"),
        (TooLarge("big"), 413, "too_large"),
        (Unavailable("pool"), 503, "unavailable"),
        (ConnectionResetError("gone"), 503, "unavailable"),
        (ZeroDivisionError("a defect"), 500, "internal"),
        (HttpProblem("not_found", "no such thing"), 404, "not_found"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
async def test_each_failure_of_a_command_has_its_problem(
    service: Running, error: Exception, status: int, code: str
) -> None:
    service.sample.fails_with = error
    headers = bearer(service.token, idempotency_key="k")
    response = await service.client.post("/v1/things", json=THING, headers=headers)
    document = problem(response, status, code)
    assert "a defect" not in response.text
    assert ("retry-after" in response.headers) == (status == 503)
    if isinstance(error, WrongVersion):
        assert document["current_version"] == 3


async def test_a_wrong_version_is_412_with_the_current_tag_when_the_caller_named_one(
    service: Running,
) -> None:
    service.sample.fails_with = WrongVersion("thing-1", "2", 3)
    response = await service.client.post(
        "/v1/things/1/closing", headers=bearer(service.token, if_match='"2"', idempotency_key="k")
    )
    assert problem(response, 412, "precondition_failed")["current_version"] == 3
    assert response.headers["etag"] == '"3"'


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"nope",
        b'{"label": NaN}',
        b'{"label": "\\ud800"}',
        '{"label": "a"}'.encode("utf-16"),
        b'{"label": "\xe9"}',
        b'{"label":"a","parts":[{"size":1e999}]}',
    ],
)
async def test_a_body_that_is_not_json_is_400(service: Running, body: bytes) -> None:
    headers = bearer(service.token, idempotency_key="k", content_type="application/json")
    response = await service.client.post("/v1/things", content=body, headers=headers)
    if body == b"":
        problem(response, 422, "invalid")
    else:
        problem(response, 400, "bad_request" if b"\xe9" in body else "malformed_json")
    assert not service.sample.requests


async def test_a_nul_is_refused_before_it_can_reach_a_database(service: Running) -> None:
    headers = bearer(service.token, idempotency_key="k", content_type="application/json")
    response = await service.client.post("/v1/things", content=rb'{"label": "a\u0000"}', headers=headers)
    assert problem(response, 422, "invalid")["errors"][0]["pointer"] == "/label"
    problem(await service.client.get("/v1/things?kind=%00"), 400, "bad_request")


async def test_another_content_type_is_415(service: Running) -> None:
    headers = bearer(service.token, idempotency_key="k", content_type="text/plain")
    response = await service.client.post("/v1/things", content=b'{"label":"a"}', headers=headers)
    problem(response, 415, "unsupported_media_type")


async def test_invalid_fields_are_pointed_at_in_the_clients_language(service: Running) -> None:
    body = {"parts": [{"size": 1}, {"size": 900, "extra": 1}], "kind": "oval", "count": 3}
    headers = bearer(service.token, idempotency_key="k", accept_language="zh")
    response = await service.client.post("/v1/things", json=body, headers=headers)
    errors = {e["pointer"]: e for e in problem(response, 422, "invalid")["errors"]}
    assert set(errors) == {"/label", "/kind", "/count", "/parts/1/size", "/parts/1/extra"}
    assert errors["/label"] == {"in": "body", "pointer": "/label", "code": "missing", "detail": "缺少必填项"}
    assert errors["/parts/1/size"]["detail"] == "应不大于 100"
    query = await service.client.get("/v1/things?limit=201")
    assert problem(query, 422, "invalid")["errors"][0] | {"detail": ""} == {
        "in": "query",
        "pointer": "/limit",
        "code": "less_than_equal",
        "detail": "",
    }


async def test_every_problem_type_has_its_page(service: Running) -> None:
    for row in KIT_PROBLEMS:
        page = (await service.client.get(row.type)).json()
        assert page["title"] == {"zh-CN": row.zh, "en": row.en}
    problem(await service.client.get("/problems/unheard-of"), 404, "not_found")


async def test_an_exception_of_a_route_never_reaches_the_client_as_text() -> None:
    def broken(app: FastAPI) -> None:
        @app.get("/broken")
        async def fail() -> None:
            raise RuntimeError("secret detail")

    async with running(shape=broken) as service:
        response = await service.client.get("/broken")
    problem(response, 500, "internal")
    assert "secret" not in response.text


async def test_a_preflight_is_answered_like_any_other_unknown_method(service: Running) -> None:
    problem(await service.client.options("/v1/things"), 405, "method_not_allowed")
