"""The inbox's refused events as a `LetterBox`."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.kit.inbox.dead_letters import DeadLetter, DeadLetters
from shared.kit.inbox.inbox import Inbox
from shared.kit.inbox.redrive import preview, redrive
from shared.kit.letter_box import NOTHING, NotOpen, Row, Tried, Wish


class InboxLetters:
    """Each event is on its own: one that is refused again holds up no other."""

    name = "inbox"

    def __init__(self, inbox: Inbox, letters: DeadLetters) -> None:
        self._inbox, self._letters = inbox, letters

    async def listed(self, reason: str | None, limit: int) -> Sequence[Row]:
        """Return open letters, oldest first."""
        return [_row(letter) for letter in await self._letters.list("open", reason, limit)]

    async def shown(self, number: str) -> Mapping[str, Any] | None:
        """Return one letter whole, open or decided."""
        letter = await self._found(number)
        if letter is None:
            return None
        value = letter.value.decode("utf-8", "backslashreplace")
        decided = {"attempts": letter.attempts, "decided_by": letter.decided_by, "note": letter.note}
        told = {"origin": letter.origin, "headers": dict(letter.headers), "value": value}
        return {**_row(letter), **decided, **told}

    async def redriven(self, wish: Wish) -> Sequence[Tried]:
        """Each chosen event took effect, or is refused again; a dry run asks for its form, not the rules."""
        letters = await self._chosen(wish)
        if wish.dry_run:
            return [
                Tried(_name(one.letter), one.reason or one.verdict, is_open=one.verdict == "refused")
                for one in preview(self._inbox, letters)
            ]
        outcomes = await redrive(self._inbox, self._letters, letters, wish.by)
        return [
            Tried(_name(letter), outcome.reason or outcome.status, is_open=outcome.status == "refused")
            for letter, outcome in zip(letters, outcomes, strict=True)
        ]

    async def discarded(self, number: str, by: str, note: str) -> str | None:
        """The event never takes effect. Raises `NotOpen` when no such letter is open."""
        letter = await self._found(number)
        if letter is None or not await self._letters.discard(letter.id, by, note):
            raise NotOpen(number)
        return None

    async def _chosen(self, wish: Wish) -> Sequence[DeadLetter]:
        if wish.letter is None:
            found = await self._letters.list("open", wish.reason)
            return [one for one in found if wish.key in (None, one.key)]
        letter = await self._found(wish.letter)
        if letter is None or letter.state != "open":
            raise NotOpen(wish.letter)
        return [letter]

    async def _found(self, number: str) -> DeadLetter | None:
        try:
            return await self._letters.show(UUID(number))
        except ValueError:
            return None


def _name(letter: DeadLetter) -> str:
    return f"{InboxLetters.name}/{letter.id}"


def _row(letter: DeadLetter) -> dict[str, str]:
    return {
        "letter": _name(letter),
        "received_at": letter.received_at.isoformat(timespec="seconds"),
        "state": letter.state,
        "reason": letter.reason,
        "type": letter.type or NOTHING,
        "key": letter.key or NOTHING,
        "detail": letter.detail,
    }
