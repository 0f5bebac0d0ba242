"""The matter's use cases, one short method a command: gather, decide, append."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self
from uuid import UUID

import msgspec

from services.visits.form.events import FormAnswered
from services.visits.matter.decide import (
    MATTER,
    BreachMatter,
    CloseMatter,
    LinkMatter,
    Matter,
    MatterCommand,
    MatterUnknown,
    OpenMatter,
    PauseMatter,
    ReopenMatter,
    ResumeMatter,
    State,
    TakeStep,
)
from services.visits.matter.decide.commands import Moved
from services.visits.matter.declared import Declared, declared
from services.visits.matter.events import (
    MatterBreached,
    MatterClosed,
    MatterEvent,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
    Raised,
)
from services.visits.matter.published import publish
from shared.contracts import matters
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7
from shared.policy.working_time import moved

CODEC: Codec[MatterEvent] = Codec(
    MatterOpened,
    MatterStepTaken,
    MatterPaused,
    MatterResumed,
    MatterBreached,
    MatterLinked,
    MatterClosed,
    MatterReopened,
)

MatterIntent = Intent[State, MatterCommand, MatterEvent]
Roles = frozenset[str] | None
"""The caller's roles; None of a system, which speaks for people whose roles it knows and we do not."""


def stream_of(matter_id: UUID) -> str:
    """Return the matter's stream."""
    return f"matter-{matter_id}"


