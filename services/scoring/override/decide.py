"""How a person overrides a tier, decided by pure functions."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, assert_never
from uuid import UUID

from services.scoring.override.events import OverrideEvent, TierClass, TierOverridden, TierOverrideEnded
from shared.kit.decider import CancelDeadline, Decider, Decision, Rejection, SetDeadline

UNTIL = "override-until"
"""The kind of the deadline at which an override ends by itself."""


@dataclass(frozen=True, slots=True)
class OverrideTier:
    """The class is to be this one; `until` must lie after now and not after `latest`."""

    customer_id: UUID
    tier: TierClass
    reason: str
    until: datetime
    by: str
    latest: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class EndOverride:
    """The override is not to hold any longer."""

    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class LapseOverride:
    """The time of the override is over."""

    now: datetime


OverrideCommand = OverrideTier | EndOverride | LapseOverride


class OverrideUnknown(Rejection):
    """Nobody ever overrode the tier of this customer."""

    code: ClassVar[str] = "override_unknown"


class OverrideUntilOutOfBounds(Rejection):
    """An override ends by itself: its end must come, and within reach."""

    code: ClassVar[str] = "override_until_out_of_bounds"


class OverrideNotOver(Rejection):
    """The override holds until a later time."""

    code: ClassVar[str] = "override_not_over"


@dataclass(frozen=True, slots=True)
class Overridden:
    """The last override, and whether it has ended."""

    set: TierOverridden
    ended: bool = False


Override = Overridden | None


def evolve(state: Override, event: OverrideEvent) -> Override:
    """Return the override after the fact. Nothing ends that was not set."""
    if isinstance(event, TierOverridden):
        return Overridden(event)
    return None if state is None else Overridden(state.set, ended=True)


def decide(state: Override, command: OverrideCommand) -> Decision[OverrideEvent]:
    """Return what becomes true. Raises the rejections above."""
    if isinstance(command, OverrideTier):
        return _override(state, command)
    if state is None:
        raise OverrideUnknown
    over = (CancelDeadline(_deadline_id(state.set.customer_id)),)
    match command:
        case EndOverride():
            if state.ended:
                return Decision()
            # One whose time is over was ended by that, however late it is noticed.
            lapsed = state.set.until <= command.now
            return Decision((_ended(state, None if lapsed else command.by, command.now),), over)
        case LapseOverride():
            if state.ended:
                return Decision((), over)
            if command.now < state.set.until:
                raise OverrideNotOver(until=state.set.until.isoformat())
            return Decision((_ended(state, None, command.now),), over)
        case _:
            assert_never(command)


def _override(state: Override, command: OverrideTier) -> Decision[OverrideEvent]:
    if not command.now < command.until <= command.latest:
        raise OverrideUntilOutOfBounds(
            until=command.until.isoformat(), after=command.now.isoformat(), latest=command.latest.isoformat()
        )
    told = TierOverridden(
        command.customer_id,
        command.tier,
        command.reason,
        command.until,
        command.by,
        occurred_at=command.now,
    )
    if state is not None and not state.ended and _same(state.set, told):
        return Decision()
    return Decision((told,), (SetDeadline(_deadline_id(told.customer_id), UNTIL, told.until),))


def _same(known: TierOverridden, told: TierOverridden) -> bool:
    return (known.tier, known.reason, known.until) == (told.tier, told.reason, told.until)


def _ended(state: Overridden, by: str | None, now: datetime) -> TierOverrideEnded:
    return TierOverrideEnded(state.set.customer_id, by, occurred_at=min(now, state.set.until))


def _deadline_id(customer_id: UUID) -> str:
    return f"override-{customer_id}/until"


OVERRIDE: Decider[Override, OverrideCommand, OverrideEvent] = Decider(None, evolve, decide)
