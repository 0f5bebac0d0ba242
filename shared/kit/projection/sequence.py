"""The rule that makes every duplicate harmless and every loss loud, as a pure function.

A source numbers what it publishes for a key 1, 2, 3 … without a hole. A consumer therefore knows
from (number, identity) alone whether a message is old, next, beyond a loss, or from another past.

What it cannot know: a lower number's identity is no longer kept, so only the last one's is compared.
"""

from collections.abc import Sequence
from enum import Enum
from zlib import crc32

import msgspec

from shared.contracts.envelope import Message

Told = str | Message
"""An identity, or a message whose identity nobody has asked for yet: only a batch's last one is kept."""

Position = tuple[int, Told]
"""The last number seen of one source, and who had it."""

Seen = dict[str, Position]
"""What one key's row has seen, by source."""

# Sorted, so that live and rebuilt rows hold the same text whichever source came first.
_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(dict[str, tuple[int, str]])


class Verdict(Enum):
    """What the number of a message says about it."""

    NEXT = "next"
    OLD = "old"
    GAP = "sequence_gap"
    CONFLICT = "sequence_conflict"


def identity(message_id: str, body: bytes) -> str:
    """Return what tells a message from another of its number: its id and a short hash of its body.

    The id alone would not do: an id derives from its command, and a source restored to an earlier
    time may answer the same command with another fact.
    """
    return f"{message_id}#{crc32(body):08x}"


def identified(told: Told) -> str:
    """Return the identity."""
    return told if isinstance(told, str) else identity(told.id, told.data)


def judge(last: Position | None, sequence: int, told: Told, *, from_now: bool = False) -> Verdict:
    """Return what the message `told`, numbered `sequence`, is after `last`.

    A consumer that starts from now takes the first number it meets of a key as its base, once.
    """
    if last is None:
        return Verdict.NEXT if sequence == 1 or from_now else Verdict.GAP
    number, seen = last
    if sequence == number + 1:
        return Verdict.NEXT
    if sequence > number:
        return Verdict.GAP
    if sequence < number:
        return Verdict.OLD
    before, now = identified(seen), identified(told)
    # A row of before hashes were kept has the id alone.
    if now == before or now.startswith(f"{before}#"):
        return Verdict.OLD
    # The source gave one number twice: it was restored to a time before what we have read.
    return Verdict.CONFLICT


def seen_column(rows: Sequence[Seen]) -> list[str]:
    """Return each row's `seen` as the text of its column: `{"leads":[17,"<id>#<hash>"]}`.

    From now on they hold identities and no messages.
    """
    for seen in rows:
        for source, (number, told) in seen.items():
            if not isinstance(told, str):
                seen[source] = number, identity(told.id, told.data)
    # One call for all of them; JSON escapes every line break within.
    return _ENCODER.encode_lines(rows).decode().split("\n")[:-1]


def decode_seen(text: str) -> Seen:
    """Return what a `seen` column holds."""
    return dict(_DECODER.decode(text))
