"""The runner as a real process on a real socket: signals, drains, crashes, unreadable bytes."""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

SECRETS = {
    "SPECIMEN_DATABASE_URL": "postgresql://nobody:hunter2@127.0.0.1:1/none",
    "SPECIMEN_KAFKA_BOOTSTRAP": "127.0.0.1:1",
    "SPECIMEN_API_KEY_PEPPER": "p" * 32,
    "SPECIMEN_CURSOR_SECRET": "c" * 32,
}
WITHIN_S = 20


class Process:
    """The specimen running; its log lines and its words as they come."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.port = process, 0
        self.logs: list[dict[str, Any]] = []
        self.words: list[str] = []
        assert process.stdout is not None
        assert process.stderr is not None
        self._readers = [
            asyncio.create_task(self._read(process.stdout, lambda line: self.logs.append(json.loads(line)))),
            asyncio.create_task(self._read(process.stderr, self.words.append)),
        ]

    async def _read(self, stream: asyncio.StreamReader, keep: Callable[[str], None]) -> None:
        async for line in stream:
            keep(line.decode().rstrip("\n"))

    async def logged(self, event: str) -> dict[str, Any]:
        """The first log line of that event, once it is there."""
        line: dict[str, Any] = await self._until(
            lambda: next((line for line in self.logs if line["event"] == event), None)
        )
        return line

    async def said(self, word: str) -> None:
        await self._until(lambda: word in self.words or None)

    async def _until(self, found: Callable[[], Any]) -> Any:
        async with asyncio.timeout(WITHIN_S):
            while (value := found()) is None:
                assert self.process.returncode is None or not all(r.done() for r in self._readers), self.words
                await asyncio.sleep(0.01)
        return value

    async def ended(self) -> int:
        async with asyncio.timeout(WITHIN_S):
            await asyncio.gather(*self._readers)
            return await self.process.wait()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


Start = Callable[..., Awaitable[Process]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    started: list[Process] = []

    async def starting(*arguments: str, **environment: str) -> Process:
        given = {f"SPECIMEN_{name.upper()}": value for name, value in environment.items()}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.shared.service.specimen", *arguments),
            env=os.environ | SECRETS | given,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(Process(process))
        return started[-1]

    yield starting
    for each in started:
        if each.process.returncode is None:
            each.process.kill()
        await each.ended()


async def serving(start: Start, *arguments: str, **environment: str) -> Process:
    process = await start("run", *arguments, **environment)
    process.port = (await process.logged("service.started"))["port"]
    return process


async def test_a_told_process_drains_then_stops_roles_then_closes_in_reverse(start: Start) -> None:
    process = await serving(start, drain_notice_ms="400")
    async with httpx.AsyncClient() as client:
        assert (await client.get(process.url("/readyz"))).status_code == 200
        slow = asyncio.create_task(client.get(process.url("/v1/slow")))
        await process.said("slow begun")
        process.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(WITHIN_S):
            while (await client.get(process.url("/readyz"))).status_code == 200:  # noqa: ASYNC110 -- a real server
                await asyncio.sleep(0.01)
        assert (await slow).json() == {"finished": True}
    assert await process.ended() == 0
    assert process.words[-4:-2] == ["relay stopped", "deadlines stopped"]
    assert process.words[-2:] == ["second closed", "first closed"]


@pytest.mark.parametrize(("fault", "reason"), [("role", "the role broke"), ("ends", "without being told")])
async def test_a_part_that_fails_ends_the_process_with_1_and_its_reason(
    start: Start, fault: str, reason: str
) -> None:
    process = await start("run", fault=fault)
    assert await process.ended() == 1
    failed = next(line for line in process.logs if line["event"] == "role.failed")
    assert failed["role"] == "deadlines"
    assert reason in failed["reason"]
    assert "relay stopped" in process.words
    assert process.words[-1] == "first closed"


async def test_a_wiring_that_fails_closes_what_it_opened(start: Start) -> None:
    process = await start("run", fault="wiring")
    assert await process.ended() == 1
    assert process.words == ["second closed", "first closed", "no database here"]


async def test_only_the_named_parts_run_and_probes_are_served_without_the_api(start: Start) -> None:
    process = await serving(start, "--only", "relay")
    async with httpx.AsyncClient() as client:
        assert (await client.get(process.url("/readyz"))).status_code == 200
        numbers = (await client.get(process.url("/metrics"))).text
        began = re.search(r"^tuoke_process_started_at_seconds (.+)$", numbers, re.MULTILINE)
        assert began is not None
        assert 0 <= time.time() - float(began[1]) < WITHIN_S, "from its changes Prometheus sees each restart"
        assert (await client.get(process.url("/v1/slow"))).json()["code"] == "not_found"
    assert (await process.logged("service.started"))["roles"] == ["relay"]
    process.process.send_signal(signal.SIGINT)
    assert await process.ended() == 0
    assert "deadlines runs" not in process.words


async def test_an_unknown_part_is_a_usage_error(start: Start) -> None:
    process = await start("run", "--only", "relais")
    assert await process.ended() == 2
    assert process.words[-1] == "unknown: relais; known: api, deadlines, relay"


async def test_a_taken_port_is_one_sentence(start: Start) -> None:
    first = await serving(start)
    second = await start("run", http_port=str(first.port))
    assert await second.ended() == 1
    assert second.words == [f"cannot listen on 127.0.0.1:{first.port}: Address already in use"]


async def test_a_missing_secret_stops_the_start_in_one_sentence(start: Start) -> None:
    process = await start("run", api_key_pepper="")
    assert await process.ended() == 2
    [sentence] = process.words
    assert sentence.startswith("SPECIMEN_API_KEY_PEPPER is missing: ")


async def test_a_chunked_body_over_the_limit_is_cut_off_with_413(start: Start) -> None:
    process = await serving(start)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    async with httpx.AsyncClient() as client:
        fitting = await client.post(process.url("/v1/echo"), content=b"x" * 1_048_576)
        assert fitting.json() == {"bytes": 1_048_576}
        announced = await client.post(process.url("/v1/echo"), content=b"x" * 2_000_000)
        assert announced.json()["code"] == "body_too_large"
    answer = await raw(
        process, b"POST /v1/echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", endless()
    )
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"body_too_large"' in answer


async def raw(process: Process, head: bytes, chunks: AsyncIterator[bytes] | None = None) -> bytes:
    """What the server says to these bytes until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", process.port)
    try:
        writer.write(head)
        if chunks is not None:
            async for chunk in chunks:
                writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            writer.write(b"0\r\n\r\n")
        return await asyncio.wait_for(reader.read(), WITHIN_S)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "noise", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00" + b"a" * 40]
)
async def test_bytes_that_are_no_http_get_a_problem_document(start: Start, noise: bytes) -> None:
    process = await serving(start)
    answer = await raw(process, noise)
    assert answer.startswith(b"HTTP/1.1 400 ")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "bad_request"
    async with httpx.AsyncClient() as client:
        assert (await client.get(process.url("/livez"))).status_code == 200
