"""What may become true about an opportunity, decided by pure functions (S7-10).

The book in force says what its stages ask; the command brings that with what was found of each. What is
missing is refused in the policy's words, what was there is cited.
"""

from datetime import datetime
from typing import assert_never

from services.leads.opportunity.decide.clock import DEADLINE_KIND, clock, missed, overdue, place_in
from services.leads.opportunity.decide.commands import (
    LoseOpportunity,
    MoveOpportunity,
    OpenOpportunity,
    OpportunityClosed,
    OpportunityCommand,
    OpportunityNotClosed,
    OpportunityOpenedOtherwise,
    OpportunityUnknown,
    PipelineUnknown,
    ReasonMissing,
    RecordEvidence,
    ReopenOpportunity,
    TellOverdue,
    Way,
    WinOpportunity,
)
from services.leads.opportunity.decide.path import (
    asked_until,
    passed,
    proofs,
    refuse_gone,
    standing,
    target,
)
from services.leads.opportunity.decide.state import After, Opportunity, State, changed, evolve
from services.leads.opportunity.events import (
    OpportunityEvent,
    OpportunityEvidenced,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityReopened,
    OpportunityWon,
)
from shared.kit.decider import Decider, Decision
from shared.kit.plausible_time import refuse_implausible

__all__ = [
    "DEADLINE_KIND",
    "OPPORTUNITY",
    "LoseOpportunity",
    "MoveOpportunity",
    "OpenOpportunity",
    "Opportunity",
    "OpportunityCommand",
    "OpportunityUnknown",
    "PipelineUnknown",
    "RecordEvidence",
    "ReopenOpportunity",
    "State",
    "TellOverdue",
    "Way",
    "WinOpportunity",
    "asked_until",
    "decide",
    "evolve",
    "standing",
]


def decide(state: State, command: OpportunityCommand) -> Decision[OpportunityEvent]:
    """Return what becomes true. Raises the rejections of `commands` and of `plausible_time`."""
    if isinstance(command, OpenOpportunity):
        return _open(state, command)
    if state is None:
        raise OpportunityUnknown
    match command:
        case TellOverdue():
            return overdue(state, command.now)
        case ReopenOpportunity():
            return _reopen(state, command)
        case MoveOpportunity() | RecordEvidence() | WinOpportunity() | LoseOpportunity():
            return _go_on(state, command)
        case _:
            assert_never(command)


def _go_on(
    state: Opportunity, command: MoveOpportunity | RecordEvidence | WinOpportunity | LoseOpportunity
) -> Decision[OpportunityEvent]:
    if state.ended is not None:
        raise OpportunityClosed(ended=state.ended)
    match command:
        case MoveOpportunity():
            return _move(state, command)
        case RecordEvidence():
            return _record(state, command)
        case WinOpportunity():
            return _win(state, command)
        case LoseOpportunity():
            return _lose(state, command)


def _open(state: State, command: OpenOpportunity) -> Decision[OpportunityEvent]:
    refuse_implausible(command.opened_at, command.now, "opened_at")
    named, way = command.named, command.way
    if state is not None:
        # Its stage is its own by now; told again, only what was said counts.
        if (state.named.customer_id, state.named.pipeline, state.opened.title) == (
            *(named.customer_id, named.pipeline, command.title),
        ):
            return Decision()
        raise OpportunityOpenedOtherwise(opportunity_id=str(named.opportunity_id))
    if not way.stages:
        raise PipelineUnknown(pipeline=named.pipeline, policy_version=way.policy_version)
    first = way.stages[0]
    opened = OpportunityOpened(
        named=named,
        title=command.title,
        place=place_in(first, command.opened_at),
        proved_by=proofs(first.entry, way.policy_version),
        policy_version=way.policy_version,
        opened_by=command.opened_by,
        occurred_at=command.opened_at,
    )
    begun = Opportunity(opened, opened.place, way.policy_version, command.opened_at, (first.name,))
    return Decision((opened,), (clock(begun).next(),))


def _move(state: Opportunity, command: MoveOpportunity) -> Decision[OpportunityEvent]:
    way, here = command.way, standing(state, command.way)
    place = target(state, way, command.to)
    if way.stages[place].name == state.place.stage:
        return Decision()
    forward = place > here
    if not forward and command.reason is None:
        raise ReasonMissing(before=state.place.stage, after=way.stages[place].name)
    asked = asked_until(state, way, place) if forward else ()
    moved = OpportunityMoved(
        named=state.named,
        left=state.left(command.now),
        place=place_in(way.stages[place], command.now),
        passed=passed(state, way, place) if forward else (),
        forward=forward,
        reason=command.reason,
        proved_by=proofs(asked, way.policy_version),
        policy_version=way.policy_version,
        moved_by=command.moved_by,
        occurred_at=command.now,
    )
    return _entered(state, moved, command.now)


def _record(state: Opportunity, command: RecordEvidence) -> Decision[OpportunityEvent]:
    recorded = OpportunityEvidenced(
        named=state.named,
        place=state.place,
        evidence=command.evidence,
        text=command.text,
        ref=command.ref,
        policy_version=command.policy_version,
        recorded_by=command.recorded_by,
        occurred_at=command.now,
    )
    before = state.evidence.get(command.evidence)
    if before is not None and (before.text, before.ref) == (command.text, command.ref):
        return Decision()
    return Decision((recorded,))


def _win(state: Opportunity, command: WinOpportunity) -> Decision[OpportunityEvent]:
    way = command.way
    refuse_gone(state, way)
    last = len(way.stages)
    won = OpportunityWon(
        named=state.named,
        left=state.left(command.now),
        place=state.place,
        passed=passed(state, way, last),
        proved_by=proofs(asked_until(state, way, last), way.policy_version),
        policy_version=way.policy_version,
        won_by=command.won_by,
        occurred_at=command.now,
    )
    return Decision((*missed(state, command.now), won), (clock(state).over(),))


def _lose(state: Opportunity, command: LoseOpportunity) -> Decision[OpportunityEvent]:
    lost = OpportunityLost(
        named=state.named,
        left=state.left(command.now),
        place=state.place,
        reason=command.reason,
        policy_version=command.policy_version,
        lost_by=command.lost_by,
        occurred_at=command.now,
    )
    return Decision((*missed(state, command.now), lost), (clock(state).over(),))


def _reopen(state: Opportunity, command: ReopenOpportunity) -> Decision[OpportunityEvent]:
    if state.ended is None:
        raise OpportunityNotClosed(opportunity_id=str(state.named.opportunity_id))
    way = command.way
    refuse_gone(state, way)
    reopened = OpportunityReopened(
        named=state.named,
        place=place_in(way.stages[max(standing(state, way), 0)], command.now),
        before=state.ended,
        reason=command.reason,
        policy_version=way.policy_version,
        reopened_by=command.reopened_by,
        occurred_at=command.now,
    )
    return _entered(state, reopened, command.now)


def _entered(state: Opportunity, event: After, now: datetime) -> Decision[OpportunityEvent]:
    """Return that its clock goes by the stage that it is in after `event`."""
    return Decision((*missed(state, now), event), (clock(changed(state, event)).next(),))


OPPORTUNITY: Decider[State, OpportunityCommand, OpportunityEvent] = Decider(None, evolve, decide)
