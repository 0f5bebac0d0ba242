import asyncio

from shared.contracts.roles import Role
from shared.kit.http import health as health_module
from shared.kit.http.app import create_probes
from shared.kit.http.health import Health
from tests.shared.http.sample import Running
from tests.support.eventually import eventually
from tests.support.keys import bearer


async def well() -> str | None:
    return None


async def lagging() -> str | None:
    return "the relay has not sent for 90 s"


async def broken() -> str | None:
    raise ConnectionError("password=hunter2")


async def test_a_process_is_ready_when_started_well_and_not_draining(service: Running) -> None:
    assert (await service.client.get("/startupz")).status_code == 503
    assert (await service.client.get("/readyz")).json()["faults"] == {"process": "starting"}
    service.health.started = True
    service.health.checks["postgres"] = well
    assert (await service.client.get("/startupz")).status_code == 200
    assert (await service.client.get("/readyz")).status_code == 200
    service.health.draining = True
    drained = await service.client.get("/readyz")
    assert (drained.status_code, drained.json()["faults"]) == (503, {"process": "draining"})
    assert (await service.client.get("/livez")).status_code == 200


async def test_readiness_names_what_is_wrong_and_tells_no_secret(service: Running) -> None:
    service.health.started = True
    service.health.checks |= {"relay": lagging, "postgres": broken, "kafka": well}
    answer = await service.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["faults"] == {
        "relay": "the relay has not sent for 90 s",
        "postgres": "ConnectionError",
    }


async def test_many_probes_at_once_ask_once(service: Running) -> None:
    asked = 0

    async def counted() -> str | None:
        nonlocal asked
        asked += 1
        return None

    service.health.started = True
    service.health.checks["postgres"] = counted
    await asyncio.gather(*(service.client.get("/readyz") for _ in range(10)))
    assert asked == 1


async def test_a_check_that_hangs_is_a_fault_within_its_time(service: Running) -> None:
    async def hanging() -> str | None:
        await asyncio.Event().wait()
        return None

    service.health.started = True
    service.health.checks["kafka"] = hanging
    assert "no answer" in (await service.client.get("/readyz")).json()["faults"]["kafka"]


async def test_a_lost_pulse_is_not_alive(service: Running) -> None:
    service.health._beat -= health_module.HEARTBEAT_LOST_S
    assert (await service.client.get("/livez")).status_code == 503
    stop = asyncio.Event()
    pulse = asyncio.create_task(service.health.beat(stop))
    await eventually(service.health.alive)
    stop.set()
    await pulse


async def test_status_tells_every_report_even_when_one_fails(service: Running) -> None:
    async def outbox() -> dict[str, object]:
        return {"rows": 3}

    async def board() -> dict[str, object]:
        raise ConnectionError("gone")

    service.health.started = True
    service.health.reports |= {"outbox": outbox, "board": board}
    viewer = service.keys.create(Role.viewer)
    told = (await service.client.get("/v1/status", headers=bearer(viewer))).json()
    assert told == {
        "service": "sample",
        "ready": True,
        "faults": {},
        "reports": {"outbox": {"rows": 3}, "board": {"error": "ConnectionError"}},
    }


async def test_a_process_without_an_api_still_answers_probes() -> None:
    paths = {route.path for route in create_probes(Health()).routes if hasattr(route, "path")}
    assert "/v1/status" not in paths
