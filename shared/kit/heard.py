"""What a service understands of what it hears: message types by their class, everything else is poison."""

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, Self

from pydantic import ValidationError

from shared.contracts.envelope import Message
from shared.kit.projection.port import Poison


class Understood(Protocol):
    """A message class: its type, its data schema, and how its data is read."""

    TYPE: ClassVar[str]

    @classmethod
    def dataschema(cls) -> str:
        """Return the schema that it reads."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray) -> Self:
        """Return the data. Raises pydantic.ValidationError."""
        ...


class Heard:
    """Reads messages of the named classes."""

    def __init__(self, classes: Iterable[type[Understood]]) -> None:
        self._classes = {known.TYPE: known for known in classes}

    @property
    def types(self) -> frozenset[str]:
        """The types that `decode` understands."""
        return frozenset(self._classes)

    def decode(self, message: Message) -> Any:
        """Return the message's data. Raises `Poison` for a type, version or content not understood."""
        known = self._classes.get(message.type)
        if known is None:
            raise Poison("unknown_type", message.type)
        # A newer major version may mean another thing by the same field.
        if message.dataschema != known.dataschema():
            raise Poison("unknown_version", message.dataschema)
        try:
            return known.model_validate_json(message.data)
        except ValidationError as invalid:
            # Never the input: a dead letter's reason is read by more people than its content.
            raise Poison("undecodable", str(invalid.errors(include_input=False, include_url=False))) from None
