"""The use cases of duties: each an intent, so that those of many subjects are handed over together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID

from services.scoring.duty.decide import DUTIES, DutyCommand, MeetDuties, OpenDuty, Subject, TakeSteps
from services.scoring.duty.events import (
    DutyBreached,
    DutyEscalated,
    DutyEvent,
    DutyMet,
    DutyOpened,
    DutyWarned,
)
from services.scoring.duty.published import publish
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle_all
from shared.kit.eventstore.port import CommandId, EventStore

CODEC: Codec[DutyEvent] = Codec(DutyOpened, DutyWarned, DutyBreached, DutyEscalated, DutyMet)

DutyIntent = Intent[Subject, DutyCommand, DutyEvent]


def stream_of(subject_id: UUID) -> str:
    """Return the stream of the subject's duties, which is its key, too."""
    return f"duty-{subject_id}"


@dataclass(frozen=True, slots=True)
class Duties:
    """What can be done about duties."""

    store: EventStore
    kind: StreamKind[Subject, DutyCommand, DutyEvent]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(DUTIES, CODEC, publish, publisher))

    async def open(self, asked: Sequence[OpenDuty], request: Request) -> None:
        """Each is owed, unless it was before. Raises what the first of them raises that fails."""
        intents = [self._intent(one.duty.subject_id, one, _each(request, one.duty.duty_id)) for one in asked]
        for outcome in await handle_all(self.store, intents):
            if isinstance(outcome, Exception):
                raise outcome

    def stepping(self, subject_id: UUID, period: str, deadline: str, request: Request) -> DutyIntent:
        """Whatever time has brought to the period's duty is recorded."""
        return self._intent(subject_id, TakeSteps(period, deadline, request.now), request)

    def meeting(
        self, subject_id: UUID, told: tuple[str, str, datetime], deadline: str, request: Request
    ) -> DutyIntent:
        """The duties of all periods before the first of `told` were met, by whom and when it says."""
        before, by, met_at = told
        command = MeetDuties(before, by, met_at, request.now, deadline)
        return self._intent(subject_id, command, request)

    def _intent(self, subject_id: UUID, command: DutyCommand, request: Request) -> DutyIntent:
        stream = stream_of(subject_id)
        return Intent(self.kind, stream, stream, command, request)


def _each(request: Request, duty_id: UUID) -> Request:
    """Return the request for one of many duties: the same at every try."""
    text = f"{request.command.id} {duty_id}"
    command = CommandId(text, sha256(text.encode()).digest())
    return Request(command, request.now, request.principal, request.traceparent)
