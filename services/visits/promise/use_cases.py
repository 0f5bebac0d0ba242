"""The promise's use cases, one short method a command: gather, decide, append."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import msgspec

from services.visits.promise.decide import (
    PROMISE,
    ApprovePromise,
    BreachPromise,
    KeepPromise,
    Promise,
    PromiseCommand,
    PromiseProofUnknown,
    PromiseUnknown,
    RecordPromise,
    State,
    WithdrawPromise,
)
from services.visits.promise.events import (
    PromiseApproved,
    PromiseBreached,
    Promised,
    PromiseEvent,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from services.visits.promise.published import publish
from shared.contracts import promises
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7

CODEC: Codec[PromiseEvent] = Codec(
    PromiseRecorded, PromiseApproved, PromiseKept, PromiseBreached, PromiseWithdrawn
)

PromiseIntent = Intent[State, PromiseCommand, PromiseEvent]

PROVING = frozenset({"contact", "case", "matter", "obligation", "answer", "survey"})
"""Kinds of streams of visits that may prove a promise: they are looked up. Others' are taken as told."""

PROVING_NOTHING = frozenset({"planned", "inspection", "promise", "feed"})
"""Kinds of streams of visits that tell of nothing done for a customer."""

PERCENT_DIGITS = 4
"""Of a discount that a price amounts to: a ten-thousandth of a percent."""


def stream_of(promise_id: UUID) -> str:
    """Return the promise's stream."""
    return f"promise-{promise_id}"


@dataclass(frozen=True, slots=True)
class Promises:
    """What can be done about promises, each recorded under the policy in force."""

    store: EventStore
    kind: StreamKind[State, PromiseCommand, PromiseEvent]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(PROMISE, CODEC, publish, publisher), books)

    async def record(self, told: promises.RecordPromise, request: Request) -> Appended:
        """The promise is on file; it is due at its time, or waits for whoever approves its discount."""
        return await handle_when_made(self.store, request, self.recording(told, request))

    async def recording(self, told: promises.RecordPromise, request: Request) -> PromiseIntent:
        """Return what records it, with the approver whom the book in force asks for."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        promise_id = external_id("promise", ref.source, ref.ref) if ref else uuid7()
        book, discount = await self.books.at(request.now), _discount(told)
        promised = Promised(
            promise_id=promise_id,
            customer_id=customer_id,
            promisor=told.promisor,
            text=told.text,
            due_at=told.due_at,
            discount_percent=discount,
            price_minor=told.price_minor,
            list_minor=told.list_minor,
            currency=told.currency,
            policy_version=book.version,
        )
        approver = None if discount is None else book.promises.approver_of(discount)
        command = RecordPromise(promised, approver, request.principal, request.now)
        return self._intent(promise_id, str(customer_id), command, request, creates=True)

    async def read(self, promise_id: UUID) -> tuple[Promise, int]:
        """Return the promise and its version. Raises PromiseUnknown."""
        loaded = await self.store.load(stream_of(promise_id))
        promise = self.kind.fold(loaded.events)
        if promise is None:
            raise PromiseUnknown(promise_id=str(promise_id))
        return promise, len(loaded.events)

    async def approve(self, promise_id: UUID, roles: frozenset[str], request: Request) -> Appended:
        """Its discount is approved, so it holds."""
        command = ApprovePromise(request.principal, roles, request.now)
        return await self._follow(promise_id, await self._key(promise_id), command, request)

    async def keep(self, promise_id: UUID, proof: str, request: Request) -> Appended:
        """It was kept, by a fact of the customer's. Raises PromiseProofUnknown."""
        key = await self._key(promise_id)
        kind = proof.partition("-")[0]
        if kind in PROVING_NOTHING:
            raise PromiseProofUnknown(proof=proof)
        if kind in PROVING:
            proving = (await self.store.load(proof)).events
            if not proving or proving[0].key != key:
                raise PromiseProofUnknown(proof=proof)
        command = KeepPromise(proof, request.principal, request.now)
        return await self._follow(promise_id, key, command, request)

    async def withdraw(self, promise_id: UUID, reason: str, request: Request) -> Appended:
        """It is owed no more, for that reason."""
        command = WithdrawPromise(reason, request.principal, request.now)
        return await self._follow(promise_id, await self._key(promise_id), command, request)

    def breaching(self, promise_id: UUID, key: str, request: Request) -> PromiseIntent:
        """Return what says that its time went by, unless it has ended; its deadline is over."""
        return self._intent(promise_id, key, BreachPromise(request.now), request)

    async def _key(self, promise_id: UUID) -> str:
        # The caller names a promise only; whose it is, and so its key, is in its recording.
        return str((await self.read(promise_id))[0].promised.customer_id)

    async def _follow(
        self, promise_id: UUID, key: str, command: PromiseCommand, request: Request
    ) -> Appended:
        return await handle(self.store, self._intent(promise_id, key, command, request))

    def _intent(
        self, promise_id: UUID, key: str, command: PromiseCommand, request: Request, **options: Any
    ) -> PromiseIntent:
        return Intent(self.kind, stream_of(promise_id), key, command, request, answer=_answer, **options)


def _discount(told: promises.RecordPromise) -> float | None:
    """Return the discount that was promised: none where a price is no lower than the usual one."""
    if told.price_minor is None or told.list_minor is None:
        return told.discount_percent
    below = round(100 * (told.list_minor - told.price_minor) / told.list_minor, PERCENT_DIGITS)
    return below if below > 0 else None


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    promised = state.promised
    return msgspec.json.encode(
        {
            "promise_id": promised.promise_id,
            "customer_id": promised.customer_id,
            "due_at": promised.due_at,
            "standing": state.standing,
            "approver": state.recorded.approver,
        }
    )
