"""The short way and the framework's way answer alike, and the short one is taken where it should be."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.contracts.roles import Role
from shared.kit.http import plain_route
from shared.kit.http.shortcut import Shortcut
from tests.shared.http.sample import Running, running
from tests.support.keys import bearer

JSON = {"content-type": "application/json"}
BODIES = (
    b'{"label":"a"}',
    b'{"label":"a","kind":"square","parts":[{"size":3}]}',
    b'{"label":"a","label":"b"}',
    '{"label":"客户"}'.encode(),
    '{"label":"客户"}'.encode("utf-16"),
    b'{"label":1}',
    b'{"label":"a","parts":[{"size":"3"}]}',
    b'{"label":"a","parts":[{"size":3.0}]}',
    b'{"label":"a","parts":[{"size":NaN}]}',
    b'{"label":"a","parts":[{"size":1e999}]}',
    b'{"label":"\\ud800"}',
    b'{"label":"\\u0000"}',
    b'{"label":"a","other":1}',
    b'{"label":"a"',
    b'\xef\xbb\xbf{"label":"a"}',
    b"[]",
    b"null",
    b"",
    b"{}",
)
TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    "application/problem+json",
    "text/plain",
    None,
)


def framework_only(app: FastAPI) -> None:
    kept: list[Any] = [one for one in app.user_middleware if str(one.cls) != str(Shortcut)]
    app.user_middleware = kept


@pytest.fixture
async def other() -> AsyncIterator[Running]:
    async with running(shape=framework_only) as started:
        yield started


async def both(service: Running, other: Running, method: str, path: str, **parts: Any) -> httpx.Response:
    answers = []
    for one in (service, other):
        headers = parts.get("headers", {}) | bearer(one.token, idempotency_key="k")
        request = one.client.build_request(method, path, headers=headers, content=parts.get("content"))
        answers.append(await one.client.send(request))
    short, long = answers
    assert short.status_code == long.status_code
    assert untraced(short) == untraced(long)
    assert dict(short.headers) == dict(long.headers)
    assert len(service.sample.requests) == len(other.sample.requests)
    return short


def untraced(answer: httpx.Response) -> Any:
    return {k: v for k, v in answer.json().items() if k != "trace_id"} if answer.content else None


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("media", TYPES)
async def test_a_command_is_answered_alike(
    service: Running, other: Running, body: bytes, media: str | None
) -> None:
    headers = {} if media is None else {"content-type": media}
    await both(service, other, "POST", "/v1/things", headers=headers, content=body)
    if service.sample.requests:
        mine, theirs = service.sample.requests[-1], other.sample.requests[-1]
        assert (mine.command, mine.principal) == (theirs.command, theirs.principal)


@pytest.mark.parametrize("path", ["/v1/things/7/closing", "/v1/things/x/closing", "/v1/things//closing"])
@pytest.mark.parametrize("tag", [{"if-match": '"3"'}, {}, {"if-match": "W/3"}])
async def test_an_update_is_answered_alike(
    service: Running, other: Running, path: str, tag: dict[str, str]
) -> None:
    await both(service, other, "POST", path, headers=tag)


@pytest.mark.parametrize("failure", [ValueError("a defect"), httpx.HTTPError("another")])
async def test_a_failure_is_answered_alike(service: Running, other: Running, failure: Exception) -> None:
    service.sample.fails_with = other.sample.fails_with = failure
    answer = await both(service, other, "POST", "/v1/things", headers=JSON, content=BODIES[0])
    assert answer.status_code == 500


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?limit=3",
        "?limit=0",
        "?limit=x",
        "?limit=2&limit=3",
        "?cursor=bad",
        "?kind=round&limit=2",
        "?kind=",
        "?limit=",
        "?kind=round&kind=square",
        "?min_position=",
        "?min_position=sample:0&min_position=sample:0",
        "?unknown=1",
        "?min_position=sample:0",
        "?min_position=sample:1",
        "?min_position=wrong",
    ],
)
async def test_a_list_is_answered_alike(service: Running, other: Running, query: str) -> None:
    await both(service, other, "GET", "/v1/things" + query)


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("?most=3&tag=a&tag=b", {"x-trial": "yes", "x-count": "7"}),
        ("?most=x", {}),
        ("?most=", {"x-count": "seven"}),
        ("?size=3&tag=", {"x-trial": "", "x_trial": "no"}),
        ("?limit=2", {"X-Trial": "a b"}),
    ],
)
async def test_parameters_are_read_alike(
    service: Running, other: Running, query: str, headers: dict[str, str]
) -> None:
    for _ in range(2):
        await both(service, other, "GET", "/v1/written" + query, headers=headers)
    assert service.sample.read == other.sample.read


async def test_written_rows_are_paged_to_the_end_as_models_are(service: Running) -> None:
    found: dict[str, list[object]] = {"/v1/things": [], "/v1/written": []}
    for path, pages in found.items():
        following: str | None = f"{path}?limit=3"
        while following:
            page = (await service.client.get(following, headers=bearer(service.token))).json()
            pages.append(page["items"])
            following = page["next"]
    assert (
        found["/v1/written"]
        == found["/v1/things"]
        == [[{"id": n} for n in numbers] for numbers in ((1, 2, 3), (4, 5, 6), (7,))]
    )


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "OPTIONS"])
async def test_another_method_is_answered_alike(service: Running, other: Running, method: str) -> None:
    await both(service, other, method, "/v1/things/7/closing")


async def test_who_may_not_is_refused_on_the_short_way(service: Running) -> None:
    for headers in ({}, bearer("tk_wrong"), bearer(service.keys.create(Role.viewer), idempotency_key="k")):
        answer = await service.client.post("/v1/things", content=BODIES[0], headers=JSON | headers)
        assert answer.status_code in {401, 403}
    assert service.sample.requests == []


async def test_a_body_in_pieces_arrives_whole(service: Running) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b'{"la', b'bel":', b'"a"}'):
            yield piece

    headers = JSON | bearer(service.token, idempotency_key="k")
    answer = await service.client.post("/v1/things", content=pieces(), headers=headers)
    assert answer.json()["label"] == "a"


async def test_plain_commands_take_the_short_way(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    answered = plain_route.PlainRoute.answered

    async def noted(self: Any, *arguments: Any) -> Any:
        taken.append(self.context.path)
        return await answered(self, *arguments)

    monkeypatch.setattr(plain_route.PlainRoute, "answered", noted)
    headers = JSON | bearer(service.token, idempotency_key="k", if_match='"1"')
    await service.client.post("/v1/things", content=BODIES[0], headers=headers)
    await service.client.post("/v1/things/7/closing", headers=headers)
    await service.client.get("/v1/things", headers=headers)
    await service.client.get("/v1/written?limit=3", headers=headers)
    assert taken == ["/v1/things", "/v1/things/{thing_id}/closing", "/v1/things", "/v1/written"]