@dataclass(frozen=True, slots=True)
class Matters:
    """What can be done about matters, each opened under the policy in force."""

    store: EventStore
    kind: StreamKind[State, MatterCommand, MatterEvent]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(MATTER, CODEC, publish, publisher), books)

    async def open_matter(self, told: matters.OpenMatter, request: Request) -> Appended:
        """The matter is on file and its clock runs."""
        return await handle_when_made(self.store, request, self.opening(told, request))

    async def opening(self, told: matters.OpenMatter, request: Request) -> MatterIntent:
        """Return what opens it. Raises MatterKindUnknown, and `NoWorkingDay` of the clock."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        matter_id = external_id("matter", ref.source, ref.ref) if ref else uuid7()
        said = declared(await self.books.at(request.now), told.kind, told.category)
        return self._opening(said, matter_id, customer_id, told.summary, told.because_of, request)

    async def open_for_answer(self, answer: FormAnswered, ends: str, request: Request) -> Appended:
        """A customer's low score is a matter, once however often it is asked for (S3-14)."""
        book = await self.books.at(request.now)
        said = declared(book, book.matters.low_score, book.matters.low_score_category)
        matter_id = external_id("matter of a low score", "visits", str(answer.answer_id))
        because_of = f"answer-{answer.answer_id}"
        intent = self._opening(
            said, matter_id, answer.customer_id, _summary(answer), because_of, request, ends
        )
        return await handle(self.store, intent)

    def _opening(  # noqa: PLR0913, PLR0917 -- the parts of a matter
        self,
        said: Declared,
        matter_id: UUID,
        customer_id: UUID,
        summary: str,
        because_of: str | None,
        request: Request,
        ends: str | None = None,
    ) -> MatterIntent:
        raised = Raised(
            matter_id=matter_id,
            customer_id=customer_id,
            kind=said.kind,
            category=said.category,
            title_zh=said.title.zh,
            title_en=said.title.en,
            policy_version=said.policy_version,
        )
        due_at = said.due_at(request.now)
        command = OpenMatter(
            raised, said.terms, summary, because_of, due_at, request.principal, request.now, ends
        )
        return self._intent(matter_id, str(customer_id), command, request, creates=True)

    async def read(self, matter_id: UUID) -> tuple[Matter, int]:
        """Return the matter and its version. Raises MatterUnknown."""
        loaded = await self.store.load(stream_of(matter_id))
        matter = self.kind.fold(loaded.events)
        if matter is None:
            raise MatterUnknown(matter_id=str(matter_id))
        return matter, len(loaded.events)

    async def take_step(
        self, matter_id: UUID, step: str, text: str, roles: Roles, request: Request
    ) -> Appended:
        """A step was taken."""
        command = TakeStep(step, text, request.principal, roles, request.now)
        return await self._follow(matter_id, command, request)

    async def pause(self, matter_id: UUID, reason: str, until: datetime, request: Request) -> Appended:
        """Its clock stands still until then."""
        matter, _ = await self.read(matter_id)
        command = PauseMatter(reason, until, request.principal, request.now, await self._moved(matter))
        return await self._followed(matter, command, request)

    async def resume(self, matter_id: UUID, request: Request) -> Appended:
        """Its clock goes on."""
        matter, _ = await self.read(matter_id)
        command = ResumeMatter(request.principal, request.now, await self._moved(matter))
        return await self._followed(matter, command, request)

    async def link(self, matter_id: UUID, measure_id: UUID, request: Request) -> Appended:
        """It results in that measure, which is on file. Raises MatterUnknown for one that is not."""
        measure, _ = await self.read(measure_id)
        command = LinkMatter(measure_id, measure.raised.kind, request.principal, request.now)
        return await self._follow(matter_id, command, request)

    async def close(
        self, matter_id: UUID, outcome: str, change: str | None, roles: Roles, request: Request
    ) -> Appended:
        """It is over, with an outcome that can be seen."""
        command = CloseMatter(outcome, change, request.principal, roles, request.now)
        return await self._follow(matter_id, command, request)

    async def reopen(self, matter_id: UUID, reason: str, request: Request) -> Appended:
        """It was not solved. Raises MatterKindUnknown when the policy in force has it no more."""
        return await handle_when_made(self.store, request, self._reopening(matter_id, reason, request))

    async def _reopening(self, matter_id: UUID, reason: str, request: Request) -> MatterIntent:
        raised = (await self.read(matter_id))[0].raised
        said = declared(await self.books.at(request.now), raised.kind, raised.category)
        command = ReopenMatter(reason, said.due_at(request.now), request.principal, request.now)
        return self._intent(matter_id, str(raised.customer_id), command, request)

    def breaching(self, matter_id: UUID, key: str, request: Request) -> MatterIntent:
        """Return what says that it is late, unless it was closed; its deadline is over."""
        return self._intent(matter_id, key, BreachMatter(request.now), request)

    async def _moved(self, matter: Matter) -> Moved:
        """Return how its clock is moved, by the book under which it began: by working days or hours."""
        book = await self.books.at(matter.began_at)
        return partial(moved, days=declared(book, matter.raised.kind, matter.raised.category).days)

    async def _follow(self, matter_id: UUID, command: MatterCommand, request: Request) -> Appended:
        matter, _ = await self.read(matter_id)
        return await self._followed(matter, command, request)

    async def _followed(self, matter: Matter, command: MatterCommand, request: Request) -> Appended:
        # The caller names a matter only; whose it is, and so its key, is in its opening.
        raised = matter.raised
        intent = self._intent(raised.matter_id, str(raised.customer_id), command, request)
        return await handle(self.store, intent)

    def _intent(
        self, matter_id: UUID, key: str, command: MatterCommand, request: Request, **options: Any
    ) -> MatterIntent:
        return Intent(self.kind, stream_of(matter_id), key, command, request, answer=_answer, **options)


def _summary(answer: FormAnswered) -> str:
    """Return what the customer judged low, and what they wrote."""
    low = "，".join(f"{flag.item} {flag.value}" for flag in answer.flags)
    told = f"{answer.title.zh}：{low}"
    return told if answer.note is None else f"{told}。{answer.note}"


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    raised = state.raised
    return msgspec.json.encode(
        {"matter_id": raised.matter_id, "customer_id": raised.customer_id, "due_at": state.due_at}
    )
