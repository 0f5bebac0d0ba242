"""What time does with a duty: warnings ahead of its time, the breach at it, a ladder after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.kit.steps import Steps


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that was not yet taken; one of the ladder has a name, and tells `to`."""

    at: datetime
    kind: Literal["warning", "breach", "escalation"]
    name: str = ""
    to: str = ""


def in_order(steps: Iterable[Ahead]) -> tuple[Ahead, ...]:
    """Return the steps in the order in which they are taken."""
    # Stable: at one moment the breach comes before the ladder that it starts.
    return tuple(sorted(steps, key=lambda step: step.at))


def missed(steps: Steps[Ahead], until: datetime) -> tuple[Ahead, ...]:
    """Return the steps that came before it was done at `until`: at its very time it is not late."""
    return tuple(step for step in steps.ahead if step.at < until)
