"""Dead letters tried again, after a look at what would become of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.kit.inbox.dead_letters import DeadLetter, DeadLetters
from shared.kit.inbox.inbox import Inbox, Outcome, Understood
from shared.kit.inbox.received import Refusal


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a redrive would find now: the event is understood, or it is refused again for `reason`.

    Understood is no promise: the rules are asked only when it is redriven, at that moment's state.
    """

    letter: DeadLetter
    verdict: Literal["understood", "refused"]
    key: str | None = None
    reason: str | None = None
    detail: str = ""


def preview(inbox: Inbox, letters: Iterable[DeadLetter]) -> Sequence[Foreseen]:
    """Return what a redrive would find, in its order. No effect."""
    foreseen = []
    for letter in letters:
        match inbox.understand(letter.received):
            case Understood(key=key):
                foreseen.append(Foreseen(letter, "understood", key))
            case Refusal(reason=reason, detail=detail):
                foreseen.append(Foreseen(letter, "refused", None, reason, detail))
    return foreseen


async def redrive(
    inbox: Inbox, table: DeadLetters, letters: Iterable[DeadLetter], by: str
) -> Sequence[Outcome]:
    """Each letter took effect, or stays open under its newest reason. In the order they came.

    Safe to repeat and to run twice at once: the command's id is the event's. Raises `Operational`;
    what was redriven before it stays so.
    """
    return [await _redriven(inbox, table, letter, by) for letter in letters if letter.state == "open"]


async def _redriven(inbox: Inbox, table: DeadLetters, letter: DeadLetter, by: str) -> Outcome:
    read = inbox.understand(letter.received)
    if isinstance(read, Understood):
        try:
            outcome = await inbox.use(read)
        except Refusal as refusal:
            read = refusal
        else:
            # After the effect: decided first, a crash in between would lose the event for good.
            await table.redriven(letter.id, by)
            return outcome
    await table.refused_again(letter.id, read)
    return Outcome(letter.ce_id, "refused", None, read.reason, read.detail)
