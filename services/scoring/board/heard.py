"""What the board hears of returns, obligations, matters and opportunities, beside all that scoring hears."""

from collections.abc import Mapping

import msgspec

from services.scoring.heard import HEARD as OTHERS
from services.scoring.heard import Heard, Moment
from shared.contracts import matters, obligations, opportunities, ownership
from shared.contracts.base import Contract


class ReturnWarned(Heard, frozen=True, gc=False):
    """The owner was told when the customer goes back to the pool."""

    return_at: Moment


class ReturnCalledOff(Heard, frozen=True, gc=False):
    """The customer does not go back."""


class Owing(Heard, frozen=True, gc=False):
    """Something about an obligation, with what it is and who owes it now."""

    obligation_id: str
    rule: str
    title_zh: str
    title_en: str
    party: obligations.Party
    due_at: Moment
    person: str | None = None


class Owed(Owing, frozen=True, gc=False, kw_only=True):
    """It is owed, for the first time or again."""

    owed_since: Moment


class Done(Owing, frozen=True, gc=False, kw_only=True):
    """It was done."""

    met_at: Moment
    late: bool


class Missed(Owing, frozen=True, gc=False, kw_only=True):
    """It was not done by its time."""

    breached_at: Moment


class TakenBack(Owing, frozen=True, gc=False, kw_only=True):
    """It is owed no more, though nobody did it."""

    cancelled_at: Moment


class HandedOver(Owing, frozen=True, gc=False, kw_only=True):
    """Another owner of the customer owes it."""

    handed_over_at: Moment


class Raising(Heard, frozen=True):
    """Something about a matter, with what it is called: `title` in both languages, as it came."""

    matter_id: str
    kind: str
    category: str
    title: msgspec.Raw


class Raised(Raising, frozen=True, kw_only=True):
    """Something was raised."""

    opened_at: Moment
    due_at: Moment


class Held(Raising, frozen=True, kw_only=True):
    """Its clock stands still, or goes on again; either way it has another due time."""

    due_at: Moment


class Late(Raising, frozen=True, kw_only=True):
    """It was not closed by its time."""

    breached_at: Moment


class Measured(Raising, frozen=True, kw_only=True):
    """It results in a measure."""

    measure_id: str


class Ended(Raising, frozen=True, kw_only=True):
    """It has an outcome, and names a change if it made one."""

    closed_at: Moment
    late: bool
    change: str | None = None


class RaisedAgain(Raising, frozen=True, kw_only=True):
    """It was not solved."""

    due_at: Moment
    reopened_at: Moment


class Following(Heard, frozen=True):
    """Something about an opportunity, with its stage; titles, and a stage that it left, are as they came."""

    opportunity_id: str
    pipeline: str
    pipeline_title: msgspec.Raw
    stage: str
    stage_number: int
    stage_title: msgspec.Raw


class Begun(Following, frozen=True, kw_only=True):
    """It entered the first stage."""

    opened_at: Moment
    expected_by: Moment | None = None


class MovedOn(Following, frozen=True, kw_only=True):
    """It is in another stage."""

    left: msgspec.Raw
    passed: tuple[str, ...]
    forward: bool
    moved_at: Moment
    expected_by: Moment | None = None


class Won(Following, frozen=True, kw_only=True):
    """It left the last stage."""

    left: msgspec.Raw
    passed: tuple[str, ...]
    won_at: Moment


class Lost(Following, frozen=True, kw_only=True):
    """It was lost in its stage."""

    left: msgspec.Raw
    lost_at: Moment


class GoesOn(Following, frozen=True, kw_only=True):
    """It goes on in the stage in which it ended."""

    reopened_at: Moment
    expected_by: Moment | None = None


OWING: Mapping[type[Contract], type[Heard]] = {
    obligations.ObligationOpened: Owed,
    obligations.ObligationMet: Done,
    obligations.ObligationBreached: Missed,
    obligations.ObligationCancelled: TakenBack,
    obligations.ObligationHandedOver: HandedOver,
}
RAISING: Mapping[type[Contract], type[Heard]] = {
    matters.MatterOpened: Raised,
    matters.MatterPaused: Held,
    matters.MatterResumed: Held,
    matters.MatterBreached: Late,
    matters.MatterLinked: Measured,
    matters.MatterClosed: Ended,
    matters.MatterReopened: RaisedAgain,
}
FOLLOWING: Mapping[type[Contract], type[Heard]] = {
    opportunities.OpportunityOpened: Begun,
    opportunities.OpportunityMoved: MovedOn,
    opportunities.OpportunityWon: Won,
    opportunities.OpportunityLost: Lost,
    opportunities.OpportunityReopened: GoesOn,
}
RETURNING: Mapping[type[Contract], type[Heard]] = {
    ownership.PoolReturnWarned: ReturnWarned,
    ownership.PoolReturnCalledOff: ReturnCalledOff,
}
HEARD: Mapping[type[Contract], type[Heard]] = {**OTHERS, **RETURNING, **OWING, **RAISING, **FOLLOWING}
"""As what each type that the board hears is read."""
