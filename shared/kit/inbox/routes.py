"""`POST /v1/events`: CloudEvents of other systems over HTTP, one answer for each event."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from shared.kit.http.key_ring import Principal
from shared.kit.http.problems import HttpProblem
from shared.kit.inbox.inbox import Data, Inbox, Outcome
from shared.kit.inbox.intake import from_http
from shared.kit.inbox.lanes import settle_all
from shared.kit.inbox.received import BATCH, STRUCTURED, Refusal

ACCEPTED, MULTI_STATUS = 202, 207

Samples = Mapping[type[Data], Any]
NO_SAMPLES: Samples = MappingProxyType({})

_BODY: dict[str, Any] = {"type": "object", "description": "A CloudEvent 1.0, or its data in binary mode"}


class EventAnswer(BaseModel):
    """What became of one event. A refused one is a dead letter; `position` is for `min_position`."""

    id: str | None
    status: Literal["accepted", "duplicate", "refused"]
    reason: str | None = None
    detail: str | None = None
    position: str | None = None


def events_router(inbox: Inbox, caller: Callable[..., Any], samples: Samples = NO_SAMPLES) -> APIRouter:
    """Return the route for `inbox`; `caller` is the dependency that lets in who may send events.

    `samples` are data of the events that it takes, for the document.
    """
    router = APIRouter(prefix="/v1", tags=["events"])

    @router.post(
        "/events",
        status_code=ACCEPTED,
        summary="Take CloudEvents of another system",
        responses={MULTI_STATUS: {"model": list[EventAnswer], "description": "Some events were refused"}},
        openapi_extra=_documented(samples),
    )
    async def take_events(
        request: Request, response: Response, principal: Annotated[Principal, Depends(caller)]
    ) -> list[EventAnswer]:
        """Every event took effect, had taken effect before, or is a dead letter with its reason.

        202 when none was refused, 207 when some were, a problem when all were. Safe to repeat.
        """
        try:
            events = from_http(request.headers, await request.body(), principal.name)
        except Refusal as refusal:
            code = "body_too_large" if refusal.reason == "too_many_events" else refusal.reason
            raise HttpProblem(code, refusal.detail) from None
        answers = _answers(await settle_all(inbox, events))
        response.status_code = _status(answers)
        return answers

    return router


def _documented(samples: Samples) -> dict[str, Any]:
    content: dict[str, Any] = {
        STRUCTURED: {"schema": _BODY},
        BATCH: {"schema": {"type": "array", "items": _BODY}},
        "application/json": {"schema": _BODY},
    }
    events = [_event(contract, data) for contract, data in samples.items()]
    if events:
        examples = (events[0], events, events[0]["data"])
        for said, example in zip(content.values(), examples, strict=True):
            said["example"] = example
    return {"requestBody": {"required": True, "content": content}}


def _event(contract: type[Data], data: Any) -> dict[str, Any]:
    named = {"id": f"order-42/{contract.TYPE.rpartition('.')[2]}", "source": "erp", "type": contract.TYPE}
    return {"specversion": "1.0", **named, "datacontenttype": "application/json", "data": data}


def _answers(outcomes: Sequence[Outcome]) -> list[EventAnswer]:
    return [
        EventAnswer(
            id=one.id, status=one.status, reason=one.reason, detail=one.detail or None, position=one.position
        )
        for one in outcomes
    ]


def _status(answers: Sequence[EventAnswer]) -> int:
    refused = [answer for answer in answers if answer.status == "refused"]
    if not refused:
        return ACCEPTED
    if len(refused) < len(answers):
        return MULTI_STATUS
    # A sender that looks at nothing but the status must not believe that it was heard.
    reasons = {answer.reason for answer in refused}
    code = "malformed_json" if reasons == {"malformed_json"} else "invalid"
    events = [answer.model_dump(exclude_none=True) for answer in refused]
    raise HttpProblem(code, "Every event was refused and kept as a dead letter.", events=events)
