import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.shared.http.sample import BODY_MAX_BYTES, BOUNDS, Running, running
from tests.support.keys import bearer
from tests.support.problems import problem


async def chunks(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 100):
        yield b" " * 100


async def test_a_body_that_announces_too_much_is_refused_unread(service: Running) -> None:
    headers = bearer(service.token, idempotency_key="k", content_type="application/json")
    response = await service.client.post("/v1/things", content=b" " * (BODY_MAX_BYTES + 1), headers=headers)
    assert problem(response, 413, "body_too_large")["max_bytes"] == BODY_MAX_BYTES
    assert response.headers["connection"] == "close"


async def test_a_chunked_body_is_counted(service: Running) -> None:
    headers = bearer(service.token, idempotency_key="k", content_type="application/json")
    response = await service.client.post("/v1/things", content=chunks(BODY_MAX_BYTES + 100), headers=headers)
    problem(response, 413, "body_too_large")
    fitting = await service.client.post("/v1/things", content=chunks(BODY_MAX_BYTES), headers=headers)
    problem(fitting, 400, "malformed_json")


async def test_a_request_that_takes_too_long_is_503() -> None:
    async with running(replace(BOUNDS, request_timeout=timedelta(milliseconds=50))) as service:
        problem(await service.client.get("/v1/slow"), 503, "request_timeout")


async def test_only_the_request_that_is_late_is_cut_and_the_next_one_is_watched_again() -> None:
    async with running(replace(BOUNDS, request_timeout=timedelta(milliseconds=50))) as service:
        for _ in range(2):
            late = asyncio.create_task(service.client.get("/v1/slow"))
            while not late.done():
                assert (await service.client.get("/v1/things")).status_code == 200
                # The transport of tests never waits, so the loop would not come round to its timers.
                await asyncio.sleep(0)
            problem(await late, 503, "request_timeout")


async def test_a_client_that_goes_away_is_not_answered_with_a_timeout(service: Running) -> None:
    gone = asyncio.create_task(service.client.get("/v1/slow"))
    await service.sample.entered.wait()
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_past_the_most_in_flight_a_request_is_503_and_probes_still_answer() -> None:
    async with running(replace(BOUNDS, in_flight_max=1)) as service:
        slow = asyncio.create_task(service.client.get("/v1/slow"))
        await service.sample.entered.wait()
        problem(await service.client.get("/v1/things"), 503, "overloaded")
        assert (await service.client.get("/livez")).status_code == 200
        service.sample.hold.set()
        assert (await slow).status_code == 200
        assert (await service.client.get("/v1/things")).status_code == 200


async def test_answers_are_measured_by_template_never_by_path(service: Running) -> None:
    await service.client.get("/v1/slow/secret-path")
    await service.client.request("BREW", "/v1/things")
    service.sample.hold.set()
    await service.client.get("/v1/slow")
    text = (await service.client.get("/metrics")).text
    assert 'route="/v1/slow",status="200"' in text
    assert 'method="other"' in text
    assert "secret-path" not in text
