from datetime import timedelta

import pytest

from shared.contracts.roles import Role
from shared.kit.http.tokens import mint
from tests.shared.http.sample import Running
from tests.support.keys import bearer
from tests.support.problems import problem

THING = {"label": "a"}


async def status_of(service: Running, token: str) -> int:
    headers = bearer(token, idempotency_key="k")
    return (await service.client.post("/v1/things", json=THING, headers=headers)).status_code


async def test_a_request_without_a_key_is_challenged(service: Running) -> None:
    response = await service.client.post("/v1/things", json=THING, headers={"Idempotency-Key": "k"})
    problem(response, 401, "unauthenticated")
    assert response.headers["www-authenticate"] == 'Bearer realm="sample"'


@pytest.mark.parametrize(
    "header",
    ["Bearer ", "Basic YTpi", "Bearer tk_x", f"Bearer {mint().text}", "tk"],
    ids=["no key", "another scheme", "half a key", "an unknown key", "no scheme"],
)
async def test_anything_but_a_living_key_is_401(service: Running, header: str) -> None:
    headers = {"Authorization": header, "Idempotency-Key": "k"}
    problem(await service.client.post("/v1/things", json=THING, headers=headers), 401, "unauthenticated")
    assert not service.sample.requests


async def test_a_secret_of_another_key_is_401_even_when_the_id_is_known(service: Running) -> None:
    forged = mint()
    other = service.keys.rows[service.token.split("_")[1]]
    service.keys.rows[forged.id] = other
    assert await status_of(service, forged.text) == 401


async def test_a_role_that_the_route_does_not_serve_is_403(service: Running) -> None:
    viewer = service.keys.create(Role.viewer)
    response = await service.client.post(
        "/v1/things", json=THING, headers=bearer(viewer, idempotency_key="k")
    )
    assert problem(response, 403, "forbidden")["required_roles"] == ["salesperson", "system"]


async def test_an_expired_key_is_refused_although_it_is_remembered(service: Running) -> None:
    token = service.keys.create(Role.salesperson, ends_in=timedelta(minutes=1))
    assert await status_of(service, token) == 201
    service.clock.advance(timedelta(minutes=1))
    assert await status_of(service, token) == 401


async def test_a_key_is_looked_up_once_and_its_revocation_is_learnt_in_time(service: Running) -> None:
    assert await status_of(service, service.token) == 201
    assert await status_of(service, service.token) == 201
    assert service.keys.asked == 1
    service.keys.revoke(service.token)
    service.keys.ticks += 30.1
    assert await status_of(service, service.token) == 401


async def test_a_key_is_usable_the_moment_it_is_made(service: Running) -> None:
    token = service.keys.create(Role.salesperson)
    row = service.keys.rows.pop(token.split("_")[1])
    assert await status_of(service, token) == 401
    service.keys.rows[row.id] = row
    assert await status_of(service, token) == 201


async def test_the_use_of_a_key_is_noted_once_an_hour(service: Running) -> None:
    await status_of(service, service.token)
    assert service.keys.touched == 0
    service.clock.advance(timedelta(hours=1))
    await status_of(service, service.token)
    await status_of(service, service.token)
    assert service.keys.touched == 1


async def test_status_wants_a_key_of_any_role_and_probes_want_none(service: Running) -> None:
    problem(await service.client.get("/v1/status"), 401, "unauthenticated")
    viewer = service.keys.create(Role.viewer)
    assert (await service.client.get("/v1/status", headers=bearer(viewer))).status_code == 200
    assert (await service.client.get("/livez")).status_code == 200
