"""The policy's use cases, one short method a command: gather, decide, append."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import msgspec

from services.scoring.policy.decide import (
    ANNOUNCEMENT,
    POLICY,
    ApprovePolicy,
    ApproverIsAnother,
    Draft,
    DraftPolicy,
    DraftUnknown,
    Policy,
    PolicyCommand,
    PredecessorChanged,
    RevisePolicy,
    WithdrawPolicy,
)
from services.scoring.policy.events import (
    PolicyApproved,
    PolicyDrafted,
    PolicyEvent,
    PolicyRevised,
    PolicyWithdrawn,
)
from services.scoring.policy.merging import merged
from services.scoring.policy.published import publish
from shared.contracts.scoring import POLICY_KEY
from shared.in_force import NOTICE_MIN, Books
from shared.kit.errors import AlreadyReserved
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.ids import uuid7
from shared.policy import PolicyBook
from shared.policy.refusal import refusal
from shared.policy.rule import Finding, finding
from shared.policy.sections import taken_names
from shared.policy.timing import effective_date_findings, in_force

CODEC: Codec[PolicyEvent] = Codec(PolicyDrafted, PolicyRevised, PolicyWithdrawn, PolicyApproved)

AHEAD_MAX = timedelta(days=5 * 366)
"""How far away the date of a policy may be: what lies beyond is a slip of the pen."""

SENDING_MAX = timedelta(seconds=5)
"""What an approval may take until it is in the log, on top of the notice that everybody needs."""


def stream_of(draft_id: UUID) -> str:
    """Return the draft's stream."""
    return f"policy-{draft_id}"


@dataclass(frozen=True, slots=True)
class Policies:
    """What can be done about the policy, given the books announced so far."""

    store: PostgresEventStore
    kind: StreamKind[Policy, PolicyCommand, PolicyEvent]
    books: Books

    @classmethod
    def of(cls, store: PostgresEventStore, publisher: Publisher, books: Books) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(POLICY, CODEC, publish, publisher), books)

    async def proposed(
        self, book: Mapping[str, Any] | None, changes: Mapping[str, Any], now: datetime
    ) -> PolicyBook:
        """Return `book`, or without one the changes (RFC 7396) applied to the book whose place it takes.

        Raises pydantic's `ValidationError` with every finding: what contradicts itself, a date that is
        past, a version or the name of a section that is taken.
        """
        if book is None:
            replaced = self.books.understood(in_force(await self.books.entries(), _date_of(changes, now)))
            book = merged(_json(replaced), changes)
        sound = PolicyBook.model_validate(book)
        found = (
            *effective_date_findings(sound, now),
            *await self._version_findings(sound),
            *taken_names(sound.sections),
        )
        if found:
            raise refusal(found)
        return sound

    async def draft(self, book: PolicyBook, request: Request) -> Appended:
        """The book is a draft that others may read, revise, withdraw or approve."""
        draft_id, replaces = uuid7(), await self._replaced_by(book.effective_from)
        command = DraftPolicy(draft_id, _json(book), replaces, request.principal, request.now)
        return await self._handle(draft_id, command, request, creates=True)

    async def revise(self, draft_id: UUID, book: PolicyBook, request: Request, if_version: int) -> Appended:
        """The draft is this book now, and upon the books announced by now."""
        replaces = await self._replaced_by(book.effective_from)
        command = RevisePolicy(_json(book), replaces, request.principal, request.now)
        return await self._handle(draft_id, command, request, if_version=if_version)

    async def withdraw(self, draft_id: UUID, reason: str, request: Request, if_version: int) -> Appended:
        """The draft will not become a policy."""
        command = WithdrawPolicy(reason, request.principal, request.now)
        return await self._handle(draft_id, command, request, if_version=if_version)

    async def approve(
        self, draft_id: UUID, roles: frozenset[str], request: Request, if_version: int
    ) -> Appended:
        """The book holds from its date on, and is announced. `roles` are those of whoever approves.

        Raises ApproverIsAnother where the book in force names none of them for its changes (S6-14).
        """
        role = (await self.books.at(request.now)).evaluation.approver
        if role not in roles:
            raise ApproverIsAnother(required_role=role)
        draft, _ = await self.read(draft_id)
        entries = await self.books.entries()
        command = ApprovePolicy(
            by=request.principal,
            replaces=in_force(entries, draft.effective_from).version,
            announced=tuple(entry.version for entry in entries),
            earliest=request.now + NOTICE_MIN + SENDING_MAX,
            latest=request.now + AHEAD_MAX,
            now=request.now,
        )
        try:
            return await self._handle(draft_id, command, request, if_version=if_version)
        except AlreadyReserved as taken:
            if taken.kind != ANNOUNCEMENT:
                raise
            # Another approval came between our reading of the books and the append.
            raise PredecessorChanged(drafted_upon=draft.replaces, now=taken.holder) from taken

    async def read(self, draft_id: UUID) -> tuple[Draft, int]:
        """Return the draft and its version. Raises DraftUnknown."""
        loaded = await self.store.load(stream_of(draft_id))
        draft = self.kind.fold(loaded.events)
        if draft is None:
            raise DraftUnknown(draft_id=str(draft_id))
        return draft, len(loaded.events)

    async def compared(self, draft: Draft) -> tuple[PolicyBook, PolicyBook]:
        """Return the book whose place the draft takes, and the draft's."""
        entry = next(one for one in await self.books.entries() if one.version == draft.replaces)
        return self.books.understood(entry), PolicyBook.model_validate(draft.book)

    async def newest(self, after: int | None, rows: int) -> Sequence[tuple[int, Draft]]:
        """Return at most `rows` drafts, newest first, from behind the position `after`; each with its own."""
        found = await self.store.streams_of(POLICY_KEY, "policy-", after, rows)
        drafts = [(position, await self.read(UUID(name.removeprefix("policy-")))) for position, name in found]
        return [(position, draft) for position, (draft, _) in drafts]

    async def _version_findings(self, book: PolicyBook) -> Sequence[Finding]:
        if all(entry.version != book.version for entry in await self.books.entries()):
            return ()
        zh, en = f"版本 {book.version} 已被使用", f"version {book.version} is taken"
        return (finding(("version",), "version_taken", zh, en),)

    async def _replaced_by(self, effective_from: datetime) -> str:
        return in_force(await self.books.entries(), effective_from).version

    async def _handle(
        self, draft_id: UUID, command: PolicyCommand, request: Request, **options: Any
    ) -> Appended:
        intent = Intent(
            self.kind, stream_of(draft_id), POLICY_KEY, command, request, answer=_answer, **options
        )
        return await handle(self.store, intent)


def _date_of(changes: Mapping[str, Any], now: datetime) -> datetime:
    try:
        date = datetime.fromisoformat(str(changes.get("effective_from")))
    except ValueError:
        return now
    return date if date.tzinfo is not None else now


def _json(book: PolicyBook) -> dict[str, Any]:
    written: dict[str, Any] = book.model_dump(mode="json")
    return written


def _answer(state: Policy) -> bytes:
    if state is None:
        return b""
    return msgspec.json.encode(
        {
            "draft_id": state.draft_id,
            "version": state.version,
            "effective_from": state.effective_from,
            "replaces": state.replaces,
            "standing": state.standing,
        }
    )
