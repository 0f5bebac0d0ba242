"""Facts as messages, in the envelope of the service that says them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import uuid4

from shared.contracts.envelope import Message
from shared.kit.projection.port import Fact, ReadModel, State


class Said(Protocol):
    """A published fact and its key."""

    TYPE: ClassVar[str]

    @property
    def key(self) -> str:
        """The unit of order."""
        ...

    @classmethod
    def dataschema(cls) -> str:
        """Return the URN of its schema."""
        ...

    def model_dump_json(self) -> str:
        """Return its data."""
        ...


def message_of(
    fact: Said, at: datetime, *, sequence: int = 1, id_: str | None = None, traceparent: str | None = None
) -> Message:
    """Return the message that says the fact as the `sequence`th of its key."""
    return Message(
        id=id_ or str(uuid4()),
        source=source_of(fact),
        type=fact.TYPE,
        subject=f"test-{fact.key}",
        key=fact.key,
        sequence=sequence,
        time=at,
        recorded_at=at,
        dataschema=fact.dataschema(),
        data=fact.model_dump_json().encode(),
        traceparent=traceparent,
    )


def source_of(fact: Said) -> str:
    """Return which service says the fact."""
    return fact.TYPE.split(".")[1]


def heard_by(model: ReadModel[Any], fact: Said, at: datetime) -> Fact:
    """Return the fact as the read model hears it."""
    message = message_of(fact, at)
    return Fact(message, model.decode(message))


def folded(model: ReadModel[State], key: str, facts: Sequence[Said], at: datetime) -> State:
    """Return the state of the key after these facts."""
    state = model.start(key)
    for fact in facts:
        state = model.evolve(state, heard_by(model, fact, at))
    return state
