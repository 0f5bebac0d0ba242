"""The way from where an opportunity stands to a stage: what lies between, what it asks, what is missing."""

from collections.abc import Iterable, Iterator
from itertools import chain

from services.leads.opportunity.decide.commands import (
    Asked,
    OpportunityAtItsEnd,
    PipelineUnknown,
    StageNotDone,
    StageUnknown,
    Way,
)
from services.leads.opportunity.decide.state import Opportunity
from services.leads.opportunity.events import Proof


def standing(state: Opportunity, way: Way) -> int:
    """Return where it counts as standing: in its stage, or in the last before that is still there.

    -1 is before all stages: none of those that it was in is there any more.
    """
    places = (way.place_of(stage) for stage in reversed(state.stages))
    return next((place for place in places if place is not None), -1)


def target(state: Opportunity, way: Way, to: str | None) -> int:
    """Return which stage is meant. Raises PipelineUnknown, StageUnknown and OpportunityAtItsEnd."""
    refuse_gone(state, way)
    if to is None:
        place = standing(state, way) + 1
        if place == len(way.stages):
            raise OpportunityAtItsEnd(stage=state.place.stage, policy_version=way.policy_version)
        return place
    found = way.place_of(to)
    if found is None:
        names = ", ".join(one.name for one in way.stages)
        raise StageUnknown(stage=to, stages=names, policy_version=way.policy_version)
    return found


def refuse_gone(state: Opportunity, way: Way) -> None:
    """Return when the book in force has the pipeline. Raises PipelineUnknown."""
    if not way.stages:
        raise PipelineUnknown(pipeline=state.named.pipeline, policy_version=way.policy_version)


def asked_until(state: Opportunity, way: Way, place: int) -> tuple[Asked, ...]:
    """Return all that is asked on the way to that stage; as many as there are, it leaves the last."""
    return tuple(_asked(state, way, place))


def passed(state: Opportunity, way: Way, place: int) -> tuple[str, ...]:
    """Return the stages between where it stands and that one."""
    return tuple(one.name for one in way.stages[standing(state, way) + 1 : place])


def proofs(asked: Iterable[Asked], policy_version: str) -> tuple[Proof, ...]:
    """Return what showed each thing. Raises StageNotDone, which names all that is missing."""
    given = tuple(asked)
    missing = [one for one in given if not one.met]
    if missing:
        raise StageNotDone(
            missing=", ".join(f"{one.stage}.{one.asked}: {one.name}" for one in missing),
            zh="；".join(one.zh for one in missing),
            en="; ".join(one.en for one in missing),
            policy_version=policy_version,
        )
    return tuple(Proof(one.stage, one.asked, one.name, one.event_id) for one in given)


def _asked(state: Opportunity, way: Way, place: int) -> Iterator[Asked]:
    here = standing(state, way)
    # A stage from before the one that is gone was left with all that it asks.
    first = here if state.place.stage == _name(way, here) else here + 1
    entered = (one.entry for one in way.stages[here + 1 : place + 1])
    left = (one.leave for one in way.stages[max(first, 0) : place])
    yield from chain.from_iterable(chain(left, entered))


def _name(way: Way, place: int) -> str | None:
    return way.stages[place].name if place >= 0 else None
