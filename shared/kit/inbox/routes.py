"""`POST /v1/events`: CloudEvents of other systems over HTTP, one answer for each event."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from shared.kit.http.key_ring import Principal
from shared.kit.http.problems import HttpProblem
from shared.kit.inbox.inbox import Inbox, Outcome
from shared.kit.inbox.intake import from_http
from shared.kit.inbox.lanes import settle_all
from shared.kit.inbox.received import BATCH, STRUCTURED, Refusal
from shared.kit.inbox.told_data import Data

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


class _Written(msgspec.Struct, gc=False):
    """`EventAnswer` on its way out: a model for each event would be made only to be written."""

    id: str | None
    status: str
    reason: str | None
    detail: str | None
    position: str | None


_ENCODER: Final = msgspec.json.Encoder()


def events_router(inbox: Inbox, caller: Callable[..., Any], samples: Samples = NO_SAMPLES) -> APIRouter:
    """Return the route for `inbox`; `caller` is the dependency that lets in who may send events.

    `samples` are data of the events that it takes, for the document.
    """
    router = APIRouter(prefix="/v1", tags=["events"])

    @router.post(
        "/events",
        status_code=ACCEPTED,
        response_model=list[EventAnswer],
        summary="Take CloudEvents of another system",
        responses={MULTI_STATUS: {"model": list[EventAnswer], "description": "Some events were refused"}},
        openapi_extra=_documented(samples),
    )
    async def take_events(request: Request, principal: Annotated[Principal, Depends(caller)]) -> Response:
        """Every event took effect, had taken effect before, or is a dead letter with its reason.

        202 when none was refused, 207 when some were, a problem when all were. Safe to repeat.
        """
        try:
            events = from_http(request.headers, await request.body(), principal.name)
        except Refusal as refusal:
            code = "body_too_large" if refusal.reason == "too_many_events" else refusal.reason
            raise HttpProblem(code, refusal.detail) from None
        outcomes = await settle_all(inbox, events)
        answers = _ENCODER.encode([_answer(one) for one in outcomes])
        return Response(answers, _status(outcomes), media_type="application/json")

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


def _answer(one: Outcome) -> _Written:
    return _Written(one.id, one.status, one.reason, one.detail or None, one.position)


def _status(outcomes: Sequence[Outcome]) -> int:
    refused = [one for one in outcomes if one.status == "refused"]
    if not refused:
        return ACCEPTED
    if len(refused) < len(outcomes):
        return MULTI_STATUS
    # A sender that looks at nothing but the status must not believe that it was heard.
    reasons = {one.reason for one in refused}
    code = "malformed_json" if reasons == {"malformed_json"} else "invalid"
    told = (msgspec.to_builtins(_answer(one)) for one in refused)
    events = [{name: value for name, value in one.items() if value is not None} for one in told]
    raise HttpProblem(code, "Every event was refused and kept as a dead letter.", events=events)
