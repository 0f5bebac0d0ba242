"""`POST /v1/events`: one answer for each event, and a status that says enough by itself."""

import json
from typing import Any

import httpx
from fastapi import FastAPI

from shared.kit.http.failures import handlers
from shared.kit.http.key_ring import Principal
from shared.kit.http.problems import Problems
from shared.kit.inbox.received import BATCH, STRUCTURED
from shared.kit.inbox.routes import events_router
from tests.support.inbox_service import TYPE, NoteService, note_service


async def caller() -> Principal:
    return Principal("erp", "k1", frozenset({"system"}))


def event(number: int, line: str = "hello") -> dict[str, Any]:
    data = {"subject": "s1", "line": line}
    return {"specversion": "1.0", "id": str(number), "source": "/erp", "type": TYPE, "data": data}


async def post(notes: NoteService, content: bytes, headers: dict[str, str]) -> httpx.Response:
    app = FastAPI(exception_handlers=handlers(Problems()))  # type: ignore[arg-type]  # each takes its own exception
    app.include_router(events_router(notes.inbox, caller))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.post("/v1/events", content=content, headers=headers)


async def test_one_event_is_accepted_and_its_repeat_a_duplicate(database: str) -> None:
    async with note_service(database) as notes:
        body, headers = json.dumps(event(1)).encode(), {"content-type": STRUCTURED}
        first, again = await post(notes, body, headers), await post(notes, body, headers)
        assert (first.status_code, again.status_code) == (202, 202)
        assert first.json()[0]["status"] == "accepted"
        assert first.json()[0]["position"] == "notes:1"
        assert again.json()[0]["status"] == "duplicate"


async def test_binary_mode_is_taken(database: str) -> None:
    async with note_service(database) as notes:
        headers = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/erp", "ce-type": TYPE}
        body = json.dumps(event(1)["data"]).encode()
        answer = await post(notes, body, {**headers, "content-type": "application/json"})
        assert (answer.status_code, await notes.lines("s1")) == (202, ["hello"])


async def test_a_batch_says_for_each_event_what_became_of_it(database: str) -> None:
    async with note_service(database) as notes:
        body = json.dumps([event(1), event(2, "forbidden"), event(1), {"id": 7}]).encode()
        answer = await post(notes, body, {"content-type": BATCH})
        assert answer.status_code == 207
        assert [(one["id"], one["status"], one["reason"]) for one in answer.json()] == [
            ("1", "accepted", None),
            ("2", "refused", "line_forbidden"),
            ("1", "duplicate", None),
            (None, "refused", "bad_envelope"),
        ]
        assert await notes.dead() == 2


async def test_a_request_of_which_nothing_was_taken_is_a_problem(database: str) -> None:
    async with note_service(database) as notes:
        refused = await post(notes, json.dumps(event(1, "forbidden")).encode(), {"content-type": STRUCTURED})
        assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
        assert refused.json()["events"][0]["reason"] == "line_forbidden"
        malformed = await post(notes, b"{", {"content-type": STRUCTURED})
        assert (malformed.status_code, malformed.json()["code"]) == (400, "malformed_json")
        assert await notes.dead() == 2


async def test_what_is_no_cloudevents_request_is_refused_whole(database: str) -> None:
    async with note_service(database) as notes:
        plain = await post(notes, b"{}", {"content-type": "application/json"})
        assert (plain.status_code, plain.json()["code"]) == (415, "unsupported_media_type")
        oversize = await post(notes, json.dumps([{}] * 501).encode(), {"content-type": BATCH})
        assert oversize.status_code == 413
        assert await notes.dead() == 0
