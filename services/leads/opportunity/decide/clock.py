"""The expected time of a stage: when it is over is told once for each entry, unless it was left before."""

from datetime import datetime, timedelta

from services.leads.opportunity.decide.commands import OpportunityNotDue, Stage
from services.leads.opportunity.decide.state import Due, Opportunity
from services.leads.opportunity.events import OpportunityEvent, OpportunityOverdue, Place
from shared.kit.decider import Decision
from shared.kit.steps import Steps

DEADLINE_KIND = "opportunity-overdue"


def overdue(state: Opportunity, now: datetime) -> Decision[OpportunityEvent]:
    """Return what the deadline asks for. Raises OpportunityNotDue."""
    return clock(state).take(
        now,
        lambda due: _told_overdue(state, due, now),
        lambda expected_by: OpportunityNotDue(expected_by=expected_by.isoformat()),
    )


def missed(state: Opportunity, now: datetime) -> tuple[OpportunityOverdue, ...]:
    """Return that it is overdue, if by now it is and nobody was told: no one hides it by being quick."""
    return tuple(_told_overdue(state, due, now) for due in clock(state).due(now))


def _told_overdue(state: Opportunity, due: Due, now: datetime) -> OpportunityOverdue:
    return OpportunityOverdue(state.named, state.place, state.entered_at, state.policy_version, now, due.at)


def place_in(stage: Stage, entered_at: datetime) -> Place:
    """Return the stage as one entered then, by its book."""
    days = stage.expected_days
    expected_by = None if days is None else entered_at + timedelta(days=days)
    return Place(stage.name, stage.number, stage.title_zh, stage.title_en, days, expected_by)


def clock(state: Opportunity) -> Steps[Due]:
    """Return the one deadline of the opportunity's stage."""
    return Steps(f"opportunity-{state.named.opportunity_id}/overdue", DEADLINE_KIND, state.ahead())
