from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.roles import Role
from shared.kit.eventstore.handle import Request
from shared.kit.http.idempotency import parse_key
from shared.kit.http.problems import HttpProblem
from tests.shared.http.sample import Running
from tests.support.keys import bearer
from tests.support.problems import problem


async def sent(service: Running, token: str | None = None, key: str = "k", **body: Any) -> Request:
    """The request that the use case got."""
    response = await service.client.post(
        "/v1/things", json={"label": "a"} | body, headers=bearer(token or service.token, idempotency_key=key)
    )
    assert response.status_code == 201, response.text
    return service.sample.requests[-1]


async def test_a_repeat_is_the_same_command_with_the_same_content(service: Running) -> None:
    first, again = await sent(service), await sent(service, key='"k"')
    assert first.command == again.command
    assert len(first.command.request_hash) == 32
    assert first.principal == "test"
    assert first.now == service.clock.now()
    assert first.traceparent is not None


async def test_another_key_caller_or_body_is_told_apart(service: Running) -> None:
    first = await sent(service)
    other_key = await sent(service, key="l")
    other_caller = await sent(service, service.keys.create(Role.system, name="erp"))
    other_body = await sent(service, kind="square")
    assert len({r.command.id for r in (first, other_key, other_caller)}) == 3
    assert other_body.command.id == first.command.id
    assert other_body.command.request_hash != first.command.request_hash


async def test_a_rotated_key_is_still_the_same_caller(service: Running) -> None:
    first = await sent(service)
    again = await sent(service, service.keys.create(Role.salesperson, name="test"))
    assert first.command == again.command


async def test_the_same_key_on_another_resource_is_the_same_command_with_other_content(
    service: Running,
) -> None:
    headers = bearer(service.token, idempotency_key="k", if_match='"1"')
    for thing in (1, 2):
        await service.client.post(f"/v1/things/{thing}/closing", headers=headers)
    one, two = (request.command for request in service.sample.requests)
    assert one.id == two.id
    assert one.request_hash != two.request_hash


async def test_an_update_without_a_key_is_named_by_its_version_and_content(service: Running) -> None:
    for thing, version in ((1, 1), (1, 1), (1, 2), (2, 1)):
        headers = bearer(service.token, if_match=f'"{version}"')
        assert (await service.client.post(f"/v1/things/{thing}/closing", headers=headers)).status_code == 200
    first, repeat, later, other = (request.command for request in service.sample.requests)
    assert first == repeat
    assert len({first.id, later.id, other.id}) == 3


async def test_creating_without_a_key_is_400(service: Running) -> None:
    response = await service.client.post("/v1/things", json={"label": "a"}, headers=bearer(service.token))
    problem(response, 400, "idempotency_key_missing")


@pytest.mark.parametrize("key", ['"open', "two words", '"bad\\n"', "x" * 256, "", '""', "a,b" * 100])
async def test_a_malformed_key_is_400(service: Running, key: str) -> None:
    headers = bearer(service.token, idempotency_key=key)
    response = await service.client.post("/v1/things", json={"label": "a"}, headers=headers)
    problem(response, 400, "idempotency_key_malformed")


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255))
def test_every_structured_field_string_is_read_back(key: str) -> None:
    quoted = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert parse_key(quoted) == key


@given(st.text(max_size=300))
def test_any_text_is_a_key_or_a_problem(text: str) -> None:
    with suppress(HttpProblem):
        assert 1 <= len(parse_key(text)) <= 255


async def test_the_answer_says_when_it_is_a_replay(service: Running) -> None:
    headers = bearer(service.token, idempotency_key="k")
    fresh = await service.client.post("/v1/things", json={"label": "a"}, headers=headers)
    assert (fresh.headers["etag"], fresh.headers["position"]) == ('"3"', "sample:17")
    assert "idempotency-replayed" not in fresh.headers
    service.sample.replayed = True
    replay = await service.client.post("/v1/things", json={"label": "a"}, headers=headers)
    assert replay.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("tag", ["3", 'W/"3"', "*", '"3", "4"', '"-1"', '"03"', '""'])
async def test_an_if_match_that_is_not_one_of_our_tags_is_400(service: Running, tag: str) -> None:
    response = await service.client.post("/v1/things/1/closing", headers=bearer(service.token, if_match=tag))
    problem(response, 400, "if_match_malformed")


async def test_an_update_without_if_match_is_428(service: Running) -> None:
    response = await service.client.post("/v1/things/1/closing", headers=bearer(service.token))
    problem(response, 428, "precondition_required")
